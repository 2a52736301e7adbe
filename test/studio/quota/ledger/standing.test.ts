import { describe, expect, test } from 'vitest';
import type { Window } from '../../../../src/quota-windows.ts';
import type { Limit } from '../../../../src/studio/quota/ledger/limits.ts';
import { ann, bot, made, openLedger, perDay, pictures, TTL_MS } from './accounts.ts';

const DAY_MS = 86_400_000;

const used = (standings: readonly { readonly used: number }[]) => standings.map((standing) => standing.used);

describe('a limit', () => {
	test.each<[Window, string, string]>([
		['minute', '2026-11-20T15:04:59.999Z', 'UTC'],
		['hour', '2026-11-20T15:29:59.999Z', 'Asia/Kolkata'],
		['day', '2026-10-25T22:59:59.999Z', 'Europe/Berlin'],
		['month', '2026-11-30T23:59:59.999Z', 'UTC'],
	])('for a %s is used up until %s in %s and whole again a millisecond later', async (window, last, timeZone) => {
		const lastMs = Date.parse(last);
		const { ledger, clock } = openLedger(lastMs - 59_000);
		const account = { ...ann(0, timeZone), limits: [{ window, of: 'images', most: 1 }] } as const;
		await ledger.reserve('a', [account], pictures(1), TTL_MS);
		await ledger.settle('a', made(1));
		await clock.advance(59_000);
		expect(await ledger.standing([account])).toMatchObject([{ used: 1, left: 0, resetsAtMs: lastMs + 1 }]);
		expect(await ledger.reserve('b', [account], pictures(1), TTL_MS)).toMatchObject({ resetsAtMs: lastMs + 1 });
		await clock.advance(1);
		expect(await ledger.standing([account])).toMatchObject([{ used: 0, left: 1 }]);
		expect(await ledger.reserve('b', [account], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
	});

	test('that is lowered below what is used leaves nothing, and raised again leaves the difference', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(5)], pictures(4), TTL_MS);
		expect(await ledger.standing([ann(3)])).toMatchObject([{ used: 4, left: 0 }]);
		await ledger.settle('a', made(4));
		expect(await ledger.reserve('b', [ann(3)], pictures(1), TTL_MS)).toMatchObject({ kind: 'refused', left: 0 });
		expect(await ledger.standing([ann(6)])).toMatchObject([{ used: 4, left: 2 }]);
	});

	test('that is new counts what was used before it was made', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [bot()], pictures(2), TTL_MS);
		await ledger.settle('a', made(2));
		const windows = ['minute', 'hour', 'day', 'month'] as const;
		const limits = windows.map((window): Limit => ({ window, of: 'images', most: 9 }));
		expect(used(await ledger.standing([bot(...limits)]))).toEqual([2, 2, 2, 2]);
	});

	test('does not begin the same day anew when the time zone changes', async () => {
		const { ledger } = openLedger(Date.UTC(2026, 10, 20, 12));
		await ledger.reserve('a', [ann(1, 'UTC')], pictures(1), TTL_MS);
		for (const timeZone of ['Europe/Berlin', 'America/Los_Angeles', 'UTC'])
			expect(await ledger.standing([ann(1, timeZone)])).toMatchObject([{ used: 1 }]);
	});
});

describe('a clock that is set back', () => {
	test.each([
		['a second', 1000],
		['a minute', 60_000],
		['a day', DAY_MS],
		['a year', 365 * DAY_MS],
	])('by %s, having run ahead, finds everything that was used', async (_, aheadMs) => {
		const { ledger, clock } = openLedger();
		const limits: Limit[] = [{ window: 'minute', of: 'images', most: 2 }, perDay(2)];
		await ledger.reserve('a', [bot(...limits)], pictures(2), TTL_MS);
		await ledger.settle('a', made(2));
		await clock.advance(aheadMs);
		await ledger.reserve('b', [bot()], pictures(1), TTL_MS);
		await ledger.settle('b', made(1));
		await clock.advance(-aheadMs);
		expect(await ledger.reserve('c', [bot(...limits)], pictures(1), TTL_MS)).toMatchObject({ kind: 'refused' });
	});

	test('gives no room twice: what had expired and was given to another does not count again', async () => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(TTL_MS);
		await ledger.reserve('b', [ann(1)], pictures(1), TTL_MS);
		await clock.advance(-TTL_MS);
		expect(await ledger.standing([ann(1)])).toMatchObject([{ used: 1 }]);
	});
});

describe('a grant', () => {
	test('counts for the whole month, however many follow it', async () => {
		const { ledger } = openLedger();
		const account = { ...ann(0), limits: [{ window: 'month', of: 'images', most: 0 }] } as const;
		for (let number = 0; number < 45; number++) await ledger.grant(`g${number}`, account, 2);
		await ledger.grant('g0', account, 2);
		expect(await ledger.standing([account])).toMatchObject([{ left: 90 }]);
	});

	test('raises the limits of the day and its month, for one account and that day, however often it is given', async () => {
		const { ledger, clock } = openLedger(Date.UTC(2026, 10, 20, 23));
		const windows = ['minute', 'hour', 'day', 'month'] as const;
		const images = windows.map((window): Limit => ({ window, of: 'images', most: 1 }));
		const limits: Limit[] = [...images, { window: 'day', of: 'microDollars', most: 1 }];
		const [bea, eve] = ['bea', 'eve'].map((id) => ({ kind: 'user', id, limits }) as const);
		if (bea === undefined || eve === undefined) throw new Error('there are two users');
		const left = async (account: typeof bea) => (await ledger.standing([account])).map((standing) => standing.left);

		await ledger.grant('g1', bea, 3);
		await ledger.grant('g1', bea, 3);
		await ledger.grant('g2', bea, 1);
		expect(await left(bea)).toEqual([1, 1, 5, 5, 1]);
		expect(await left(eve)).toEqual([1, 1, 1, 1, 1]);
		await clock.advance(3_600_000);
		expect(await left(bea)).toEqual([1, 1, 1, 5, 1]);
	});

	test('is used up like any other room', async () => {
		const { ledger } = openLedger();
		await ledger.reserve('a', [ann(1)], pictures(1), TTL_MS);
		await ledger.grant('g', ann(1), 1);
		expect(await ledger.reserve('b', [ann(1)], pictures(1), TTL_MS)).toEqual({ kind: 'reserved' });
		expect(await ledger.reserve('c', [ann(1)], pictures(1), TTL_MS)).toMatchObject({ kind: 'refused', left: 0 });
	});

	test.each([-1, 0.5])('of %d pictures throws and changes nothing', async (images) => {
		const { ledger } = openLedger();
		await expect(ledger.grant('g', ann(1), images)).rejects.toThrow();
		expect(await ledger.standing([ann(1)])).toMatchObject([{ left: 1 }]);
	});
});
