import { ChannelType, Events, Partials, type PermissionResolvable, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { MAX_ACTIVE_THREADS, MAX_THREAD_MEMBERS } from './discord/world/threads.ts';
import { connect, PING, refusalOf, register, restOf } from './discord-client.ts';

async function setUp({ bot = [] }: { bot?: PermissionResolvable } = {}) {
	const clock = fakeClock();
	const discord = await startDiscord({ clock, rateLimits: false });
	const rest = restOf(discord);
	const guild = discord.guild({ bot });
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	const start = async (messageId?: string, body: object = { name: 'a thread' }) => {
		await rest.post(Routes.threads(channel.id, messageId), { body });
		return channel.threads.at(-1) ?? expect.unreachable();
	};
	return { clock, discord, rest, guild, channel, alice, start };
}

test('a thread from a message takes its id, and a second one there is refused with 160004', async () => {
	const { discord, alice, start, channel } = await setUp();
	await using _ = discord;
	const message = await alice.say('a fox');
	const thread = await start(message.id);
	expect(thread.id).toBe(message.id);
	expect(thread.type).toBe(ChannelType.PublicThread);
	expect(await refusalOf(start(message.id))).toEqual([400, 160_004]);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → a fox
		bot   ⌗ opens the thread “a thread” on “a fox”"
	`);
});

test.each([
	['nothing', {}, ChannelType.PrivateThread],
	['public', { type: ChannelType.PublicThread }, ChannelType.PublicThread],
	['private', { type: ChannelType.PrivateThread }, ChannelType.PrivateThread],
])('without a message to start from, asking for %s gives type %o → %i', async (_what, type, expected) => {
	const { discord, start } = await setUp();
	await using _ = discord;
	expect((await start(undefined, { name: 'a thread', ...type })).type).toBe(expected);
});

test.each([
	['CreatePublicThreads', ChannelType.PublicThread],
	['CreatePrivateThreads', ChannelType.PrivateThread],
] as const)('without %s no thread of type %i is made', async (deny, type) => {
	const { discord, start, channel, guild } = await setUp();
	await using _ = discord;
	await start(undefined, { name: 'a thread', type });
	channel.overwrite(guild.everyone, { deny });
	expect(await refusalOf(start(undefined, { name: 'a thread', type }))).toEqual([403, 50_013]);
});

test.each([
	['SendMessages', undefined],
	['SendMessagesInThreads', [403, 50_013]],
] as const)('without %s, posting in a thread gets %j', async (deny, refused) => {
	const { discord, rest, start, channel, guild } = await setUp();
	await using _ = discord;
	const thread = await start();
	channel.overwrite(guild.everyone, { deny });
	const posted = rest.post(Routes.channelMessages(thread.id), { body: { content: 'a' } });
	if (refused === undefined) await posted;
	else expect(await refusalOf(posted)).toEqual(refused);
});

test('in an archived thread nothing is changed until somebody posts, which opens it', async () => {
	const { discord, rest, alice, start } = await setUp();
	await using _ = discord;
	const thread = await start();
	const post = (content: string) => rest.post(Routes.channelMessages(thread.id), { body: { content } });
	await post('one');
	const [message] = thread.messages.values();
	const change = () =>
		rest.patch(Routes.channelMessage(thread.id, message?.id ?? ''), { body: { content: 'changed' } });
	const react = () =>
		rest.put(Routes.channelMessageOwnReaction(thread.id, message?.id ?? '', encodeURIComponent('👀')));
	await rest.patch(Routes.channel(thread.id), { body: { archived: true } });
	expect(await refusalOf(change())).toEqual([400, 50_083]);
	expect(await refusalOf(react())).toEqual([400, 50_083]);
	expect(await refusalOf(rest.patch(Routes.channel(thread.id), { body: { name: 'new' } }))).toEqual([400, 50_083]);
	await register(discord, PING);
	await expect(alice.user.in(thread).slash('ping')).rejects.toThrow('archived thread');
	await post('two');
	await change();
	await react();
	expect(thread.transcript()).toMatchInlineSnapshot(`
		"bot ← one
		bot ⌗ archives the thread
		bot ⌗ opens the thread again
		bot ← two
		bot ✎ (was “one”) changed
		bot + 👀 on “changed”"
	`);
});

test('a message can be deleted in an archived thread', async () => {
	const { discord, rest, start } = await setUp();
	await using _ = discord;
	const thread = await start();
	await rest.post(Routes.channelMessages(thread.id), { body: { content: 'one' } });
	await rest.patch(Routes.channel(thread.id), { body: { archived: true } });
	const [message] = thread.messages.values();
	await rest.delete(Routes.channelMessage(thread.id, message?.id ?? ''));
	expect(thread.messages.size).toBe(0);
});

test.each([
	['without', [], [403, 160_005]],
	['with', ['ManageThreads'], undefined],
] as const)(
	'%s the permission to manage threads (%j), posting in a locked thread gets %j',
	async (_word, bot, refused) => {
		const { discord, rest, start } = await setUp({ bot });
		await using _ = discord;
		const thread = await start();
		if (thread.thread) thread.thread.locked = true;
		const posted = rest.post(Routes.channelMessages(thread.id), { body: { content: 'a' } });
		if (refused === undefined) await posted;
		else expect(await refusalOf(posted)).toEqual(refused);
	},
);

test('people cannot post in a locked thread', async () => {
	const { discord, alice, start } = await setUp();
	await using _ = discord;
	const thread = await start(undefined, { name: 'a thread', type: ChannelType.PublicThread });
	if (thread.thread) thread.thread.locked = true;
	await expect(alice.user.in(thread).say('hello')).rejects.toThrow('is locked');
});

test('the creator of a thread renames and archives it, but locking takes the permission to manage threads', async () => {
	const { discord, rest, start } = await setUp();
	await using _ = discord;
	const thread = await start();
	await rest.patch(Routes.channel(thread.id), { body: { name: 'a new name' } });
	expect(thread.name).toBe('a new name');
	expect(await refusalOf(rest.patch(Routes.channel(thread.id), { body: { locked: true } }))).toEqual([403, 50_013]);
});

test('a thread of somebody else is not the bot’s to rename', async () => {
	const { discord, rest, alice } = await setUp();
	await using _ = discord;
	const thread = alice.openThread('mine');
	expect(await refusalOf(rest.patch(Routes.channel(thread.id), { body: { name: 'yours' } }))).toEqual([403, 50_013]);
});

test('in slow mode a person waits between two messages, to the second; a bot does not', async () => {
	const { discord, rest, clock, alice, start } = await setUp();
	await using _ = discord;
	const thread = await start(undefined, { name: 'slow', type: ChannelType.PublicThread, rate_limit_per_user: 10 });
	const inThread = alice.user.in(thread);
	await inThread.say('one');
	await clock.advance(9999);
	await expect(inThread.say('two')).rejects.toThrow('slow mode');
	await clock.advance(1);
	await inThread.say('two');
	for (const content of ['a', 'b']) await rest.post(Routes.channelMessages(thread.id), { body: { content } });
});

test('a private thread is there for its members only', async () => {
	const { discord, rest, alice, start } = await setUp();
	await using _ = discord;
	const thread = await start();
	expect(thread.mayBeSeenBy(alice.user)).toBe(false);
	await rest.put(Routes.threadMembers(thread.id, alice.user.id));
	expect(thread.mayBeSeenBy(alice.user)).toBe(true);
	await rest.delete(Routes.threadMembers(thread.id, '@me'));
	expect(await refusalOf(rest.get(Routes.channel(thread.id)))).toEqual([403, 50_001]);
});

test('the thousandth member joins and the next is refused with 30033', async () => {
	const { discord, rest, start } = await setUp();
	await using _ = discord;
	const thread = await start();
	for (let member = 1; member < MAX_THREAD_MEMBERS - 1; member += 1)
		thread.thread?.members.add(discord.user(`user ${member}`));
	await rest.put(Routes.threadMembers(thread.id, discord.user('last').id));
	const another = rest.put(Routes.threadMembers(thread.id, discord.user('another').id));
	expect(await refusalOf(another)).toEqual([400, 30_033]);
});

test('the thousandth open thread is made and the next is refused with 160006', async () => {
	const { discord, alice, start } = await setUp();
	await using _ = discord;
	for (let opened = 1; opened < MAX_ACTIVE_THREADS; opened += 1) alice.openThread(`thread ${opened}`);
	await start();
	expect(await refusalOf(start())).toEqual([400, 160_006]);
});

test('a thread that is deleted is gone for everybody', async () => {
	const { discord, rest, start } = await setUp({ bot: 'ManageThreads' });
	await using _ = discord;
	await using client = await connect(discord);
	const thread = await start();
	const deleted = new Promise((resolve) => client.once(Events.ThreadDelete, ({ id }) => resolve(id)));
	await rest.delete(Routes.channel(thread.id));
	expect(await deleted).toBe(thread.id);
	expect(await refusalOf(rest.get(Routes.channel(thread.id)))).toEqual([404, 10_003]);
});

test('what people write in a thread reaches a client that never cached it', async () => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	await using client = await connect(discord, { partials: [Partials.Channel] });
	const arrived = new Promise((resolve) => client.once(Events.MessageCreate, ({ channelId }) => resolve(channelId)));
	const thread = alice.openThread('a thread');
	client.channels.cache.delete(thread.id);
	await alice.user.in(thread).say('hello');
	expect(await arrived).toBe(thread.id);
});

test('no thread starts in a thread or in a direct message', async () => {
	const { discord, rest, alice, start } = await setUp();
	await using _ = discord;
	const thread = await start();
	const direct = discord.direct(alice.user, discord.bot);
	for (const { id } of [thread, direct]) {
		expect(await refusalOf(rest.post(Routes.threads(id), { body: { name: 'inner' } }))).toEqual([400, 50_024]);
	}
});
