import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { LeaseLostError, type Records, type Store } from '../../src/studio/store.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** Text that media like to mistake for something of their own: separators, wildcards, quotes, control characters. */
const oddKey = fc.oneof(
	fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
	fc.string({
		unit: fc.constantFrom('a', 'b', ':', '*', '?', '[', ']', '%', '_', '\\', "'", '\0', '\n', 'é', 'e\u0301'),
		minLength: 1,
		maxLength: 6,
	}),
);

/** What JSON can say: not `-0`, which it writes as `0`. */
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

/** Does the same to the records and to the Map that says what they hold. */
async function stepBoth(
	[act, key, value]: readonly ['set' | 'add' | 'delete', string, unknown],
	records: Records,
	expected: Map<string, unknown>,
): Promise<void> {
	if (act === 'add') expect(await records.add(key, value)).toBe(!expected.has(key));
	else if (act === 'delete') expect(await records.delete(key)).toBe(expected.has(key));
	else await records.set(key, value);
	if (act === 'delete') expected.delete(key);
	else if (act === 'set' || !expected.has(key)) expected.set(key, value);
	expect(await records.get(key)).toStrictEqual(expected.get(key));
}

async function all(entries: AsyncIterable<readonly [string, unknown]>): Promise<Map<string, unknown>> {
	const found = new Map<string, unknown>();
	for await (const [key, value] of entries) {
		expect(found.has(key), `${key} came twice`).toBe(false);
		found.set(key, value);
	}
	return found;
}

