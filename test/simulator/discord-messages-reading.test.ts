import { Events, GatewayIntentBits, Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { connect, refusalOf, restOf } from './discord-client.ts';
import { setUp } from './discord-messages-stage.ts';

describe('reading', () => {
	const ids = (messages: unknown) => (Array.isArray(messages) ? messages.map(({ content }) => content) : []);

	test.each([
		['limit=2', ['e', 'd']],
		['before=c', ['b', 'a']],
		['after=c&limit=1', ['d']],
		['around=c&limit=3', ['d', 'c', 'b']],
	])('messages?%s are %j', async (query, expected) => {
		const { discord, rest, channel, alice } = await setUp();
		await using _ = discord;
		const sent: Record<string, string> = {};
		for (const text of 'abcde') sent[text] = (await alice.say(text)).id;
		const search = new URLSearchParams(query.replace(/=([a-e])\b/, (_match, name: string) => `=${sent[name]}`));
		expect(ids(await rest.get(Routes.channelMessages(channel.id), { query: search }))).toEqual(expected);
	});

	test.each([0, 101])('a list of %i messages is refused', async (limit) => {
		const { discord, rest, channel } = await setUp();
		await using _ = discord;
		const query = new URLSearchParams({ limit: `${limit}` });
		expect(await refusalOf(rest.get(Routes.channelMessages(channel.id), { query }))).toEqual([400, 50_035]);
	});

	test('without the permission to read the history there is none', async () => {
		const { discord, rest, channel, alice, guild } = await setUp();
		await using _ = discord;
		await alice.say('hello');
		channel.overwrite(guild.everyone, { deny: 'ReadMessageHistory' });
		expect(await rest.get(Routes.channelMessages(channel.id))).toEqual([]);
	});

	test.each([
		[[GatewayIntentBits.MessageContent], 'hello'],
		[[], ''],
	])('where the portal enables %j, REST shows what people wrote as “%s”', async (privilegedIntents, content) => {
		await using discord = await startDiscord({ clock: fakeClock(), privilegedIntents });
		const channel = discord.guild().channel('general');
		const { id } = await discord.user('alice').in(channel).say('hello');
		expect(await restOf(discord).get(Routes.channelMessage(channel.id, id))).toMatchObject({ content });
	});
});

describe('reactions', () => {
	test('a reaction is set once, told to others, shown in the transcript and taken back', async () => {
		const { discord, rest, channel, alice } = await setUp();
		await using _ = discord;
		await using client = await connect(discord, {
			intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.GuildMessageReactions],
		});
		const seen = new Promise((resolve) =>
			client.once(Events.MessageCreate, () =>
				client.once(Events.MessageReactionAdd, ({ emoji }, user) => resolve([emoji.name, user.id])),
			),
		);
		const message = await alice.say('a fox');
		const own = Routes.channelMessageOwnReaction(channel.id, message.id, encodeURIComponent('👀'));
		await rest.put(own);
		await rest.put(own);
		await rest.delete(own);
		alice.react(message, '👍');
		expect(await seen).toEqual(['👀', discord.bot.id]);
		expect(channel.transcript()).toMatchInlineSnapshot(`
			"alice → a fox
			bot   + 👀 on “a fox”
			bot   - 👀 on “a fox”
			alice + 👍 on “a fox”"
		`);
	});

	test('what is not an emoji is unknown', async () => {
		const { discord, rest, channel, alice } = await setUp();
		await using _ = discord;
		const { id } = await alice.say('a fox');
		expect(await refusalOf(rest.put(Routes.channelMessageOwnReaction(channel.id, id, 'x')))).toEqual([400, 10_014]);
	});

	test('only the first of its kind takes the permission to add reactions', async () => {
		const { discord, rest, channel, alice, guild } = await setUp();
		await using _ = discord;
		const message = await alice.say('a fox');
		alice.react(message, '👍');
		channel.overwrite(guild.everyone, { deny: 'AddReactions' });
		const own = (emoji: string) =>
			rest.put(Routes.channelMessageOwnReaction(channel.id, message.id, encodeURIComponent(emoji)));
		await own('👍');
		expect(await refusalOf(own('👎'))).toEqual([403, 50_013]);
		expect(() => alice.react(message, '👎')).toThrow('alice may not do that here');
	});
});

