import { Events, GatewayIntentBits, Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { connect, refusalOf, restOf } from './discord-client.ts';

async function setUp() {
	const clock = fakeClock();
	const discord = await startDiscord({ clock, rateLimits: false });
	const rest = restOf(discord);
	const guild = discord.guild();
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	const post = (body: object, files: { name: string; data: Buffer }[] = []) =>
		rest.post(Routes.channelMessages(channel.id), { body, files });
	return { clock, discord, rest, guild, channel, alice, post };
}

/** The newest message of a channel. */
const newest = ({ channel }: Awaited<ReturnType<typeof setUp>>) =>
	[...channel.messages.values()].at(-1) ?? expect.unreachable();

describe('permissions', () => {
	const file = { name: 'a.txt', data: Buffer.from('a') };
	test.each([
		['ViewChannel', { content: 'a' }, [], [403, 50_001]],
		['SendMessages', { content: 'a' }, [], [403, 50_013]],
		['AttachFiles', { content: 'a' }, [file], [403, 50_013]],
		['AttachFiles', { content: 'a' }, [], undefined],
		['EmbedLinks', { content: 'a', embeds: [{ title: 'b' }] }, [], undefined],
	] as const)('without %s, posting %j with files %j gets %s', async (deny, body, files, refused) => {
		const world = await setUp();
		await using _ = world.discord;
		world.channel.overwrite(world.guild.everyone, { deny });
		const posted = world.post(body, [...files]);
		if (refused === undefined) await posted;
		else expect(await refusalOf(posted)).toEqual(refused);
	});

	test('without the permission to embed links, the embed is dropped and the text stays', async () => {
		const world = await setUp();
		await using _ = world.discord;
		world.channel.overwrite(world.guild.everyone, { deny: 'EmbedLinks' });
		await world.post({ content: 'text', embeds: [{ title: 'title' }] });
		expect(world.channel.transcript()).toBe('bot ← text');
	});

	test('a member’s overwrite beats a role’s, and a role’s beats everyone’s', async () => {
		const { discord, channel, guild, post } = await setUp();
		await using _ = discord;
		const role = guild.role('artists');
		guild.join(discord.bot).roles.add(role);
		channel.overwrite(guild.everyone, { deny: 'SendMessages' });
		expect(await refusalOf(post({ content: 'a' }))).toEqual([403, 50_013]);
		channel.overwrite(role, { allow: 'SendMessages' });
		await post({ content: 'b' });
		channel.overwrite(discord.bot, { deny: 'SendMessages' });
		expect(await refusalOf(post({ content: 'c' }))).toEqual([403, 50_013]);
	});

	test('an administrator is stopped by no overwrite', async () => {
		await using discord = await startDiscord({ clock: fakeClock() });
		const guild = discord.guild({ bot: 'Administrator' });
		const channel = guild.channel('general');
		channel.overwrite(guild.everyone, { deny: ['ViewChannel', 'SendMessages'] });
		await restOf(discord).post(Routes.channelMessages(channel.id), { body: { content: 'a' } });
	});

	test('a channel that does not exist is unknown, one in a guild without the bot is out of reach', async () => {
		const { discord, rest } = await setUp();
		await using _ = discord;
		const elsewhere = discord.guild({ installed: false }).channel('general');
		expect(await refusalOf(rest.get(Routes.channel('123456789012345678')))).toEqual([404, 10_003]);
		expect(await refusalOf(rest.get(Routes.channel(elsewhere.id)))).toEqual([403, 50_001]);
	});

	test('nobody edits what another wrote, and deleting it takes the permission to manage messages', async () => {
		const { discord, alice, rest, channel, guild } = await setUp();
		await using _ = discord;
		const message = await alice.say('mine');
		const route = Routes.channelMessage(channel.id, message.id);
		expect(await refusalOf(rest.patch(route, { body: { content: 'yours' } }))).toEqual([403, 50_005]);
		expect(await refusalOf(rest.delete(route))).toEqual([403, 50_013]);
		channel.overwrite(guild.everyone, { allow: 'ManageMessages' });
		await rest.delete(route);
		expect(await refusalOf(rest.get(route))).toEqual([404, 10_008]);
	});

	test('replying takes the permission to read the history, and a message to reply to', async () => {
		const { discord, alice, post, channel, guild } = await setUp();
		await using _ = discord;
		const { id } = await alice.say('hello');
		await post({ content: 'hi', message_reference: { message_id: id } });
		const gone = { message_id: '123456789012345678' };
		expect(await refusalOf(post({ content: 'hi', message_reference: gone }))).toEqual([400, 50_035]);
		await post({ content: 'hi', message_reference: { ...gone, fail_if_not_exists: false } });
		channel.overwrite(guild.everyone, { deny: 'ReadMessageHistory' });
		expect(await refusalOf(post({ content: 'hi', message_reference: { message_id: id } }))).toEqual([400, 160_002]);
	});
});

describe('limits reach the wire', () => {
	test.each([
		[2000, undefined],
		[2001, [400, 50_035]],
	])('a message of %i characters gets %s', async (length, refused) => {
		const { discord, post } = await setUp();
		await using _ = discord;
		const posted = post({ content: 'x'.repeat(length) });
		if (refused === undefined) await posted;
		else expect(await refusalOf(posted)).toEqual(refused);
	});

	test('an empty message is refused with 50006', async () => {
		const { discord, post } = await setUp();
		await using _ = discord;
		expect(await refusalOf(post({}))).toEqual([400, 50_006]);
	});

	test('where Discord’s published schemas disagree with an accepted body, the disagreement is kept', async () => {
		const { discord, post } = await setUp();
		await using _ = discord;
		await post({ content: 'fine', tts: false });
		expect(discord.violations).toEqual([]);
	});
});

describe('nonces', () => {
	test.each([
		['within a moment', 3 * 60_000 - 1, 1],
		['after the few minutes that Discord remembers', 3 * 60_000, 2],
	])('the same enforced nonce %s (%i ms) makes %i messages', async (_when, waitedMs, count) => {
		const { discord, clock, post, channel } = await setUp();
		await using _ = discord;
		const first = await post({ content: 'a', nonce: 'job-1', enforce_nonce: true });
		await clock.advance(waitedMs);
		const second = await post({ content: 'a', nonce: 'job-1', enforce_nonce: true });
		expect(channel.messages.size).toBe(count);
		if (count === 1) expect(second).toMatchObject({ id: Object(first).id });
	});

	test('a nonce that is not enforced, or another one, makes another message', async () => {
		const { discord, post, channel } = await setUp();
		await using _ = discord;
		await post({ content: 'a', nonce: 'job-1', enforce_nonce: true });
		await post({ content: 'a', nonce: 'job-1' });
		await post({ content: 'a', nonce: 'job-2', enforce_nonce: true });
		expect(channel.messages.size).toBe(3);
	});
});

describe('pings', () => {
	test.each([
		['everything when nothing is said', undefined, ['bob', 'alice'], false],
		['nobody when nothing is allowed', { parse: [] }, [], false],
		['people when people are allowed', { parse: ['users'] }, ['bob'], false],
		['the author replied to when that is allowed', { parse: [], replied_user: true }, ['alice'], false],
	] as const)('a message of the bot rings %s', async (_what, allowed_mentions, names, everyone) => {
		const world = await setUp();
		await using _ = world.discord;
		const bob = world.discord.user('bob').in(world.channel);
		const { id } = await world.alice.say('hello');
		await world.post({
			content: `<@${bob.user.id}> @everyone`,
			message_reference: { message_id: id },
			allowed_mentions,
		});
		const { pings } = newest(world);
		expect(pings.users.map(({ name }) => name)).toEqual(names);
		expect(pings.everyone).toBe(everyone);
	});

	test.each([
		['with', true],
		['without', false],
	] as const)('@everyone %s the permission to ring everyone rings them: %s', async (word, rings) => {
		const world = await setUp();
		await using _ = world.discord;
		world.channel.overwrite(world.guild.everyone, word === 'with' ? { allow: 'MentionEveryone' } : {});
		await world.post({ content: '@everyone' });
		expect(newest(world).pings.everyone).toBe(rings);
		expect(world.channel.transcript().includes('(pings @everyone)')).toBe(rings);
	});

	test('one person allowed by id is rung and the other is not', async () => {
		const world = await setUp();
		await using _ = world.discord;
		const [bob, eve] = ['bob', 'eve'].map((name) => world.discord.user(name).in(world.channel).user.id);
		await world.post({ content: `<@${bob}> <@${eve}>`, allowed_mentions: { users: [bob] } });
		expect(newest(world).pings.users.map(({ name }) => name)).toEqual(['bob']);
	});

	test('an edit rings nobody', async () => {
		const world = await setUp();
		await using _ = world.discord;
		await world.post({ content: 'hello' });
		const message = newest(world);
		const body = { content: `<@${world.alice.user.id}>` };
		await world.rest.patch(Routes.channelMessage(world.channel.id, message.id), { body });
		expect(message.pings.users).toEqual([]);
	});
});

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
