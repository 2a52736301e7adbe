import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Clock } from '../../src/clock.ts';
import { LOCK_WAIT_MS } from '../../src/store/in-process-locks.ts';
import { type Lease, LeaseLostError, type Records, type Store, StoreError } from '../../src/studio/store.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { patientClock } from '../support/patient-clock.ts';

/** Reads, adds one and writes back, as the ledger does. Right only under a lock. */
export async function increment(records: Records, key: string, lease: Lease): Promise<void> {
	const count = z.number().parse((await records.get(key)) ?? 0);
	await records.set(key, count + 1, { lease });
}

/** What every implementation of `Locks` promises. `open` gives a store, which may be the same for all claims. */
export function testLocks(open: (clock: Clock) => Promise<Store>): void {
	const names = () => ({ a: `a${randomUUID()}`, b: `b${randomUUID()}` });

	describe('locks', () => {
		test('ten increments at once make ten', async () => {
			await using store = await open(patientClock);
			const records = store.records('counts');
			const { a } = names();
			const once = () => store.locks.withLock([a], (lease) => increment(records, a, lease));
			await Promise.all(Array.from({ length: 10 }, once));
			expect(await records.get(a)).toBe(10);
		});

		test('of ten writers at once that each add to a list under a lock, none loses what another added', async () => {
			await using store = await open(patientClock);
			const records = store.records('lists');
			const { a } = names();
			const add = (number: number) =>
				store.locks.withLock([a], async (lease) => {
					const list = z.array(z.number()).parse((await records.get(a)) ?? []);
					await records.set(a, [...list, number], { lease });
				});
			await Promise.all(Array.from({ length: 10 }, (_, number) => add(number)));
			expect(
				z
					.array(z.number())
					.parse(await records.get(a))
					.toSorted(),
			).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		});

		test('who comes first is served first', async () => {
			await using store = await open(patientClock);
			const { a } = names();
			const served: number[] = [];
			const come = (number: number) => store.locks.withLock([a], async () => void served.push(number));
			await Promise.all([1, 2, 3, 4, 5].map(come));
			expect(served).toEqual([1, 2, 3, 4, 5]);
		});

		test('the same keys in another order, or twice, block nobody for ever', async () => {
			await using store = await open(patientClock);
			const { a, b } = names();
			const orders = [[a, b], [b, a], [b, b, a], [a], [b]];
			let inside = 0;
			const work = (keys: readonly string[]) =>
				store.locks.withLock(keys, async () => {
					inside += keys.length === 1 ? 0 : 1;
					expect(inside).toBeLessThanOrEqual(1);
					await store.records('counts').get(a);
					inside -= keys.length === 1 ? 0 : 1;
				});
			await Promise.all([...orders, ...orders].map(work));
		});

		test('a held key keeps nobody from another key', async () => {
			await using store = await open(patientClock);
			const { a, b } = names();
			const answer = store.locks.withLock([a], () => store.locks.withLock([b], async () => 'both'));
			await expect(answer).resolves.toBe('both');
		});

		test('work that throws gives its error to the caller and its lock to the next', async () => {
			await using store = await open(patientClock);
			const { a } = names();
			const failing = store.locks.withLock([a], () => Promise.reject(new RangeError('no')));
			const next = store.locks.withLock([a], async () => 'next');
			await expect(failing).rejects.toThrow(RangeError);
			await expect(next).resolves.toBe('next');
		});

		test('a lease kept after its work writes nothing, even while another holds the lock', async () => {
			await using store = await open(patientClock);
			const records = store.records('counts');
			const { a } = names();
			const stale = await store.locks.withLock([a], async (lease) => lease);
			await expect(records.set(a, 'stale', { lease: stale })).rejects.toThrow(LeaseLostError);
			await store.locks.withLock([a], async (lease) => {
				await expect(records.set(a, 'stale', { lease: stale })).rejects.toThrow(LeaseLostError);
				await records.set(a, 'fresh', { lease, ttlMs: 3_600_000 });
			});
			expect(await records.get(a)).toBe('fresh');
		});

		test('a write that the work did not wait for is over before the next holder begins, or refused', async () => {
			await using store = await open(patientClock);
			const records = store.records('counts');
			const { a } = names();
			let careless: Promise<unknown> = Promise.resolve();
			await store.locks.withLock([a], async (lease) => {
				careless = records.set(a, 'careless', { lease }).catch(() => 'refused');
			});
			await store.locks.withLock([a], (lease) => records.set(a, 'next', { lease }));
			await careless;
			expect(await records.get(a)).toBe('next');
		});

		test(`who waits ${LOCK_WAIT_MS} ms in vain is refused without having begun, and holds up nobody`, async () => {
			const clock = fakeClock();
			await using store = await open(clock);
			const { a } = names();
			const begun = Promise.withResolvers<void>();
			const end = Promise.withResolvers<void>();
			const holder = store.locks.withLock([a], async () => {
				begun.resolve();
				await end.promise;
			});
			await begun.promise;
			let state = 'waiting';
			const impatient = store.locks
				.withLock([a], async () => {
					state = 'begun';
				})
				.catch((error: unknown) => {
					state = 'refused';
					return error;
				});
			await clock.advance(LOCK_WAIT_MS - 1);
			expect(state).toBe('waiting');
			const patient = store.locks.withLock([a], async () => 'served');
			await clock.advance(1);
			expect(await impatient).toBeInstanceOf(StoreError);
			expect(state).toBe('refused');
			end.resolve();
			await holder;
			await expect(patient).resolves.toBe('served');
		});
	});
}
