import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { InProcessLocks, whileHeld } from '../../src/store/in-process-locks.ts';
import { patientClock } from '../support/patient-clock.ts';

test('a lock goes to nobody while a write that was begun under it goes on', async () => {
	const locks = new InProcessLocks(patientClock);
	const slow = Promise.withResolvers<void>();
	const happened: string[] = [];
	let writing: Promise<void> = Promise.resolve();
	const careless = locks.withLock(['a'], async (lease) => {
		writing = whileHeld(lease, () => slow.promise.then(() => void happened.push('written')));
	});
	const next = locks.withLock(['a'], async () => void happened.push('next'));
	await setImmediate();
	slow.resolve();
	await Promise.all([careless, writing, next]);
	expect(happened).toEqual(['written', 'next']);
});

test('a write that fails under a lock is told to whoever waits for it, and the lock goes on', async () => {
	const locks = new InProcessLocks(patientClock);
	await locks.withLock(['a'], async (lease) => {
		await expect(whileHeld(lease, () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
	});
	await expect(locks.withLock(['a'], async () => 'next')).resolves.toBe('next');
});
