import { describe, expect, test } from 'vitest';
import type { GuildRules } from '../../../src/studio/rules/guild-rules.ts';
import type { Thing } from '../../simulator/discord/actors/resolved.ts';
import { startDesk } from './desk.ts';

type Desk = Awaited<ReturnType<typeof startDesk>>;

const idOf = (thing: Thing) => thing.id;

describe('a list is picked from a menu, and picking nothing clears it', () => {
	test.each<[menu: string, field: keyof GuildRules, things: (desk: Desk) => readonly Thing[]]>([
		['Only in these channels', 'allowedChannels', ({ channel, guild }) => [channel, guild.channel('art')]],
		['Never in these channels', 'deniedChannels', ({ guild }) => [guild.channel('serious')]],
		['Only people with one of these roles', 'allowedRoles', ({ keeper, guild }) => [keeper, guild.role('artists')]],
		['Nobody with one of these roles', 'deniedRoles', ({ guild }) => [guild.role('muted')]],
		['Roles that can use 4K', 'rolesFor4K', ({ guild }) => [guild.role('boosters')]],
		['Roles that can let the model search', 'rolesForSearch', ({ guild }) => [guild.role('boosters')]],
	])('%s', async (menu, field, choose) => {
		await using desk = await startDesk();
		const things = choose(desk);
		const panel = await desk.open();
		await desk.pick(panel, menu, things);
		expect((await desk.rules())[field]).toEqual(things.map(idOf));
		for (const { name } of things) expect(desk.channel.transcript()).toMatch(new RegExp(`[#@]${name}(,|\n)`));
		await desk.pick(panel, menu, []);
		expect((await desk.rules())[field]).toEqual([]);
		expect(desk.discord.violations).toEqual([]);
	});

	test('25 channels are taken, of which the panel names eight', async () => {
		await using desk = await startDesk();
		const channels = Array.from({ length: 25 }, (_, index) => desk.guild.channel(`art-${index}`));
		const panel = await desk.open();
		await desk.pick(panel, 'Only in these channels', channels);
		expect((await desk.rules()).allowedChannels).toHaveLength(25);
		expect(desk.channel.transcript()).toContain('#art-7, and 17 more');
		expect(() => desk.alice.select(panel, 'Only in these channels', [...channels, desk.channel])).toThrow('0 to 25');
	});

	test('Log channel', async () => {
		await using desk = await startDesk();
		const panel = await desk.open('Threads and log');
		await desk.pick(panel, 'Log channel', [desk.channel]);
		expect((await desk.rules()).logChannelId).toBe(desk.channel.id);
		await desk.pick(panel, 'Log channel', []);
		expect(await desk.rules()).not.toHaveProperty('logChannelId');
	});
});

