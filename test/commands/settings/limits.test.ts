import { expect, test } from 'vitest';
import { startDesk } from './desk.ts';

const CEILINGS = { userImages: { minute: 5, day: 25 }, guildDollars: { day: 10, month: 99.5 } };

test('limits of each person are set, shown again in the form, and cleared', async () => {
	await using desk = await startDesk();
	const { rules, press, submit } = desk;
	const panel = await desk.open('Limits and money');
	await submit(await press(panel, 'settings:userLimits-change'), { minute: '3', day: ' 20 ' });
	expect((await rules()).userLimits).toEqual({ minute: 3, day: 20 });
	const opener = await press(panel, 'settings:userLimits-change');
	expect(desk.channel.transcript()).toMatch(
		/In a minute \(optional\): \[3\]\n.*In an hour \(optional\): \[\]\n.*\[20\]/,
	);
	await submit(opener, { minute: '', month: '0' });
	expect((await rules()).userLimits).toEqual({ day: 20, month: 0 });
	await press(panel, 'settings:userLimits-clear');
	expect((await rules()).userLimits).toEqual({});
	expect(desk.discord.violations).toEqual([]);
});

test('limits of a role are set and cleared in the form that opens for it, and other roles keep theirs', async () => {
	await using desk = await startDesk();
	const { rules, pick, submit, keeper, guild } = desk;
	const artists = guild.role('artists');
	const panel = await desk.open('Limits and money');
	await submit(await pick(panel, 'settings:roleLimits', [keeper]), { day: '50' });
	await submit(await pick(panel, 'settings:roleLimits', [artists]), { hour: '9', month: '100' });
	expect((await rules()).roleLimits).toEqual({ [keeper.id]: { day: 50 }, [artists.id]: { hour: 9, month: 100 } });
	await submit(await pick(panel, 'settings:roleLimits', [artists]), { hour: '', month: '' });
	expect((await rules()).roleLimits).toEqual({ [keeper.id]: { day: 50 } });
	expect(desk.discord.violations).toEqual([]);
});

test('the budget is set in dollars and cents, and cleared', async () => {
	await using desk = await startDesk();
	const { rules, press, submit } = desk;
	const panel = await desk.open('Limits and money');
	await submit(await press(panel, 'settings:budget-change'), { day: '$2.50', month: '40' });
	expect((await rules()).budget).toEqual({ day: 2.5, month: 40 });
	await submit(await press(panel, 'settings:budget-change'), { day: '' });
	expect((await rules()).budget).toEqual({ month: 40 });
	await press(panel, 'settings:budget-clear');
	expect((await rules()).budget).toEqual({});
});

test.each([
	['0', 0],
	['100000', 100_000],
	['100001', 'refused'],
	['-1', 'refused'],
	['2.5', 'refused'],
	['many', 'refused'],
	['1e3', 'refused'],
])('a limit of “%s” pictures: %s', async (text, kept) => {
	await using desk = await startDesk();
	await desk.changeRules({ userLimits: { hour: 7 } });
	const panel = await desk.open('Limits and money');
	await desk.submit(await desk.press(panel, 'settings:userLimits-change'), { day: text });
	expect((await desk.rules()).userLimits).toEqual(kept === 'refused' ? { hour: 7 } : { hour: 7, day: kept });
	const refusal = 'A limit is a whole number of pictures from 0 to 100000, or empty. Nothing was changed.';
	expect(desk.channel.transcript().includes(refusal)).toBe(kept === 'refused');
});

test.each([
	['0', 0],
	['0.01', 0.01],
	['1000000', 1_000_000],
	['1000000.01', 'refused'],
	['0.001', 'refused'],
	['1,50', 'refused'],
	['-3', 'refused'],
])('a budget of “%s” dollars: %s', async (text, kept) => {
	await using desk = await startDesk();
	const panel = await desk.open('Limits and money');
	await desk.submit(await desk.press(panel, 'settings:budget-change'), { month: text });
	expect((await desk.rules()).budget).toEqual(kept === 'refused' ? {} : { month: kept });
	const refusal = 'A budget is an amount from 0 to 1000000 dollars, such as 2.50, or empty. Nothing was changed.';
	expect(desk.channel.transcript().includes(refusal)).toBe(kept === 'refused');
});

test.each([
	['userLimits', { minute: '5', day: '25', hour: '1000' }, 'taken'],
	['userLimits', { day: '26' }, 'allows each person at most 25 pictures a day'],
	['userLimits', { minute: '6', day: '1' }, 'allows each person at most 5 pictures a minute'],
	['roleLimits', { day: '25' }, 'taken'],
	['roleLimits', { day: '26' }, 'allows each person at most 25 pictures a day'],
	['budget', { day: '10', month: '99.50' }, 'taken'],
	['budget', { day: '10.01' }, 'allows each server at most $10.00 a day'],
	['budget', { month: '99.51' }, 'allows each server at most $99.50 a month'],
] as const)("%s of %j under the operator's limits: %s", async (id, filled, refusal) => {
	await using desk = await startDesk({ ceilings: CEILINGS });
	const { keeper, channel } = desk;
	const before = await desk.rules();
	const panel = await desk.open('Limits and money');
	const opener =
		id === 'roleLimits'
			? await desk.pick(panel, 'settings:roleLimits', [keeper])
			: await desk.press(panel, `settings:${id}-change`);
	await desk.submit(opener, filled);
	if (refusal === 'taken') {
		expect(await desk.rules()).not.toEqual(before);
		expect(channel.transcript()).not.toContain('Nothing was changed.');
	} else {
		expect(await desk.rules()).toEqual(before);
		expect(channel.transcript()).toContain(`The operator ${refusal}. Nothing was changed.`);
	}
	expect(desk.discord.violations).toEqual([]);
});