/** What every implementation of `Records` promises. `open` gives a store, which may be the same for all claims. */
export function testRecords(open: () => Promise<Store>): void {
	/** Records nobody else uses. */
	async function withRecords(work: (records: Records, store: Store) => Promise<void>): Promise<void> {
		await using store = await open();
		await work(store.records(`r${randomUUID()}`), store);
	}

	describe('records', () => {
		test('behave like a Map, whatever the keys and the values', () =>
			withRecords(async (_, store) => {
				const arbitraryStep = fc.tuple(fc.constantFrom('set', 'add', 'delete'), oddKey, json);
				await fc.assert(
					fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 12 }), oddKey, async (steps, prefix) => {
						const records = store.records(`r${randomUUID()}`);
						const expected = new Map<string, unknown>();
						for (const step of steps) await stepBoth(step, records, expected);
						expect(await all(records.entries())).toStrictEqual(expected);
						const begun = [...expected].filter(([key]) => key.startsWith(prefix));
						expect(await all(records.entries(prefix))).toStrictEqual(new Map(begun));
					}),
					{ numRuns: 40 },
				);
			}));

		test('an absent record is undefined, and a null one is not absent', () =>
			withRecords(async (records) => {
				expect(await records.get('a')).toBeUndefined();
				await records.set('a', null);
				expect(await records.get('a')).toBeNull();
			}));

		test('the same key in two namespaces is two records', () =>
			withRecords(async (_, store) => {
				const namespace = `r${randomUUID()}`;
				await store.records(namespace).set('a', 1);
				await store.records(`${namespace}-b`).set('a', 2);
				expect(await store.records(namespace).get('a')).toBe(1);
				expect(await all(store.records(namespace).entries())).toStrictEqual(new Map([['a', 1]]));
			}));

		test('a value of two million characters comes back whole', () =>
			withRecords(async (records) => {
				const value = { text: 'aé😀'.repeat(500_000) };
				await records.set('big', value);
				expect(await records.get('big')).toStrictEqual(value);
			}));

		test('a record with a lifetime is there at first', () =>
			withRecords(async (records) => {
				await records.set('a', 1, { ttlMs: 3_600_000.5 });
				expect(await records.get('a')).toBe(1);
				expect(await all(records.entries())).toStrictEqual(new Map([['a', 1]]));
			}));

		test('of ten additions of one record at once, one writes and nine do not', () =>
			withRecords(async (records) => {
				const numbers = Array.from({ length: 10 }, (_, index) => index);
				const written = await Promise.all(numbers.map((number) => records.add('a', number, { ttlMs: 3_600_000 })));
				expect(written.filter(Boolean)).toEqual([true]);
				expect(await records.get('a')).toBe(written.indexOf(true));
			}));

		test('a null record is there, and a deleted one may be added again', () =>
			withRecords(async (records) => {
				expect(await records.add('a', null)).toBe(true);
				expect(await records.add('a', 1)).toBe(false);
				expect(await records.get('a')).toBeNull();
				await records.delete('a');
				expect(await records.add('a', 1, { ttlMs: 3_600_000.5 })).toBe(true);
				expect(await records.get('a')).toBe(1);
			}));

		test('records of several kinds are written together, the last of each, and expire by themselves', () =>
			withRecords(async (records, store) => {
				const namespace = `r${randomUUID()}`;
				await store.locks.withLock([namespace], (lease) =>
					store.setTogether(
						[
							{ namespace, key: 'a', value: () => expect.unreachable() },
							{ namespace: `${namespace}-b`, key: 'a', value: () => null, ttlMs: 3_600_000.5 },
							{ namespace, key: 'a', value: () => ({ last: true }) },
						],
						lease,
					),
				);
				expect(await store.records(namespace).get('a')).toStrictEqual({ last: true });
				expect(await store.records(`${namespace}-b`).get('a')).toBeNull();
				expect(await all(records.entries())).toStrictEqual(new Map());
			}));

		test('of records written together none is written when one is not JSON, or the lock is lost', () =>
			withRecords(async (_, store) => {
				const namespace = `r${randomUUID()}`;
				const write = (key: string, value: unknown) => ({ namespace, key, value: () => value });
				const lost = await store.locks.withLock([namespace], async (lease) => {
					await expect(store.setTogether([write('a', 1), write('b', undefined)], lease)).rejects.toThrow(TypeError);
					return lease;
				});
				await expect(store.setTogether([write('a', 1), write('b', 2)], lost)).rejects.toThrow(LeaseLostError);
				expect(await all(store.records(namespace).entries())).toStrictEqual(new Map());
			}));

		test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d ms is no lifetime and writes nothing', (ttlMs) =>
			withRecords(async (records) => {
				await expect(records.set('a', 1, { ttlMs })).rejects.toThrow(TypeError);
				await expect(records.add('a', 1, { ttlMs })).rejects.toThrow(TypeError);
				expect(await records.get('a')).toBeUndefined();
			}),
		);

		test.each([
			['an empty key', ''],
			['half a surrogate pair', 'a\ud800'],
		])('%s is refused', (_, key) =>
			withRecords(async (records) => {
				await expect(records.get(key)).rejects.toThrow(TypeError);
				await expect(records.set(key, 1)).rejects.toThrow(TypeError);
				await expect(records.add(key, 1)).rejects.toThrow(TypeError);
				await expect(records.delete(key)).rejects.toThrow(TypeError);
			}),
		);

		test.each([
			['undefined', undefined],
			['a field that is undefined', { a: undefined }],
			['a date', { at: new Date(0) }],
			['bytes', { image: Buffer.from('x') }],
			['NaN', [Number.NaN]],
		])('%s is no record and changes nothing', (_, value) =>
			withRecords(async (records) => {
				await records.set('a', 1);
				await expect(records.set('a', value)).rejects.toThrow(TypeError);
				await expect(records.add('b', value)).rejects.toThrow(TypeError);
				expect(await all(records.entries())).toStrictEqual(new Map([['a', 1]]));
			}),
		);

		test.each(['', 'Turns', 'a:b', 'a*'])('"%s" is no namespace', (namespace) =>
			withRecords(async (_, store) => {
				expect(() => store.records(namespace)).toThrow(TypeError);
			}),
		);

		test.each(['a*', 'a?', 'a[x]', 'a\\', 'a%', 'a_'])('a listing takes the prefix "%s" at its word', (prefix) =>
			withRecords(async (records) => {
				for (const key of [`${prefix}b`, 'ax', 'axb', 'a']) await records.set(key, 1);
				expect([...(await all(records.entries(prefix))).keys()]).toEqual([`${prefix}b`]);
			}),
		);

		test('a listing shows everything that stays once, while others write and delete', () =>
			withRecords(async (records) => {
				const numbers = Array.from({ length: 400 }, (_, index) => index);
				await Promise.all(
					numbers.map((number) => records.set(`${number % 3 === 0 ? 'stays' : 'goes'}-${number}`, number)),
				);
				const seen: string[] = [];
				let writes = 0;
				for await (const [key] of records.entries()) {
					seen.push(key);
					if (seen.length % 4 === 0) await records.delete(`goes-${seen.length}`);
					if (seen.length % 4 === 1 && writes < 100) await records.set(`comes-${writes++}`, 0);
				}
				const stayed = numbers.filter((number) => number % 3 === 0).map((number) => `stays-${number}`);
				expect(seen.filter((key) => key.startsWith('stays')).toSorted()).toEqual(stayed.toSorted());
				expect(new Set(seen).size).toBe(seen.length);
			}));
	});
}

/** What `Records` promises where the clock that is handed in, and no server's own, says when a lifetime is over. */
export function testLifetimes(open: (clock: Clock) => Promise<Store>): void {
	describe('lifetimes', () => {
		test('a record with a lifetime may be added again when it is over, and not 1 ms earlier', async () => {
			const clock = fakeClock();
			await using store = await open(clock);
			const records = store.records('events');
			expect(await records.add('a', 'first', { ttlMs: 60_000 })).toBe(true);
			await clock.advance(59_999);
			expect(await records.add('a', 'early', { ttlMs: 60_000 })).toBe(false);
			await clock.advance(1);
			expect(await records.add('a', 'second', { ttlMs: 60_000 })).toBe(true);
			expect(await all(records.entries())).toStrictEqual(new Map([['a', 'second']]));
			await clock.advance(59_999);
			expect(await records.add('a', 'early', { ttlMs: 60_000 })).toBe(false);
		});

		test('a record without one may never be added again', async () => {
			const clock = fakeClock();
			await using store = await open(clock);
			const records = store.records('events');
			await records.add('a', 'first', { ttlMs: 60_000 });
			await clock.advance(60_000);
			expect(await records.add('a', 'second')).toBe(true);
			await clock.advance(100 * 365 * 86_400_000);
			expect(await records.add('a', 'third')).toBe(false);
		});
	});
}
