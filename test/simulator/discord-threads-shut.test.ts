import { type Client, Events, type PermissionResolvable, Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { MAX_ACTIVE_THREADS, MAX_THREAD_MEMBERS } from './discord/world/threads.ts';
import { connect, PING, refusalOf, register, restOf } from './discord-client.ts';

async function setUp({ bot = [] }: { bot?: PermissionResolvable } = {}) {
	const discord = await startDiscord({ clock: fakeClock(), rateLimits: false });
	const rest = restOf(discord);
	const guild = discord.guild({ bot });
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	const bob = discord.user('bob').in(channel);
	const moderator = discord.user('moderator').in(channel);
	guild.join(moderator.user).roles.add(guild.role('moderators', 'ManageThreads'));
	const thread = alice.openThread('a thread');
	const say = async (id = thread.id) =>
		Object(await rest.post(Routes.channelMessages(id), { body: { content: 'hello' } })).id;
	return { discord, rest, guild, channel, alice, bob, moderator, thread, say };
}

const SHUT = {
	'open and unlocked': {},
	archived: { archived: true },
	locked: { locked: true },
	'archived and locked': { archived: true, locked: true },
} as const;

describe('what the bot may still do', () => {
	test.each([
		['open and unlocked', [], undefined],
		['archived', [], [400, 50_083]],
		['locked', [], undefined],
		['archived and locked', ['ManageThreads'], [400, 50_083]],
	] as const)('in a thread that is %s, with %j, a reaction gets %j', async (how, bot, refused) => {
		const { discord, rest, moderator, thread, say } = await setUp({ bot });
		await using _ = discord;
		const id = await say();
		moderator.user.in(thread).changeThread(SHUT[how]);
		const reacted = rest.put(Routes.channelMessageOwnReaction(thread.id, id, encodeURIComponent('👀')));
		if (refused === undefined) await reacted;
		else expect(await refusalOf(reacted)).toEqual(refused);
	});

	test.each([
		['archived', [], undefined],
		['locked', [], undefined],
		['archived and locked', [], [403, 160_005]],
		['archived and locked', ['ManageThreads'], undefined],
	] as const)('in a thread that is %s, with %j, deleting its message gets %j', async (how, bot, refused) => {
		const { discord, rest, moderator, thread, say } = await setUp({ bot });
		await using _ = discord;
		const id = await say();
		moderator.user.in(thread).changeThread(SHUT[how]);
		const deleted = rest.delete(Routes.channelMessage(thread.id, id));
		if (refused === undefined) await deleted;
		else expect(await refusalOf(deleted)).toEqual(refused);
	});

	test('posting opens an archived thread while fewer than a thousand are open, and gets 160006 when all are', async () => {
		const { discord, alice, rest, thread, say } = await setUp();
		await using _ = discord;
		alice.user.in(thread).changeThread({ archived: true });
		for (let opened = 1; opened < MAX_ACTIVE_THREADS; opened += 1) alice.openThread(`thread ${opened}`);
		await say();
		alice.user.in(thread).changeThread({ archived: true });
		alice.openThread('the thousandth');
		expect(await refusalOf(say())).toEqual([400, 160_006]);
		const opened = rest.patch(Routes.channel(thread.id), { body: { archived: false } });
		expect(await refusalOf(opened)).toEqual([400, 160_006]);
		expect(() => alice.openThread('one more')).toThrow('too many threads');
		await expect(alice.user.in(thread).say('hello')).rejects.toThrow('too many threads');
	});

	test('who is not in a thread posts there as its thousandth member, and gets 30033 after that', async () => {
		const { discord, bob, thread, say } = await setUp();
		await using _ = discord;
		const members = thread.thread?.members ?? new Set();
		for (let member = members.size; member < MAX_THREAD_MEMBERS; member += 1) members.add(discord.user(`${member}`));
		expect(await refusalOf(say())).toEqual([400, 30_033]);
		await expect(bob.user.in(thread).say('hello')).rejects.toThrow('has no room for bob');
		members.delete(discord.user('999'));
		await say();
		await say();
	});
});

describe('what people do with threads', () => {
	test('the creator archives, others do not, whoever may post opens it again', async () => {
		const { discord, alice, bob, thread } = await setUp();
		await using _ = discord;
		const [hers, his] = [alice.user.in(thread), bob.user.in(thread)];
		expect(() => his.changeThread({ archived: true })).toThrow('bob does not manage a thread');
		hers.changeThread({ archived: true });
		const message = await his.say('hello');
		hers.changeThread({ archived: true });
		expect(() => his.editMessage(message, 'changed')).toThrow('is archived');
		expect(() => his.react(message, '👀')).toThrow('is archived');
		his.deleteMessage(message);
		his.changeThread({ archived: false });
		expect(thread.transcript()).toMatchInlineSnapshot(`
			"alice ⌗ archives the thread
			bob   ⌗ opens the thread again
			bob   → hello
			alice ⌗ archives the thread
			bob   ⌫ “hello”
			bob   ⌗ opens the thread again"
		`);
	});

	test('only who manages threads locks one, and opens a locked one', async () => {
		const { discord, alice, moderator, thread } = await setUp();
		await using _ = discord;
		const [hers, theirs] = [alice.user.in(thread), moderator.user.in(thread)];
		expect(() => hers.changeThread({ locked: true })).toThrow('alice does not manage a thread');
		theirs.changeThread({ locked: true, archived: true });
		expect(() => hers.changeThread({ archived: false })).toThrow('is locked');
		await expect(hers.say('hello')).rejects.toThrow('is locked');
		theirs.changeThread({ archived: false });
		await theirs.say('hello');
	});

	test('who is not invited to a private thread sees nothing of it, and who is takes part', async () => {
		const { discord, alice, bob } = await setUp();
		await using _ = discord;
		await register(discord, PING);
		const secret = alice.openPrivateThread('ours');
		const his = bob.user.in(secret);
		await expect(his.say('hello')).rejects.toThrow('bob cannot see ours');
		await expect(his.slash('ping')).rejects.toThrow('bob cannot see ours');
		expect(() => his.addToThread(bob.user)).toThrow('may not do that here');
		alice.user.in(secret).addToThread(bob.user);
		await his.say('hello');
		await his.slash('ping');
	});

	test('in an archived thread nobody is added', async () => {
		const { discord, alice, bob, thread } = await setUp();
		await using _ = discord;
		alice.user.in(thread).changeThread({ archived: true });
		expect(() => alice.user.in(thread).addToThread(bob.user)).toThrow('is archived');
	});
});

describe('what the gateway tells of private threads', () => {
	const threadsOf = (client: Client) =>
		client.channels.cache.filter((channel) => channel.isThread()).map(({ id }) => id);

	test('a bot that connects learns of the open threads that it may see, and of no other', async () => {
		const { discord, alice, thread } = await setUp();
		await using _ = discord;
		const ours = alice.openPrivateThread('ours');
		alice.user.in(ours).addToThread(discord.bot);
		alice.openPrivateThread('theirs');
		const old = alice.openThread('old');
		alice.user.in(old).changeThread({ archived: true });
		await using client = await connect(discord);
		expect(threadsOf(client)).toEqual([thread.id, ours.id]);
	});

	test('a bot learns of a private thread when it is added, and not before', async () => {
		const { discord, alice, say } = await setUp();
		await using _ = discord;
		await using client = await connect(discord);
		const before = threadsOf(client);
		const secret = alice.openPrivateThread('ours');
		await alice.user.in(secret).say('without you');
		const added = new Promise((resolve) => client.once(Events.ThreadCreate, ({ id }) => resolve(id)));
		expect(await refusalOf(say(secret.id))).toEqual([403, 50_001]);
		alice.user.in(secret).addToThread(discord.bot);
		expect(await added).toBe(secret.id);
		expect(threadsOf(client)).toEqual([...before, secret.id]);
		await say(secret.id);
	});
});
