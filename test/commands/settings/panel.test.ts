import { expect, test } from 'vitest';
import { startDesk } from './desk.ts';

const PAGES = ['Where and who', 'Models and looks', 'Limits and money', 'Words and safety', 'Threads and log'];

test('the panel shows the rules a page at a time, to nobody but who opened it', async () => {
	await using desk = await startDesk();
	const { alice, bob, channel, discord } = desk;
	const panel = await desk.open();
	for (const page of PAGES.slice(1)) await desk.pick(panel, 'Section', [page]);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /settings
		bot   ← (only alice sees this) thinking…
		bot   ✎ (only alice sees this)
		        │ ## Settings of this server
		        │ [menu “Section”: ✓ Where and who | Models and looks | Limits and money | Words and safety | Threads and log]
		        │ **Only in these channels**
		        │ Everywhere.
		        │ [menu “Only in these channels”]
		        │ **Never in these channels**
		        │ None is excluded.
		        │ [menu “Never in these channels”]
		        │ **Only people with one of these roles**
		        │ Everybody.
		        │ [menu “Only people with one of these roles”]
		        │ **Nobody with one of these roles**
		        │ None is excluded.
		        │ [menu “Nobody with one of these roles”]
		        │ **Roles that can use 4K**
		        │ Everybody.
		        │ [menu “Roles that can use 4K”]
		        │ **Roles that can let the model search**
		        │ Everybody.
		        │ [menu “Roles that can let the model search”]
		alice → picks Models and looks from “Section”
		bot   ✎ (only alice sees this)
		        │ ## Settings of this server
		        │ [menu “Section”: Where and who | ✓ Models and looks | Limits and money | Words and safety | Threads and log]
		        │ **Models that people can choose**
		        │ All.
		        │ [menu “All models”: Nano Banana 2.1 (flash) | Nano Banana Pro (pro) | Nano Banana 2 Lite (lite) | Nano Banana (classic)]
		        │ **Model when nobody chose one**
		        │ The usual: Nano Banana 2.1 (flash)
		        │ [menu “Model when nobody chose one”: ✓ The usual: Nano Banana 2.1 (flash) | Nano Banana 2.1 (flash) | Nano Banana Pro (pro) | Nano Banana 2 Lite (lite) | Nano Banana (classic)]
		        │ **Shape when nobody chose one**
		        │ The usual: auto
		        │ [menu “Shape when nobody chose one”: ✓ The usual: auto | auto | 1:1 | 16:9 | 9:16 | 4:3 | 3:4 | 3:2 | 2:3 | 5:4 | 4:5 | 21:9 | 4:1 | 1:4 | 8:1 | 1:8]
		        │ **Size when nobody chose one**
		        │ The usual: 1K
		        │ [menu “Size when nobody chose one”: ✓ The usual: 1K | 512 | 1K | 2K | 4K]
		        │ **When the model is overloaded**
		        │ Say so
		        │ [menu “When the model is overloaded”: ✓ Say so | Let another model draw, and say so]
		        │ **House style**
		        │ None.
		        │ [buttons: Change | Clear]
		alice → picks Limits and money from “Section”
		bot   ✎ (only alice sees this)
		        │ ## Settings of this server
		        │ [menu “Section”: Where and who | Models and looks | ✓ Limits and money | Words and safety | Threads and log]
		        │ **Each person's pictures**
		        │ No limit in this server.
		        │ [buttons: Change | Clear]
		        │ **Each person's pictures, by role instead**
		        │ None.
		        │ [menu “Set or clear the limits of a role”]
		        │ **This server's budget**
		        │ No budget of its own.
		        │ [buttons: Change | Clear]
		        │ **Time zone**
		        │ Days and months start on UTC time.
		        │ [buttons: Change | Clear]
		alice → picks Words and safety from “Section”
		bot   ✎ (only alice sees this)
		        │ ## Settings of this server
		        │ [menu “Section”: Where and who | Models and looks | Limits and money | ✓ Words and safety | Threads and log]
		        │ **Blocked words**
		        │ None.
		        │ [buttons: Add | Remove | Clear]
		        │ **How the model should behave**
		        │ None.
		        │ [buttons: Change | Clear]
		        │ **How strictly Gemini blocks**
		        │ The operator's choice
		        │ [menu “How strictly Gemini blocks”: ✓ The operator's choice | Strictly: from a low risk | Moderately: from a medium risk | Loosely: only a high risk]
		alice → picks Threads and log from “Section”
		bot   ✎ (only alice sees this)
		        │ ## Settings of this server
		        │ [menu “Section”: Where and who | Models and looks | Limits and money | Words and safety | ✓ Threads and log]
		        │ **Threads on pictures**
		        │ At once
		        │ [menu “Threads on pictures”: ✓ At once | When somebody refines the picture | Never]
		        │ **Who can refine in a session's thread**
		        │ Only whoever started it
		        │ [menu “Who can refine in a session's thread”: ✓ Only whoever started it | Everybody]
		        │ **Log channel**
		        │ None.
		        │ [menu “Log channel”]"
	`);
	expect(channel.transcript({ as: bob.user })).toBe('');
	expect(channel.transcript({ as: alice.user })).toContain('Settings of this server');
	expect(discord.violations).toEqual([]);
});

test('a server whose record is from before any rule was known has the panel of one without a record', async () => {
	await using desk = await startDesk();
	const fresh = await desk.open();
	await desk.store.records('rules').set(desk.guild.id, { v: 1 });
	const old = await desk.open();
	expect(old.components).toEqual(fresh.components);
	for (const page of PAGES) await desk.pick(old, 'Section', [page]);
	expect(desk.discord.violations).toEqual([]);
});

test("what people wrote is shown as they wrote it, and rings nobody, under the operator's limits", async () => {
	await using desk = await startDesk({ ceilings: { userImages: { day: 25, minute: 5 }, guildDollars: { month: 40 } } });
	const { channel, keeper } = desk;
	await desk.changeRules({
		houseStyle: '**Watercolour** for @everyone\n# soft',
		userLimits: { hour: 8, day: 20 },
		roleLimits: { [keeper.id]: { day: 25 } },
		budget: { day: 2.5 },
		timeZone: 'Asia/Kolkata',
	});
	const panel = await desk.open('Models and looks');
	expect(panel.pings).toEqual({ users: [], roles: [], everyone: false });
	expect(channel.transcript()).toContain('> \\*\\*Watercolour\\*\\* for \\@everyone');
	await desk.pick(panel, 'Section', ['Limits and money']);
	expect(channel.transcript().split('picks Limits and money')[1]).toMatchInlineSnapshot(`
		" from “Section”
		bot   ✎ (only alice sees this)
		        │ ## Settings of this server
		        │ [menu “Section”: Where and who | Models and looks | ✓ Limits and money | Words and safety | Threads and log]
		        │ **Each person's pictures**
		        │ 8 an hour and 20 a day
		        │ The operator allows at most 5 a minute and 25 a day.
		        │ [buttons: Change | Clear]
		        │ **Each person's pictures, by role instead**
		        │ @keeper: 25 a day
		        │ [menu “Set or clear the limits of a role”]
		        │ **This server's budget**
		        │ $2.50 a day
		        │ The operator allows at most $40.00 a month.
		        │ [buttons: Change | Clear]
		        │ **Time zone**
		        │ Days and months start on Asia/Kolkata time.
		        │ [buttons: Change | Clear]"
	`);
});

test('of a list that is too long for the panel the beginning stands there, and all of it in a file', async () => {
	await using desk = await startDesk();
	const words = Array.from({ length: 500 }, (_, index) => `${index}`.padEnd(100, 'x'));
	await desk.changeRules({ blockedWords: words });
	const panel = await desk.open('Words and safety');
	const [file] = panel.attachments;
	expect(file?.name).toBe('blocked-words.txt');
	expect(Buffer.from(file?.bytes ?? []).toString()).toBe(words.join('\n'));
	await desk.pick(panel, 'Section', ['Threads and log']);
	expect(panel.attachments).toEqual([]);
	expect(desk.discord.violations).toEqual([]);
});

test('Discord offers /settings to nobody who may not manage the server, and in no direct messages', async () => {
	await using desk = await startDesk();
	const { discord, alice, bob } = desk;
	await expect(bob.slash('settings')).rejects.toThrow('no command settings');
	await expect(alice.user.in(discord.direct(alice.user, discord.bot)).slash('settings')).rejects.toThrow('no command');
});

test('a panel that is still open when somebody lost Manage Server changes nothing and tells them why', async () => {
	await using desk = await startDesk();
	const { alice, guild, keeper, channel, discord } = desk;
	const panel = await desk.open('Limits and money');
	const opener = await desk.press(panel, 'settings:budget-change');
	guild.join(alice.user).roles.delete(keeper);
	const before = panel.components;

	const sentence = 'Only people who can manage this server can do that.';
	const told = () => channel.transcript().split(sentence).length - 1;
	await desk.submit(opener, { day: '5' });
	expect(told()).toBe(1);
	await desk.press(panel, 'settings:timeZone-clear');
	expect(told()).toBe(2);
	await desk.press(panel, 'settings:budget-change');
	expect(told()).toBe(3);
	await desk.pick(panel, 'settings:roleLimits', [keeper]);
	expect(told()).toBe(4);
	await desk.pick(panel, 'Section', ['Where and who']);
	expect(told()).toBe(5);
	expect(panel.components).toEqual(before);
	expect(await desk.rules()).toMatchObject({ budget: {}, roleLimits: {} });
	expect(await desk.store.records('rules').get(guild.id)).toBeUndefined();
	expect(discord.violations).toEqual([]);
});

test('whoever runs the bot may decide without the permission', async () => {
	let operatorId = '';
	await using desk = await startDesk({ isOperator: (userId) => userId === operatorId });
	const { alice, guild, keeper } = desk;
	const panel = await desk.open('Threads and log');
	guild.join(alice.user).roles.delete(keeper);
	await desk.pick(panel, 'Threads on pictures', ['Never']);
	expect((await desk.rules()).threads).toBe('auto');
	operatorId = alice.user.id;
	await desk.pick(panel, 'Threads on pictures', ['Never']);
	expect((await desk.rules()).threads).toBe('off');
});

test('the log says who changed what, and nothing that people wrote', async () => {
	await using desk = await startDesk();
	const { alice, guild, logLines } = desk;
	const panel = await desk.open('Threads and log');
	await desk.pick(panel, 'Threads on pictures', ['Never']);
	await desk.pick(panel, 'Section', ['Words and safety']);
	await desk.submit(await desk.press(panel, 'settings:systemInstruction-change'), { words: 'be kind to Zebulon' });
	await desk.submit(await desk.press(panel, 'settings:blockedWords-add'), { words: 'Zebulon' });
	const lines = logLines.filter((line) => line.includes('settings changed')).map((line) => JSON.parse(line));
	expect(lines).toMatchObject([
		{ userId: alice.user.id, guildId: guild.id, changed: { threads: 'off' } },
		{ userId: alice.user.id, guildId: guild.id, words: { systemInstruction: 18 } },
		{ userId: alice.user.id, guildId: guild.id, words: { blockedWords: 1 } },
	]);
	expect(logLines.join('')).not.toContain('Zebulon');
});

test('a control of another version of the bot changes nothing and says so', async () => {
	await using desk = await startDesk();
	const { channel, alice } = desk;
	const panel = await desk.open('Threads and log');
	const text = JSON.stringify(panel.components);
	panel.components = JSON.parse(text.replace('-isOpenToAll', '-nobodyKnows').replace('"off"', '"later"'));
	await desk.pick(panel, "Who can refine in a session's thread", ['Everybody']);
	expect(channel.transcript()).toContain('That menu is out of date. Run the command again.');
	await desk.pick(panel, 'Threads on pictures', ['later']);
	expect(channel.transcript({ as: alice.user })).toContain('That panel is out of date. Nothing was changed');
	expect((await desk.rules()).threads).toBe('auto');
});

test('the menu of a panel from the version before, which named pages by their titles, still turns to them', async () => {
	await using desk = await startDesk();
	const panel = await desk.open();
	const text = JSON.stringify(panel.components);
	panel.components = JSON.parse(text.replace('"value":"limits"', '"value":"Limits and money"'));
	await desk.pick(panel, 'Section', ['Limits and money']);
	expect(JSON.stringify(panel.components)).toContain('**Time zone**');
});

test('whoever runs the bot sees and changes another server, and nobody else does', async () => {
	let operatorId = '';
	await using desk = await startDesk({ isOperator: (userId) => userId === operatorId });
	const { alice, discord } = desk;
	const elsewhere = discord.guild({ name: 'Elsewhere' });
	const ask = async () => (await desk.settled(await alice.slash('settings', { server: elsewhere.id }))).finished();
	expect((await ask()).content).toContain('Only people who can manage this server');
	operatorId = alice.user.id;
	const panel = await ask();
	await desk.settled(alice.select(panel, 'Section', ['Threads and log']));
	await desk.settled(alice.select(panel, 'Threads on pictures', ['Never']));
	expect((await desk.rulesOf(elsewhere.id)).threads).toBe('off');
	expect((await desk.rules()).threads).toBe('auto');
	operatorId = '';
	await desk.settled(alice.select(panel, 'Threads on pictures', ['At once']));
	expect((await desk.rulesOf(elsewhere.id)).threads).toBe('off');
});
