import { expect, test } from 'vitest';
import { createDuplicateGuard } from '../../../src/studio/requests/duplicate-guard.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { imageRequest } from '../../support/requests.ts';

const wish = imageRequest();
const ASKED = 'You asked for exactly that a moment ago';

test('the same wish again is asked about, and meant the third time', async () => {
	const duplicateGuard = createDuplicateGuard(openMemoryStore({ clock: fakeClock() }).records('repeats'));
	await duplicateGuard.check(wish);
	await expect(duplicateGuard.check(wish)).rejects.toThrow(ASKED);
	await duplicateGuard.check(wish);
});

test('a wish that was asked about and then came to nothing is made at once, and asked about again when repeated', async () => {
	const duplicateGuard = createDuplicateGuard(openMemoryStore({ clock: fakeClock() }).records('repeats'));
	await duplicateGuard.check(wish);
	await expect(duplicateGuard.check(wish)).rejects.toThrow(ASKED);
	await duplicateGuard.clear(wish);
	await duplicateGuard.check(wish);
	await expect(duplicateGuard.check(wish)).rejects.toThrow(ASKED);
});