describe('one of several options is picked, and one of them takes it back', () => {
	type Step = [option: string, holds: Partial<GuildRules>];
	test.each<[menu: string, page: string, first: Step, then: Step]>([
		[
			'Model when nobody chose one',
			'Models and looks',
			['Nano Banana Pro (pro)', { defaults: { model: 'pro' } }],
			['none', { defaults: {} }],
		],
		[
			'Shape when nobody chose one',
			'Models and looks',
			['16:9', { defaults: { aspect: '16:9' } }],
			['none', { defaults: {} }],
		],
		[
			'Size when nobody chose one',
			'Models and looks',
			['2K', { defaults: { size: '2K' } }],
			['none', { defaults: {} }],
		],
		[
			'When the model is overloaded',
			'Models and looks',
			['fall-back', { mayFallBack: true }],
			['wait', { mayFallBack: false }],
		],
		['Threads on pictures', 'Threads and log', ['on-refine', { threads: 'on-refine' }], ['auto', { threads: 'auto' }]],
		[
			"Who can refine in a session's thread",
			'Threads and log',
			['Everybody', { isOpenToAll: true }],
			['owner', { isOpenToAll: false }],
		],
		[
			'How strictly Gemini blocks',
			'Words and safety',
			['BLOCK_ONLY_HIGH', { safety: 'BLOCK_ONLY_HIGH' }],
			['none', { safety: undefined }],
		],
	])('%s', async (menu, page, ...steps) => {
		await using desk = await startDesk();
		const before = await desk.rules();
		const panel = await desk.open(page);
		for (const [option, holds] of steps) {
			await desk.pick(panel, menu, [option]);
			expect(await desk.rules()).toEqual({ ...before, ...holds });
		}
		expect(desk.discord.violations).toEqual([]);
	});

	test('each of the defaults is kept while another changes', async () => {
		await using desk = await startDesk();
		const panel = await desk.open('Models and looks');
		await desk.pick(panel, 'Model when nobody chose one', ['pro']);
		await desk.pick(panel, 'Size when nobody chose one', ['4K']);
		await desk.pick(panel, 'Shape when nobody chose one', ['4:5']);
		expect((await desk.rules()).defaults).toEqual({ model: 'pro', size: '4K', aspect: '4:5' });
	});

	test('a default that its model cannot draw is refused with what it can, and the panel shows what holds', async () => {
		await using desk = await startDesk();
		const panel = await desk.open('Models and looks');
		await desk.pick(panel, 'Size when nobody chose one', ['4K']);
		await desk.pick(panel, 'Model when nobody chose one', ['lite']);
		expect(desk.channel.transcript()).toContain(
			"Nano Banana 2 Lite can't draw 4K. It can draw 1K. Nothing was changed.",
		);
		expect((await desk.rules()).defaults).toEqual({ size: '4K' });
		expect(JSON.stringify(panel.components)).toContain('**Size when nobody chose one**\\n4K');
	});
});

describe('models', () => {
	test('are picked, and picking none opens all', async () => {
		await using desk = await startDesk();
		const panel = await desk.open('Models and looks');
		await desk.pick(panel, 'All models', ['flash', 'pro']);
		expect(await desk.rules()).toMatchObject({ models: ['flash', 'pro'], defaults: {} });
		expect(() => desk.alice.select(panel, 'Model when nobody chose one', ['lite'])).toThrow('does not offer lite');
		await desk.pick(panel, 'All models', []);
		expect((await desk.rules()).models).toEqual([]);
	});

	test('without the one that draws where nobody chose put another in its place', async () => {
		await using desk = await startDesk();
		const panel = await desk.open('Models and looks');
		await desk.pick(panel, 'All models', ['pro', 'lite']);
		expect((await desk.rules()).defaults).toEqual({ model: 'pro' });
		await desk.pick(panel, 'All models', ['lite']);
		expect((await desk.rules()).defaults).toEqual({ model: 'lite' });
		await desk.pick(panel, 'Model when nobody chose one', ['none']);
		expect((await desk.rules()).defaults).toEqual({ model: 'lite' });
	});
});

