import { expect, test } from 'vitest';
import { ann, bot, made, openLedger, pictures, TTL_MS } from './accounts.ts';

const DAY_MS = 86_400_000;

test('the history of an account tells what was really used, by model, day and month', async () => {
	const { ledger, clock } = openLedger(Date.UTC(2026, 9, 31, 12));
	const days = [
		[...made(2, 'flash'), ...made(1, 'pro')],
		[...made(1, 'pro'), { model: 'lite', images: 0, microDollars: 12 }],
		made(3, 'pro'),
	];
	for (const [day, uses] of days.entries()) {
		await ledger.reserve(`first-${day}`, [ann(99)], pictures(4), TTL_MS);
		await ledger.settle(`first-${day}`, uses);
		if (day < 2) await clock.advance(DAY_MS);
	}
	await ledger.reserve('second', [ann(99)], pictures(1), TTL_MS);
	await ledger.settle('second', made(1, 'pro'));
	await ledger.reserve('under way', [ann(99)], pictures(1), TTL_MS);

	expect(await ledger.history(ann(99))).toEqual({
		today: made(4, 'pro'),
		thisMonth: [...made(5, 'pro'), { model: 'lite', images: 0, microDollars: 12 }],
		days: [
			{ period: '2026-10-31', uses: days[0] },
			{ period: '2026-11-01', uses: days[1] },
			{ period: '2026-11-02', uses: made(4, 'pro') },
		],
		months: [
			{ period: '2026-10', uses: days[0] },
			{ period: '2026-11', uses: [...made(5, 'pro'), { model: 'lite', images: 0, microDollars: 12 }] },
		],
	});
	expect(await ledger.history({ ...ann(99), timeZone: 'Pacific/Kiritimati' })).toMatchObject({ today: [] });
});

test('nobody heard of has an empty history', async () => {
	const { ledger } = openLedger();
	expect(await ledger.history(ann(1))).toEqual({ today: [], thisMonth: [], days: [], months: [] });
});

test('the histories of a kind are those whose id begins as asked, and no others', async () => {
	const { ledger } = openLedger();
	const member = (id: string) => ({ kind: 'user', id, limits: [] }) as const;
	for (const id of ['1/ann', '1/bob', '11/ann', '2/ann']) {
		await ledger.reserve(id, [member(id), bot()], pictures(1), TTL_MS);
		await ledger.settle(id, made(1));
	}
	const histories = await ledger.histories('user', '1/', {});
	expect([...histories.keys()].toSorted()).toEqual(['1/ann', '1/bob']);
	expect(histories.get('1/bob')).toMatchObject({ today: made(1), thisMonth: made(1) });
	expect((await ledger.histories('bot', '', {})).get('bot')).toMatchObject({ today: [{ images: 4 }] });
	expect(await ledger.histories('guild', '', {})).toEqual(new Map());
});

test('sixty uses of every model, ten days apart, leave the latest forty, in a record of less than 32 kB', async () => {
	const { ledger, store, clock } = openLedger();
	for (let day = 0; day < 60; day++) {
		await ledger.reserve(`${day}`, [ann(9)], pictures(4), TTL_MS);
		const uses = ['flash', 'pro', 'lite', 'classic'].flatMap((model) => made(1, model));
		await ledger.settle(`${day}`, uses);
		await ledger.grant(`${day}`, ann(9), 1);
		await clock.advance(10 * DAY_MS);
	}
	const { days, months } = await ledger.history(ann(9));
	expect(days).toHaveLength(40);
	expect(days.at(-1)?.period).toBe(new Date(clock.now() - 10 * DAY_MS).toISOString().slice(0, 10));
	expect(months).toHaveLength(13);
	expect(JSON.stringify(await store.records('ledger-accounts').get('user:ann')).length).toBeLessThan(32_000);
});
