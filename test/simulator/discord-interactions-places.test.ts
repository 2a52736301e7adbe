import { MessageFlags, InteractionResponseType as R, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { refusalOf } from './discord-client.ts';
import { BUTTONS, setUp } from './discord-interactions-stage.ts';

test('a pressed button changes its own message, and a deferred update leaves it until it is edited', async () => {
	const { discord, alice, answer, fill, channel } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'Pong', components: BUTTONS });
	const message = await used.finished();
	await answer(alice.click(message, 'Again'), R.UpdateMessage, { content: 'Once', components: BUTTONS });
	const second = alice.click(message, 'again');
	await answer(second, R.DeferredMessageUpdate);
	await fill(second, { content: 'Twice', components: [] });
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /ping
		bot   ← Pong
		        [buttons: Again | Not now (off) | Site → https://example.com]
		alice → presses [Again]
		bot   ✎ Once
		        [buttons: Again | Not now (off) | Site → https://example.com]
		alice → presses [Again]
		bot   ✎ Twice"
	`);
	expect(() => alice.click(message, 'Again')).toThrow('the message has no Again');
});

test('nobody presses a disabled button, a link, or a button that they cannot see', async () => {
	const { discord, alice, answer, channel } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, {
		content: 'Pong',
		components: BUTTONS,
		flags: MessageFlags.Ephemeral,
	});
	const message = await used.finished();
	expect(() => alice.click(message, 'Not now')).toThrow('disabled');
	expect(() => alice.click(message, 'Site')).toThrow('not a button that the application hears of');
	expect(() => discord.user('bob').in(channel).click(message, 'Again')).toThrow('cannot see');
});

test.each([
	[5, undefined],
	[6, [400, 40_094]],
])('where only the person brought the application, follow-up number %i gets %j', async (count, refused) => {
	const { discord, alice, answer, followUp } = await setUp({ installed: false });
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'Pong' });
	for (let sent = 1; sent < count; sent += 1) await followUp(used, { content: `${sent}` });
	const last = followUp(used, { content: 'last' });
	if (refused === undefined) await last;
	else expect(await refusalOf(last)).toEqual(refused);
});

test('where the bot is in the guild, a sixth follow-up is welcome', async () => {
	const { discord, alice, answer, followUp } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'Pong' });
	for (let sent = 1; sent <= 6; sent += 1) await followUp(used, { content: `${sent}` });
	expect(used.followUps).toHaveLength(6);
});

test('an application that only a person installed takes no action in the guild', async () => {
	const { discord, alice, answer, channel, rest } = await setUp({ installed: false });
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'Pong' });
	const message = await used.finished();
	const post = rest.post(Routes.channelMessages(channel.id), { body: { content: 'hello' } });
	expect(await refusalOf(post)).toEqual([403, 50_001]);
	const thread = rest.post(Routes.threads(channel.id, message.id), { body: { name: 'a thread' } });
	expect(await refusalOf(thread)).toEqual([403, 50_001]);
});

test.each([
	['allowed', [], false],
	['denied', ['UseExternalApps'], true],
] as const)(
	'with external applications %s, a user-installed answer is private: %j → %j',
	async (_title, deny, isPrivate) => {
		const { discord, alice, answer, channel, guild } = await setUp({ installed: false });
		await using _ = discord;
		channel.overwrite(guild.everyone, { deny });
		const used = await alice.slash('ping');
		await answer(used, R.ChannelMessageWithSource, { content: 'Pong' });
		expect((await used.finished()).isEphemeral).toBe(isPrivate);
	},
);

test('a guild without the application offers its commands only to people who installed it', async () => {
	const { discord, channel } = await setUp({ installed: false });
	await using _ = discord;
	await expect(discord.user('bob').in(channel).slash('ping')).rejects.toThrow('offers bob no command ping');
});

test.each([
	['editing a response with a file', (id: string, token: string) => Routes.webhookMessage(id, token), 'patch'],
	['following up with a file', (id: string, token: string) => Routes.webhook(id, token), 'post'],
] as const)('%s needs the permission to attach files there', async (_, routeOf, method) => {
	const { discord, alice, answer, channel, guild, rest } = await setUp();
	await using _discord = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'pong' });
	const files = [{ name: 'a.txt', data: Buffer.from('a') }];
	const route = routeOf(discord.applicationId, used.token);
	const send = (given: object) => rest[method](route, { auth: false, body: { content: 'pong' }, ...given });
	await send({ files });
	channel.overwrite(guild.everyone, { deny: 'AttachFiles' });
	expect(await refusalOf(send({ files }))).toEqual([403, 50_013]);
	await send({});
});
