import { describe, expect, test } from 'vitest';
import type { Limit } from '../../../../src/studio/quota/ledger/limits.ts';
import { ann, bot, made, openLedger, perDay, pictures, TTL_MS } from './accounts.ts';

describe('a reservation', () => {
	test('up to the limit is taken, one more picture is refused with what is left and when it comes back', async () => {
		const { ledger } = openLedger(Date.UTC(2026, 10, 20, 15));
		expect(await ledger.reserve('a', [ann(3)], pictures(2), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(await ledger.reserve('b', [ann(3)], pictures(2), TTL_MS)).toEqual({
			kind: 'refused',
			account: { kind: 'user', id: 'ann' },
			limit: perDay(3),
			used: 2,
			left: 1,
			resetsAtMs: Date.UTC(2026, 10, 21),
		});
		expect(await ledger.reserve('c', [ann(3)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(await ledger.reserve('d', [ann(3)], pictures(1), TTL_MS)).toMatchObject({ kind: 'refused', left: 0 });
	});

	test('up to the last micro-dollar is taken, one more is refused', async () => {
		const { ledger } = openLedger();
		const budget = bot({ window: 'day', of: 'microDollars', most: 200_000 });
		const costing = (microDollars: number) => ({ images: 1, microDollars });
		expect(await ledger.reserve('a', [budget], costing(200_001), TTL_MS)).toMatchObject({ left: 200_000 });
		expect(await ledger.reserve('b', [budget], costing(200_000), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(await ledger.reserve('c', [budget], costing(1), TTL_MS)).toMatchObject({ kind: 'refused', left: 0 });
	});

	test('that one account refuses leaves nothing on the others', async () => {
		const { ledger } = openLedger();
		const accounts = [ann(5), bot(perDay(1))];
		expect(await ledger.reserve('a', accounts, pictures(2), TTL_MS)).toMatchObject({ account: { kind: 'bot' } });
		expect((await ledger.standing(accounts)).map(({ used }) => used)).toEqual([0, 0]);
	});

	test('that several limits refuse names the one that comes back last', async () => {
		const { ledger } = openLedger();
		const limits: Limit[] = [
			{ window: 'minute', of: 'images', most: 1 },
			{ window: 'month', of: 'images', most: 1 },
			{ window: 'day', of: 'images', most: 1 },
		];
		await ledger.reserve('a', [bot(...limits)], pictures(1), TTL_MS);
		const refused = await ledger.reserve('b', [bot(...limits)], pictures(1), TTL_MS);
		expect(refused).toMatchObject({ limit: { window: 'month' } });
	});

	test('of the same id, twice or five at once, is held once', async () => {
		const { ledger } = openLedger();
		const again = () => ledger.reserve('a', [ann(3)], pictures(2), TTL_MS);
		await again();
		expect(await Promise.all([again(), again(), again(), again()])).toEqual(Array(4).fill({ kind: 'reserved' }));
		expect(await ledger.standing([ann(3)])).toMatchObject([{ used: 2, left: 1 }]);
	});

	test('of a settled id is held no more, and says that it was reserved', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await ledger.settle('a', made(1));
		expect(await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 1 }]);
	});

	test('that was refused is looked at anew the next time', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await ledger.reserve('b', [ann(1)], pictures(1), TTL_MS);
		await ledger.refund('a');
		expect(await ledger.reserve('b', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
	});

	test('of the same id on other accounts is held on those, and settled on those only', async () => {
		const { ledger, clock } = openLedger();
		const artists = { kind: 'guild', id: 'artists', limits: [perDay(5)] } as const;
		const members = { kind: 'guild', id: 'members', limits: [perDay(5)] } as const;
		await ledger.reserve('a', [ann(5), artists], pictures(1), TTL_MS);
		await ledger.reserve('a', [ann(5), members], pictures(1), TTL_MS);
		await ledger.settle('a', made(1));
		await clock.advance(TTL_MS);
		const standings = await ledger.standing([ann(5), artists, members]);
		expect(standings.map(({ used }) => used)).toEqual([1, 0, 1]);
	});

	test.each([
		['a negative number of pictures', { images: -1, microDollars: 0 }],
		['half a picture', { images: 0.5, microDollars: 0 }],
		['half a micro-dollar', { images: 1, microDollars: 0.5 }],
	])('for %s throws and holds nothing', async (_, estimate) => {
		const { ledger } = openLedger();
		await expect(ledger.reserve('a', [ann(3)], estimate, TTL_MS)).rejects.toThrow();
		expect(await ledger.standing([ann(3)])).toMatchObject([{ used: 0 }]);
	});

	test('in a time zone that does not exist throws and holds nothing', async () => {
		const { ledger } = openLedger();
		const accounts = [bot(perDay(3)), ann(3, 'Mars/Olympus')];
		await expect(ledger.reserve('a', accounts, pictures(1), TTL_MS)).rejects.toThrow(RangeError);
		expect(await ledger.standing([bot(perDay(3))])).toMatchObject([{ used: 0 }]);
	});
});

describe('expiry', () => {
	test('comes after exactly the time that was asked for, without a sweep', async () => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(TTL_MS - 1);
		expect(await ledger.reserve('b', [ann(1)], pictures(1), TTL_MS)).toMatchObject({ kind: 'refused' });
		await clock.advance(1);
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 0 }]);
		expect(await ledger.reserve('b', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
	});

	test('is not put off by asking for the same id again', async () => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(TTL_MS - 1);
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(1);
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 0 }]);
	});

	test('lets the same id be reserved anew, if there is room', async () => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(TTL_MS);
		await ledger.reserve('b', [ann(1)], pictures(1), 2 * TTL_MS);
		expect(await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS)).toMatchObject({ kind: 'refused' });
		await ledger.refund('b');
		expect(await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 1 }]);
	});

	test('is cleared away by the sweep, which counts each reservation once and leaves the others', async () => {
		const { ledger, store, clock } = openLedger();
		const accounts = [ann(9), bot(perDay(9))];
		await ledger.reserve('a', accounts, pictures(1), TTL_MS);
		await ledger.reserve('b', accounts, pictures(1), TTL_MS);
		await ledger.reserve('c', accounts, pictures(1), TTL_MS + 1);
		expect(await ledger.sweep()).toBe(0);
		await clock.advance(TTL_MS);
		expect(await ledger.sweep()).toBe(2);
		expect(await ledger.sweep()).toBe(0);
		const page = await store.records('ledger-accounts').get('user:ann');
		expect(page).toMatchObject({ holds: [{ id: 'c' }] });
	});
});
