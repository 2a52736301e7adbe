import { expect, test } from 'vitest';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import { readGuildUsage } from '../../../src/studio/quota/usage.ts';
import { createRules, type GuildRules } from '../../../src/studio/rules/guild-rules.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';

const GUILD = '100000000000000001';
const DAY_MS = 24 * 3_600_000;

interface Made {
	readonly by: string;
	readonly model?: string;
	readonly images?: number;
	readonly microDollars: number;
	readonly guild?: string;
}

/** A ledger at noon of 20 November 2026 in UTC, and what it says of one server. */
async function open(rules: Partial<GuildRules> = {}) {
	const clock = fakeClock(Date.UTC(2026, 10, 20, 12));
	const store = openMemoryStore({ clock });
	const ledger = createLedger({ ...store, clock });
	const kept = createRules(store);
	const { timeZone } = await kept.change(GUILD, () => rules);
	let requests = 0;
	return {
		clock,
		usage: () => readGuildUsage(GUILD, { ledger, rules: kept, clock }),
		async make({ by, model = 'flash', images = 1, microDollars, guild = GUILD }: Made) {
			const id = `${requests++}`;
			const names = [
				{ kind: 'guild', id: guild },
				{ kind: 'user', id: `${guild}/${by}` },
				{ kind: 'user', id: by },
			] as const;
			const accounts = names.map((name) => ({ ...name, limits: [], timeZone }));
			await ledger.reserve(id, accounts, { images, microDollars }, 60_000);
			await ledger.settle(id, [{ model, images, microDollars }]);
		},
	};
}

test('a server that made nothing has thirty days of nothing, today the last', async () => {
	const { usage } = await open();
	const { total, models, people, days } = await usage();
	expect(total).toEqual({ today: { images: 0, microDollars: 0 }, thisMonth: { images: 0, microDollars: 0 } });
	expect([...models, ...people]).toEqual([]);
	expect(days).toHaveLength(30);
	expect(days[0]).toEqual({ date: '2026-10-22', microDollars: 0 });
	expect(days.at(-1)).toEqual({ date: '2026-11-20', microDollars: 0 });
});

test('today is part of the month, and each day stands in its place, however many lie between', async () => {
	const { usage, make, clock } = await open();
	await make({ by: 'ann', microDollars: 100 });
	await clock.advance(7 * DAY_MS);
	await make({ by: 'ann', microDollars: 20 });
	await make({ by: 'ben', microDollars: 3 });
	const { total, days } = await usage();
	expect(total.today).toEqual({ images: 2, microDollars: 23 });
	expect(total.thisMonth).toEqual({ images: 3, microDollars: 123 });
	expect(days.filter(({ microDollars }) => microDollars > 0)).toEqual([
		{ date: '2026-11-20', microDollars: 100 },
		{ date: '2026-11-27', microDollars: 23 },
	]);
});

test('a day is shown for the last time 29 days later, and the month before is not in this month', async () => {
	const { usage, make, clock } = await open();
	await make({ by: 'ann', microDollars: 100 });
	await clock.advance(29 * DAY_MS);
	const last = await usage();
	expect(last.days[0]).toEqual({ date: '2026-11-20', microDollars: 100 });
	expect(last.total.thisMonth.microDollars).toBe(0);
	expect(last.people).toEqual([]);
	await clock.advance(DAY_MS);
	expect((await usage()).days.every(({ microDollars }) => microDollars === 0)).toBe(true);
});

test('models and people are counted each for themselves, the dearest first', async () => {
	const { usage, make, clock } = await open();
	await make({ by: 'ann', model: 'pro', microDollars: 50 });
	await clock.advance(DAY_MS);
	await make({ by: 'ann', microDollars: 5, images: 2 });
	await make({ by: 'ben', microDollars: 70 });
	const { models, people } = await usage();
	expect(models).toEqual([
		{ name: 'flash', today: { images: 3, microDollars: 75 }, thisMonth: { images: 3, microDollars: 75 } },
		{ name: 'pro', today: { images: 0, microDollars: 0 }, thisMonth: { images: 1, microDollars: 50 } },
	]);
	expect(people).toEqual([
		{ name: 'ben', today: { images: 1, microDollars: 70 }, thisMonth: { images: 1, microDollars: 70 } },
		{ name: 'ann', today: { images: 2, microDollars: 5 }, thisMonth: { images: 3, microDollars: 55 } },
	]);
});

test('what is made in another server does not count, even where its id begins alike', async () => {
	const { usage, make } = await open();
	await make({ by: 'ann', microDollars: 5, guild: `${GUILD}0` });
	const { total, people } = await usage();
	expect(total.thisMonth.images).toBe(0);
	expect(people).toEqual([]);
});

test.each([
	['UTC', '2026-11-20'],
	['Pacific/Auckland', '2026-11-21'],
	['Pacific/Pago_Pago', '2026-11-20'],
])('days are those of the server: at noon in UTC it is in %s the %s', async (timeZone, date) => {
	const { usage, make } = await open({ timeZone });
	await make({ by: 'ann', microDollars: 9 });
	const { total, people, models, days } = await usage();
	expect(days.at(-1)).toEqual({ date, microDollars: 9 });
	expect([total, ...people, ...models].map(({ today }) => today.microDollars)).toEqual([9, 9, 9]);
});

test('where the clocks are put back no day is missing and none comes twice', async () => {
	const { usage, clock } = await open({ timeZone: 'Europe/Berlin' });
	await clock.advance(-20 * DAY_MS);
	const dates = (await usage()).days.map(({ date }) => date);
	expect(new Set(dates).size).toBe(30);
	expect(dates).toContain('2026-10-25');
	expect(dates.toSorted()).toEqual(dates);
});
