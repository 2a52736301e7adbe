import {
	ChannelType as C,
	type Client,
	Events,
	GatewayIntentBits,
	Partials,
	type PermissionResolvable,
	Routes,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import type { GuildChannelKind } from './discord/world/channel-kinds.ts';
import { connect, PING, refusalOf, register, restOf } from './discord-client.ts';

async function setUp(kind: GuildChannelKind, { bot = [] }: { bot?: PermissionResolvable } = {}) {
	const discord = await startDiscord({ clock: fakeClock(), rateLimits: false });
	const rest = restOf(discord);
	const guild = discord.guild({ bot });
	const channel = guild.channel('place', kind);
	const alice = discord.user('alice').in(channel);
	const post = (id = channel.id) => rest.post(Routes.channelMessages(id), { body: { content: 'hello' } });
	const startThread = (body: object, messageId?: string) =>
		rest.post(Routes.threads(channel.id, messageId), { body: { name: 'a thread', ...body } });
	return { discord, rest, guild, channel, alice, post, startThread };
}

const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent];

const nextMessage = (client: Client) =>
	new Promise<string>((resolve) => client.once(Events.MessageCreate, ({ content }) => resolve(content)));

test.each([C.GuildText, C.GuildAnnouncement, C.GuildVoice, C.GuildStageVoice] as const)(
	'in a channel of type %i the bot posts and types, people write and use commands, and discord.js hears of it',
	async (kind) => {
		const { discord, rest, channel, alice, post } = await setUp(kind);
		await using _ = discord;
		await register(discord, PING);
		await using client = await connect(discord, { intents });
		expect(client.channels.cache.get(channel.id)).toMatchObject({ type: kind, name: 'place' });
		const heard = nextMessage(client);
		await alice.say('hi');
		expect(await heard).toBe('hi');
		await post();
		await rest.post(Routes.channelTyping(channel.id));
		await alice.slash('ping');
		expect(channel.transcript()).toBe('alice → hi\nbot   ← hello\nbot   … is typing\nalice → /ping');
	},
);

test.each([C.GuildForum, C.GuildMedia] as const)(
	'in a channel of type %i itself nobody posts: the bot gets 50008, a person cannot write or use commands',
	async (kind) => {
		const { discord, rest, channel, alice, post } = await setUp(kind);
		await using _ = discord;
		await register(discord, PING);
		await using client = await connect(discord, { intents });
		expect(client.channels.cache.get(channel.id)).toMatchObject({ type: kind, name: 'place', availableTags: [] });
		expect(await refusalOf(post())).toEqual([400, 50_008]);
		expect(await refusalOf(rest.post(Routes.channelTyping(channel.id)))).toEqual([400, 50_008]);
		expect(await refusalOf(rest.get(Routes.channelMessages(channel.id)))).toEqual([400, 50_008]);
		await expect(alice.say('hi')).rejects.toThrow('holds posts only');
		await expect(alice.slash('ping')).rejects.toThrow('holds posts only');
		expect(() => alice.openThread('a thread')).toThrow('cannot start such a thread');
	},
);

describe('threads', () => {
	test.each([
		[C.GuildText, C.PublicThread],
		[C.GuildAnnouncement, C.AnnouncementThread],
	] as const)('a thread on a message of a channel of type %i has type %i', async (kind, type) => {
		const { discord, channel, alice, startThread } = await setUp(kind);
		await using _ = discord;
		await startThread({}, (await alice.say('a fox')).id);
		expect(channel.threads.at(-1)?.type).toBe(type);
		expect(alice.openThread('hers').type).toBe(type);
	});

	test.each([
		[C.GuildText, C.PublicThread, undefined],
		[C.GuildText, C.PrivateThread, undefined],
		[C.GuildText, C.AnnouncementThread, [400, 50_024]],
		[C.GuildAnnouncement, C.AnnouncementThread, undefined],
		[C.GuildAnnouncement, C.PublicThread, [400, 50_024]],
		[C.GuildAnnouncement, C.PrivateThread, [400, 50_024]],
		[C.GuildAnnouncement, undefined, [400, 50_024]],
		[C.GuildVoice, C.PublicThread, [400, 50_024]],
		[C.GuildStageVoice, C.PublicThread, [400, 50_024]],
	] as const)(
		'in a channel of type %i, starting a thread of type %s on nothing gets %j',
		async (kind, type, refused) => {
			const { discord, startThread } = await setUp(kind);
			await using _ = discord;
			const started = startThread({ type });
			if (refused === undefined) await started;
			else expect(await refusalOf(started)).toEqual(refused);
		},
	);

	test.each([C.GuildVoice, C.GuildStageVoice] as const)(
		'no thread starts on a message of a channel of type %i',
		async (kind) => {
			const { discord, alice, startThread } = await setUp(kind);
			await using _ = discord;
			const message = await alice.say('a fox');
			expect(await refusalOf(startThread({}, message.id))).toEqual([400, 50_024]);
			expect(() => alice.openThread('hers', message)).toThrow('cannot start such a thread');
		},
	);

	test('only a text channel lets people start private threads', async () => {
		const { discord, guild, alice } = await setUp(C.GuildText);
		await using _ = discord;
		expect(alice.openPrivateThread('ours').type).toBe(C.PrivateThread);
		const news = alice.user.in(guild.channel('news', C.GuildAnnouncement));
		expect(() => news.openPrivateThread('ours')).toThrow('cannot start such a thread');
	});

	test('in an announcement channel whoever may not post still posts in its threads', async () => {
		const { discord, guild, channel, alice, post } = await setUp(C.GuildAnnouncement);
		await using _ = discord;
		const thread = alice.openThread('comments');
		channel.overwrite(guild.everyone, { deny: 'SendMessages' });
		expect(await refusalOf(post())).toEqual([403, 50_013]);
		await post(thread.id);
		await expect(alice.say('hi')).rejects.toThrow('may not post');
		await alice.user.in(thread).say('hi');
	});
});

