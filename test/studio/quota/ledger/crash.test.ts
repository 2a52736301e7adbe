import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import type { Ledger } from '../../../../src/studio/quota/ledger/ledger.ts';
import { LeaseLostError, type Store, StoreError } from '../../../../src/studio/store.ts';
import { ann, bot, made, openLedger, perDay, pictures, TTL_MS } from './accounts.ts';
import { type Breakage, breakAt } from './breakable-store.ts';

const accounts = [ann(3), { kind: 'guild', id: 'g', limits: [perDay(3)] } as const, bot(perDay(3))];

const used = async (ledger: Ledger) => (await ledger.standing(accounts)).map((standing) => standing.used);

const reserve = (ledger: Ledger) => ledger.reserve('a', accounts, pictures(2), TTL_MS);
const settle = (ledger: Ledger) => ledger.settle('a', made(1));
const refund = (ledger: Ledger) => ledger.refund('a');

/** Every moment at which a process can end while it writes so often: before or after each write. */
const moments = (writes: number): Breakage[] =>
	Array.from({ length: writes }, (_, index) => index + 1).flatMap((atWrite) => [
		{ atWrite, isKept: false },
		{ atWrite, isKept: true },
	]);

/** Does `work` in a process that ends at such a moment. */
async function crash(store: Store, clock: ReturnType<typeof openLedger>['clock'], breakage: Breakage, work: Work) {
	const broken = breakAt(store, breakage);
	await expect(work(createLedger({ ...broken, clock }))).rejects.toThrow(StoreError);
}
type Work = (ledger: Ledger) => Promise<unknown>;

describe.each(moments(4))('a process that ends at write $atWrite of 4, which is kept: $isKept,', (breakage) => {
	const isDecided = breakage.atWrite > 1 || breakage.isKept;

	test('while it reserves: the rest can be reserved afterwards, without holding anything twice', async () => {
		const { ledger, store, clock } = openLedger();
		await crash(store, clock, breakage, reserve);
		expect(await reserve(ledger)).toEqual({ kind: 'reserved' });
		expect(await used(ledger)).toEqual([2, 2, 2]);
	});

	test('while it reserves: what it held is given back by a refund, or expires', async () => {
		const { ledger, store, clock } = openLedger();
		await crash(store, clock, breakage, reserve);
		await refund(ledger);
		expect(await used(ledger)).toEqual([0, 0, 0]);
		await crash(store, clock, breakage, reserve);
		await clock.advance(TTL_MS);
		expect(await used(ledger)).toEqual([0, 0, 0]);
	});

	test('while it settles: settling again completes it, as it was decided first', async () => {
		const { ledger, store, clock } = openLedger();
		await reserve(ledger);
		await crash(store, clock, breakage, settle);
		await ledger.settle('a', made(3));
		const counted = isDecided ? [1, 1, 1] : [3, 3, 3];
		expect(await used(ledger)).toEqual(counted);
		await clock.advance(TTL_MS);
		await ledger.sweep();
		expect(await used(ledger)).toEqual(counted);
	});

	test.each(['', ' and swept'])('while it settles: once expired%s, all accounts count it or none', async (swept) => {
		const { ledger, store, clock } = openLedger();
		await reserve(ledger);
		await crash(store, clock, breakage, settle);
		await clock.advance(TTL_MS);
		if (swept !== '') await ledger.sweep();
		expect(await used(ledger)).toEqual(isDecided ? [1, 1, 1] : [0, 0, 0]);
		expect(await ledger.history(ann(3))).toMatchObject({ today: isDecided ? made(1) : [] });
		await refund(ledger);
		await settle(ledger);
		expect(await used(ledger)).toEqual([1, 1, 1]);
	});
});

describe.each(moments(3))('a process that ends at write $atWrite of 3, which is kept: $isKept,', (breakage) => {
	test('while it refunds: what is left of it is refunded again, or expires', async () => {
		for (const finish of [refund, async () => {}]) {
			const { ledger, store, clock } = openLedger();
			await reserve(ledger);
			await crash(store, clock, breakage, refund);
			await finish(ledger);
			if (finish !== refund) await clock.advance(TTL_MS);
			expect(await used(ledger)).toEqual([0, 0, 0]);
		}
	});

	test('while it refunds: reserved anew it is held once on every account', async () => {
		const { ledger, store, clock } = openLedger();
		await reserve(ledger);
		await crash(store, clock, breakage, refund);
		await reserve(ledger);
		expect(await used(ledger)).toEqual([2, 2, 2]);
	});
});