describe('direct messages', () => {
	const openWith = (rest: ReturnType<typeof restOf>, recipient_id: string) =>
		rest.post(Routes.userChannels(), { body: { recipient_id } });

	test('the bot opens one and writes into it, and opening it again gives the same', async () => {
		const { discord, rest, alice } = await setUp();
		await using _ = discord;
		const opened = await openWith(rest, alice.user.id);
		const direct = discord.direct(alice.user, discord.bot);
		expect(opened).toMatchObject({ id: direct.id });
		await rest.post(Routes.channelMessages(direct.id), { body: { content: 'hello' } });
		expect(direct.transcript()).toBe('bot ← hello');
		expect(await openWith(rest, alice.user.id)).toEqual(await openWith(rest, alice.user.id));
	});

	test.each([
		['shares a guild', { shares: true }, undefined],
		['shares none', { shares: false }, [403, 50_007]],
		['shares none but installed the application', { shares: false, installedApp: true }, undefined],
		['refuses direct messages', { shares: true, refusesDms: true }, [403, 50_007]],
	])('to somebody who %s, writing gets %s', async (_who, { shares, ...options }, refused) => {
		const { discord, rest, channel } = await setUp();
		await using _ = discord;
		const zoe = discord.user('zoe', options);
		if (shares) zoe.in(channel);
		const direct = discord.direct(zoe, discord.bot);
		const sent = rest.post(Routes.channelMessages(direct.id), { body: { content: 'hello' } });
		if (refused === undefined) await sent;
		else expect(await refusalOf(sent)).toEqual(refused);
	});

	test('a bot has no direct messages with itself or with nobody', async () => {
		const { discord, rest } = await setUp();
		await using _ = discord;
		expect(await refusalOf(openWith(rest, discord.bot.id))).toEqual([400, 50_033]);
		expect(await refusalOf(openWith(rest, '123456789012345678'))).toEqual([400, 50_033]);
	});
});

test('guilds, members and people can be looked up, and those that are not there are unknown', async () => {
	const { discord, rest, guild, alice } = await setUp();
	await using _ = discord;
	expect(await rest.get(Routes.guild(guild.id))).toMatchObject({ name: guild.name, premium_tier: 0 });
	expect(await rest.get(Routes.guildMember(guild.id, alice.user.id))).toMatchObject({ user: { username: 'alice' } });
	expect(await rest.get(Routes.user())).toMatchObject({ id: discord.bot.id, bot: true });
	const zoe = discord.user('zoe');
	expect(await refusalOf(rest.get(Routes.guildMember(guild.id, zoe.id)))).toEqual([404, 10_007]);
	expect(await refusalOf(rest.get(Routes.guild('123456789012345678')))).toEqual([404, 10_004]);
	expect(await refusalOf(rest.get(Routes.user('123456789012345678')))).toEqual([404, 10_013]);
	expect(await refusalOf(rest.get('/nowhere'))).toEqual([404, 0]);
});

test('a bot-authorised route without the right token answers 401, on which discord.js forgets its own', async () => {
	const { discord } = await setUp();
	await using _ = discord;
	const rest = restOf(discord).setToken('wrong');
	expect(await refusalOf(rest.get(Routes.user()))).toEqual([401, 0]);
	await expect(rest.get(Routes.user())).rejects.toThrow('Expected token to be set');
});

test('typing is seen once until something else happens', async () => {
	const { discord, rest, channel, post } = await setUp();
	await using _ = discord;
	await rest.post(Routes.channelTyping(channel.id));
	await rest.post(Routes.channelTyping(channel.id));
	await post({ content: 'hello' });
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"bot … is typing
		bot ← hello"
	`);
});