describe.each([C.GuildForum, C.GuildMedia] as const)('posts in a channel of type %i', (kind) => {
	test('a post of the bot is a public thread, whose first message has its id', async () => {
		const { discord, rest, channel, startThread } = await setUp(kind);
		await using _ = discord;
		await using client = await connect(discord, { intents });
		const heard = nextMessage(client);
		const body = { name: 'a fox', message: { content: 'draw one' } };
		const answer = Object(await rest.post(Routes.threads(channel.id), { body }));
		const [thread] = channel.threads;
		expect(thread).toMatchObject({ id: answer.id, type: C.PublicThread, name: 'a fox' });
		expect(answer).toMatchObject({ parent_id: channel.id, message: { id: answer.id, content: 'draw one' } });
		expect(await heard).toBe('draw one');
		expect(channel.transcript()).toBe('bot ⌗ opens the post “a fox”');
		expect(thread?.transcript()).toBe('bot ← draw one');
		expect(await refusalOf(startThread({}, answer.id))).toEqual([404, 10_008]);
	});

	test.each([
		['without a message', [400, 50_035], {}],
		['with an empty message', [400, 50_006], { message: {} }],
		['with 2001 characters', [400, 50_035], { message: { content: 'x'.repeat(2001) } }],
		['with 2000 characters', undefined, { message: { content: 'x'.repeat(2000) } }],
		['with Components V2', [400, 50_035], { message: { flags: 1 << 15, components: [{ type: 10, content: 'a' }] } }],
		['with a name of 101 characters', [400, 50_035], { name: 'x'.repeat(101), message: { content: 'a' } }],
	] as const)('a post %s gets %j', async (_what, refused, body) => {
		const { discord, startThread } = await setUp(kind);
		await using _ = discord;
		const started = startThread(body);
		if (refused === undefined) await started;
		else expect(await refusalOf(started)).toEqual(refused);
		expect(discord.violations).toEqual([]);
	});

	test('its files come along', async () => {
		const { discord, rest, channel } = await setUp(kind);
		await using _ = discord;
		const body = { name: 'files', message: { attachments: [{ id: '0', description: 'a letter' }] } };
		await rest.post(Routes.threads(channel.id), { body, files: [{ name: 'a.txt', data: Buffer.from('a') }] });
		expect(channel.threads[0]?.transcript()).toBe('bot ← [a.txt · application/octet-stream · 1 B · alt: a letter]');
	});

	test.each([
		['SendMessages', [403, 50_013]],
		['CreatePublicThreads', undefined],
	] as const)('without %s a post gets %j', async (deny, refused) => {
		const { discord, guild, channel, alice, startThread } = await setUp(kind);
		await using _ = discord;
		channel.overwrite(guild.everyone, { deny });
		const started = startThread({ message: { content: 'a' } });
		if (refused === undefined) await started;
		else expect(await refusalOf(started)).toEqual(refused);
		if (refused === undefined) await alice.openPost('hers', 'a');
		else await expect(alice.openPost('hers', 'a')).rejects.toThrow('may not post');
	});

	test('people open posts and talk in them, and the bot answers there', async () => {
		const { discord, channel, alice, post } = await setUp(kind);
		await using _ = discord;
		await register(discord, PING);
		await using client = await connect(discord, { intents, partials: [Partials.Channel] });
		const heard = nextMessage(client);
		const thread = await alice.openPost('a fox', 'who draws one?');
		expect(await heard).toBe('who draws one?');
		const bob = discord.user('bob').in(thread);
		await bob.say('the bot');
		await bob.slash('ping');
		await post(thread.id);
		expect(thread.messages.get(thread.id)?.content).toBe('who draws one?');
		expect(channel.transcript()).toBe('alice ⌗ opens the post “a fox”');
		expect(thread.transcript()).toBe('alice → who draws one?\nbob   → the bot\nbob   → /ping\nbot   ← hello');
	});
});

test('a person opens no post where there are none, and none without words or files', async () => {
	const { discord, guild, alice } = await setUp(C.GuildText);
	await using _ = discord;
	await expect(alice.openPost('a fox', 'here')).rejects.toThrow('holds no posts');
	await expect(alice.user.in(guild.channel('forum', C.GuildForum)).openPost('a fox', '')).rejects.toThrow('empty');
});

test.each([C.GuildVoice, C.GuildStageVoice] as const)(
	'without Connect nobody writes beside a channel of type %i',
	async (kind) => {
		const { discord, guild, channel, alice, post } = await setUp(kind);
		await using _ = discord;
		channel.overwrite(guild.everyone, { deny: 'Connect' });
		expect(await refusalOf(post())).toEqual([403, 50_013]);
		await expect(alice.say('hi')).rejects.toThrow('may not post');
		channel.overwrite(discord.bot, { allow: 'Connect' });
		await post();
	},
);

test('without Connect a text channel is as ever', async () => {
	const { discord, guild, channel, post } = await setUp(C.GuildText);
	await using _ = discord;
	channel.overwrite(guild.everyone, { deny: 'Connect' });
	await post();
});
