import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import { ann, bot, made, openLedger, perDay, pictures, TTL_MS } from './accounts.ts';

const used = (standings: readonly { readonly used: number }[]) => standings.map((standing) => standing.used);

describe('settling', () => {
	test.each([0, 1, 2, 3])('puts %i pictures in the place of the estimated two, on every account', async (images) => {
		const { ledger } = openLedger();
		const accounts = [ann(2), bot(perDay(9), { window: 'hour', of: 'microDollars', most: 1_000_000 })];
		await ledger.reserve('a', accounts, pictures(2), TTL_MS);
		await ledger.settle('a', made(images));
		const standings = await ledger.standing(accounts);
		expect(used(standings)).toEqual([images, images, images * 67_000]);
		expect(standings[0]?.left).toBe(Math.max(0, 2 - images));
	});

	test('counts only the first time, whatever is said later, and no refund takes it back', async () => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('a', [ann(5)], pictures(2), TTL_MS);
		await ledger.settle('a', made(1));
		await ledger.settle('a', made(4));
		await ledger.refund('a');
		await clock.advance(TTL_MS);
		expect(await ledger.sweep()).toBe(0);
		await ledger.refund('a');
		await ledger.settle('a', made(4));
		expect(used(await ledger.standing([ann(5)]))).toEqual([1]);
	});

	test('of ten at once counts one', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(9)], pictures(1), TTL_MS);
		await Promise.all(Array.from({ length: 10 }, () => ledger.settle('a', made(1))));
		expect(used(await ledger.standing([ann(9)]))).toEqual([1]);
	});

	test('after a refund still counts, for the money is spent', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(1), bot(perDay(1))], pictures(1), TTL_MS);
		await ledger.refund('a');
		await ledger.settle('a', made(1));
		await ledger.settle('a', made(1));
		expect(used(await ledger.standing([ann(1), bot(perDay(1))]))).toEqual([1, 1]);
	});

	test.each(['before', 'after'])('after expiry still counts, %s the sweep, and above the limit', async (when) => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('late', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(TTL_MS);
		await ledger.reserve('next', [ann(1)], pictures(1), TTL_MS);
		if (when === 'after') await ledger.sweep();
		await ledger.settle('late', made(1));
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 2, left: 0 }]);
		await ledger.settle('late', made(1));
		await ledger.refund('next');
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 1, left: 0 }]);
	});

	test('after midnight counts for the day of the reservation', async () => {
		const { ledger, clock } = openLedger(Date.UTC(2026, 10, 20, 23, 59, 59, 999));
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(1);
		await ledger.settle('a', made(1));
		expect(used(await ledger.standing([ann(1)]))).toEqual([0]);
		expect(await ledger.history(ann(1))).toMatchObject({ today: [], days: [{ period: '2026-11-20' }] });
	});

	test('what was never reserved throws, and changes nothing', async () => {
		const { ledger } = openLedger();
		await expect(ledger.settle('a', made(1))).rejects.toThrow('There is no reservation a');
		expect(await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
	});

	test('half a picture throws and leaves the reservation as it is', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await expect(ledger.settle('a', made(0.5))).rejects.toThrow();
		await ledger.settle('a', made(1));
		expect(used(await ledger.standing([ann(1)]))).toEqual([1]);
	});

	test('of what is reserved anew on other accounts while it waits counts on those', async () => {
		const { ledger, store, clock } = openLedger();
		await ledger.reserve('a', [ann(5)], pictures(1), TTL_MS);
		await ledger.refund('a');
		const end = Promise.withResolvers<void>();
		const busy = store.locks.withLock(['ledger-account:user:ann'], () => end.promise);
		const settling = ledger.settle('a', made(1));
		await clock.sleepers();
		const ofAnotherProcess = createLedger({ ...store, clock });
		await ofAnotherProcess.reserve('a', [bot(perDay(5))], pictures(1), TTL_MS);
		end.resolve();
		await Promise.all([busy, settling]);
		expect(used(await ledger.standing([ann(5), bot(perDay(5))]))).toEqual([0, 1]);
	});
});

describe('a refund', () => {
	test('gives everything back on every account, once', async () => {
		const { ledger } = openLedger();
		const accounts = [ann(3), bot(perDay(3))];
		await ledger.reserve('a', accounts, pictures(2), TTL_MS);
		await ledger.reserve('b', accounts, pictures(1), TTL_MS);
		await ledger.refund('a');
		await ledger.refund('a');
		expect(used(await ledger.standing(accounts))).toEqual([1, 1]);
	});

	test('of what was never reserved changes nothing', async () => {
		const { ledger } = openLedger();
		await ledger.refund('a');
		expect(used(await ledger.standing([ann(3)]))).toEqual([0]);
	});

	test('lets the same id be reserved anew', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await ledger.refund('a');
		expect(await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(used(await ledger.standing([ann(1)]))).toEqual([1]);
	});
});
