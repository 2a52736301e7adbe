import { expect, test } from 'vitest';
import { openMemoryStore } from '../../src/store/open.ts';
import { createRepeats } from '../../src/studio/repeats.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { imageRequest } from '../support/requests.ts';

const wish = imageRequest();
const ASKED = 'You asked for just that a moment ago';

test('the same wish again is asked about, and meant the third time', async () => {
	const repeats = createRepeats(openMemoryStore({ clock: fakeClock() }).records('repeats'));
	await repeats.check(wish);
	await expect(repeats.check(wish)).rejects.toThrow(ASKED);
	await repeats.check(wish);
});

test('a wish that was asked about and then came to nothing is made at once, and asked about again when repeated', async () => {
	const repeats = createRepeats(openMemoryStore({ clock: fakeClock() }).records('repeats'));
	await repeats.check(wish);
	await expect(repeats.check(wish)).rejects.toThrow(ASKED);
	await repeats.clear(wish);
	await repeats.check(wish);
	await expect(repeats.check(wish)).rejects.toThrow(ASKED);
});
