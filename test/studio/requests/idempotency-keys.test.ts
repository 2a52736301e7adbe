import { expect, test } from 'vitest';
import { createIdempotencyKeys } from '../../../src/studio/requests/idempotency-keys.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { openTemporaryStore } from '../../store/open-temporary.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';

const DAY_MS = 86_400_000;

test('of ten who claim one event at once, one is the first', async () => {
	await using store = await openTemporaryStore({ clock: fakeClock() });
	const idempotencyKeys = createIdempotencyKeys(store.records('claims'));
	const answers = await Promise.all(Array.from({ length: 10 }, () => idempotencyKeys.claim('1')));
	expect(answers.filter(Boolean)).toEqual([true]);
	expect(await idempotencyKeys.claim('2')).toBe(true);
});

test('an event stays claimed for a day, also after a restart', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	expect(await createIdempotencyKeys(store.records('claims')).claim('1')).toBe(true);
	await clock.advance(DAY_MS - 1);
	expect(await createIdempotencyKeys(store.records('claims')).claim('1')).toBe(false);
	await clock.advance(1);
	expect(await createIdempotencyKeys(store.records('claims')).claim('1')).toBe(true);
});

test('a store that cannot say makes nobody the first', async () => {
	const store = await openTemporaryStore({ clock: fakeClock() });
	await store[Symbol.asyncDispose]();
	await expect(createIdempotencyKeys(store.records('claims')).claim('1')).rejects.toThrow(StoreError);
});
