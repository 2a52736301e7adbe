import { expect, test } from 'vitest';
import { TooSlowError } from '../../src/clock.ts';
import { STORE_TIMEOUT_MS } from '../../src/store/backend.ts';
import { SharedFlush } from '../../src/store/shared-flush.ts';
import { fakeClock } from '../support/fake-clock.ts';

test('nobody waits for ever for a flush that hangs, and once it is done everything goes on', async () => {
	const clock = fakeClock();
	const hung = Promise.withResolvers<void>();
	const begun = Promise.withResolvers<void>();
	const flushes = [hung.promise, Promise.resolve()];
	const disk = new SharedFlush({
		flush() {
			begun.resolve();
			return flushes.shift() ?? expect.unreachable();
		},
		clock,
		onFailure: () => expect.unreachable(),
	});
	const first = disk.now();
	await begun.promise;
	const waiting = Promise.allSettled([first, disk.now()]);
	await clock.advance(STORE_TIMEOUT_MS - 1);
	disk.assertWhole();
	await clock.advance(1);
	for (const answer of await waiting)
		expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(TooSlowError) });
	expect(() => disk.assertWhole()).toThrow(TooSlowError);
	hung.resolve();
	await expect(disk.now()).resolves.toBeUndefined();
	disk.assertWhole();
});