test.each(moments(7))(
	'a late settling that ends at write $atWrite of 7, kept: $isKept, counts once when done again',
	async (breakage) => {
		const { ledger, store, clock } = openLedger();
		await reserve(ledger);
		await refund(ledger);
		await crash(store, clock, breakage, settle);
		const isDecided = breakage.atWrite > 4 || (breakage.atWrite === 4 && breakage.isKept);
		expect(await used(ledger)).toEqual(isDecided ? [1, 1, 1] : [0, 0, 0]);
		await ledger.sweep();
		expect(await used(ledger)).toEqual(isDecided ? [1, 1, 1] : [0, 0, 0]);
		await settle(ledger);
		expect(await used(ledger)).toEqual([1, 1, 1]);
	},
);

test('these are all the moments: so many writes it takes', async () => {
	const { ledger, store, clock } = openLedger();
	const writesOf = async (work: Work) => {
		const whole = breakAt(store, { atWrite: Number.POSITIVE_INFINITY, isKept: true });
		await work(createLedger({ ...whole, clock }));
		return whole.writes();
	};
	expect(await writesOf(reserve)).toBe(4);
	expect(await writesOf(refund)).toBe(3);
	expect(await writesOf(settle)).toBe(7);
	await ledger.reserve('b', accounts, pictures(1), TTL_MS);
	expect(await writesOf((other) => other.settle('b', made(1)))).toBe(4);
});

describe('a store that cannot answer', () => {
	const broken = { atWrite: 0, isKept: false };

	test('fails every call, charges nothing, and hides nothing once it answers again', async () => {
		const { ledger, store, clock } = openLedger();
		await reserve(ledger);
		const deaf = createLedger({ ...breakAt(store, broken), clock });
		const calls: Work[] = [
			(other) => other.reserve('b', accounts, pictures(1), TTL_MS),
			settle,
			refund,
			(other) => other.standing(accounts),
			(other) => other.grant('g', ann(3), 1),
			(other) => other.history(ann(3)),
			(other) => other.histories('user', '', {}),
			(other) => other.sweep(),
		];
		for (const call of calls) await expect(call(deaf)).rejects.toThrow(StoreError);
		expect(await used(ledger)).toEqual([2, 2, 2]);
	});

	const empty = { version: 1, holds: [], spent: { minute: [], hour: [], day: [], month: [] }, grants: [] };
	const negative = { period: '2026-11-20', uses: [{ model: 'pro', images: -9, microDollars: 0 }] };

	test.each([
		['no record', 'hello'],
		['null', null],
		['a record of a later version', { ...empty, version: 2 }],
		['a record with a negative use', { ...empty, spent: { ...empty.spent, day: [negative] } }],
	])('because an account is %s is an error, and the other accounts stay as they are', async (_, stored) => {
		const { ledger, store } = openLedger();
		await store.records('ledger-accounts').set('bot:bot', stored);
		await expect(reserve(ledger)).rejects.toThrow(StoreError);
		await expect(ledger.standing(accounts)).rejects.toThrow(StoreError);
		expect(await ledger.standing([ann(3)])).toMatchObject([{ used: 0 }]);
	});

	test.each([
		['ledger-accounts', 'bot:bot'],
		['ledger-reservations', 'a'],
	])('because a record of %s is not understood keeps no other from being swept or listed', async (namespace, key) => {
		const { ledger, store, clock } = openLedger();
		await reserve(ledger);
		await ledger.reserve('b', [{ kind: 'user', id: 'zoe', limits: [] }], pictures(1), TTL_MS);
		await store.records(namespace).set(key, { version: 2 });
		await clock.advance(TTL_MS);
		expect(await ledger.sweep()).toBeGreaterThan(0);
		expect(await store.records('ledger-accounts').get('user:zoe')).toMatchObject({ holds: [] });
		expect([...(await ledger.histories('user', '', {})).keys()]).toContain('zoe');
	});

	test('because a reservation is no record is an error, and nobody is charged', async () => {
		const { ledger, store } = openLedger();
		await store.records('ledger-reservations').set('a', { version: 1 });
		for (const call of [reserve, settle, refund]) await expect(call(ledger)).rejects.toThrow(StoreError);
		expect(await used(ledger)).toEqual([0, 0, 0]);
	});
});

test('whose locks were lost writes nothing', async () => {
	const { ledger, store, clock } = openLedger();
	await reserve(ledger);
	const lost = await store.locks.withLock(['other'], async (lease) => lease);
	const robbed = createLedger({ ...store, clock, locks: { withLock: (_, work) => work(lost) } });
	const calls: Work[] = [
		(other) => other.reserve('b', accounts, pictures(1), TTL_MS),
		settle,
		refund,
		(other) => other.grant('g', ann(3), 1),
	];
	for (const call of calls) await expect(call(robbed)).rejects.toThrow(LeaseLostError);
	expect(await used(ledger)).toEqual([2, 2, 2]);
	await clock.advance(TTL_MS);
	await expect(robbed.sweep()).rejects.toThrow(LeaseLostError);
	expect(await ledger.sweep()).toBe(1);
});