describe('words are written in a form that shows what holds', () => {
	test.each<[id: string, page: string, field: 'houseStyle' | 'systemInstruction', most: number]>([
		['houseStyle', 'Models and looks', 'houseStyle', 1000],
		['systemInstruction', 'Words and safety', 'systemInstruction', 4000],
	])('%s', async (id, page, field, most) => {
		await using desk = await startDesk();
		const { rules, press, submit, alice } = desk;
		const panel = await desk.open(page);
		await submit(await press(panel, `settings:${id}-change`), { words: '  soft watercolour\non rough paper ' });
		expect((await rules())[field]).toBe('soft watercolour\non rough paper');

		const opener = await press(panel, `settings:${id}-change`);
		expect(JSON.stringify(opener.modal)).toContain('"value":"soft watercolour\\non rough paper"');
		await expect(alice.submitModal(opener, { words: 'x'.repeat(most + 1) })).rejects.toThrow(`${most} characters`);
		await submit(opener, { words: 'x'.repeat(most) });
		expect((await rules())[field]).toHaveLength(most);
		await press(panel, `settings:${id}-clear`);
		expect(await rules()).not.toHaveProperty(field);

		await submit(await press(panel, `settings:${id}-change`), { words: 'again' });
		await submit(await press(panel, `settings:${id}-change`), { words: '' });
		expect(await rules()).not.toHaveProperty(field);
		expect(desk.discord.violations).toEqual([]);
	});

	test('blocked words are added a line each and once, removed, and cleared', async () => {
		await using desk = await startDesk();
		const { rules, press, submit, channel } = desk;
		const panel = await desk.open('Words and safety');
		await submit(await press(panel, 'Add'), { words: 'mud\n\n  *slime* \nMud' });
		expect((await rules()).blockedWords).toEqual(['mud', '*slime*']);
		await submit(await press(panel, 'Add'), { words: 'SLIME\n*SLIME*\nooze' });
		expect((await rules()).blockedWords).toEqual(['mud', '*slime*', 'SLIME', 'ooze']);
		await submit(await press(panel, 'Remove'), { words: 'Mud\nslime\ngoo' });
		expect((await rules()).blockedWords).toEqual(['*slime*', 'ooze']);
		await submit(await press(panel, 'Remove'), { words: 'goo' });
		expect(channel.transcript()).toContain('None of these words is in the list. Nothing was changed.');
		await press(panel, 'settings:blockedWords-clear');
		expect((await rules()).blockedWords).toEqual([]);
		expect(desk.discord.violations).toEqual([]);
	});

	test.each([
		['a word of 100 characters', [], 'x'.repeat(100), 1],
		['a word of 101 characters', [], `fine\n${'x'.repeat(101)}`, undefined],
		['the 500th word', many(499), 'last', 500],
		['the 501st word', many(500), 'last', undefined],
	])('blocking %s', async (_, held, words, count) => {
		await using desk = await startDesk();
		await desk.changeRules({ blockedWords: held });
		const panel = await desk.open('Words and safety');
		await desk.submit(await desk.press(panel, 'Add'), { words });
		expect((await desk.rules()).blockedWords).toHaveLength(count ?? held.length);
		const refusal = 'A word can have 100 characters and the list 500 words. Nothing was changed.';
		expect(desk.channel.transcript().includes(refusal)).toBe(count === undefined);
	});

	test.each(['\u200b', '*\u00ad*', 'mud\n\u2060'])('a word that nobody can see (%j) is refused', async (words) => {
		await using desk = await startDesk();
		const panel = await desk.open('Words and safety');
		await desk.submit(await desk.press(panel, 'Add'), { words });
		expect((await desk.rules()).blockedWords).toEqual([]);
		expect(desk.channel.transcript()).toContain('One of these words has nothing visible in it. Nothing was changed.');
	});

	test.each([
		['Europe/Berlin', 'Europe/Berlin'],
		[' america/new_york ', 'America/New_York'],
		['Asia/Kolkata', 'Asia/Kolkata'],
		['utc', 'UTC'],
		['', 'UTC'],
		['Mars/Olympus', 'refused'],
		['+02:00', 'refused'],
		['2026-01-01T00:00[Europe/Berlin]', 'refused'],
		['Berlin', 'refused'],
	])('the time zone “%s”: %s', async (zone, kept) => {
		await using desk = await startDesk();
		await desk.changeRules({ timeZone: 'Asia/Tokyo' });
		const panel = await desk.open('Limits and money');
		await desk.submit(await desk.press(panel, 'settings:timeZone-change'), { zone });
		expect((await desk.rules()).timeZone).toBe(kept === 'refused' ? 'Asia/Tokyo' : kept);
		expect(desk.channel.transcript().includes("I don't know that time zone")).toBe(kept === 'refused');
		await desk.press(panel, 'settings:timeZone-clear');
		expect((await desk.rules()).timeZone).toBe('UTC');
	});
});

function many(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `word ${index}`);
}
