import { Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { refusalOf, restOf } from './discord-client.ts';
import { newest, setUp } from './discord-messages-stage.ts';

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
