import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import { expect, test } from 'vitest';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import type { Channel } from '../simulator/discord/world/channel.ts';
import { sweepLater } from '../studio/sessions/turns/fixture.ts';
import { startWithRules } from '../support/guild-rules.ts';
import {
	ask,
	beginTalk,
	deleteChannel,
	historyOf,
	type Plantain,
	pictureFor,
	promptsIn,
	seenIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The ids of the sessions that are kept, and how many blobs are. */
const keptIn = ({ whileStopped }: Plantain) =>
	whileStopped(async (store) => {
		const sessions: string[] = [];
		for await (const [id] of store.records('sessions').entries()) sessions.push(id);
		let blobs = 0;
		for await (const _ of store.blobs.entries()) blobs++;
		return { sessions, blobs };
	});

/** Clears away what is not kept any longer. */
const sweep = ({ whileStopped, clock }: Plantain) =>
	whileStopped((store) => createTurns({ store, clock }).sweepSessions(30 * DAY_MS));

/** What moderators do to a thread, which the bot hears of. */
function change({ discord }: Plantain, channel: Channel, changed: { archived?: boolean; locked?: boolean }): void {
	Object.assign(channel.thread ?? {}, changed);
	discord.gateway.dispatch({
		type: GatewayDispatchEvents.ThreadUpdate,
		guildId: channel.guild?.id,
		intents: GatewayIntentBits.Guilds,
		data: () => channel.payload(),
	});
}

test('with threads on refinement, the first picture stays alone and what is made of it gets the one thread', async () => {
	await using plantain = await startWithRules({ threads: 'on-refine' }, { discord: { rateLimits: false } });
	const { alice, bob, channel, gemini } = plantain;
	const first = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	expect(channel.threads).toEqual([]);
	const second = await ask(plantain, alice.reply(first, 'a red scarf'));
	if (second.thread === undefined) throw new Error('no thread was opened');
	await ask(plantain, alice.user.in(second.thread).say('evening'));
	await ask(plantain, bob.reply(first, 'a blue coat'));
	expect(channel.threads.map(({ name }) => name)).toEqual(['a red scarf']);
	await ask(plantain, alice.user.in(second.thread).say('buttons'));
	expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
	expect(historyOf(gemini, 'buttons')).toEqual(['a fox', 'a blue coat']);
});

test('with threads off, the session lives in the channel, for mentions and replies', async () => {
	await using plantain = await startWithRules({ threads: 'off' }, { discord: { rateLimits: false } });
	const { alice, bob, channel, gemini, discord } = plantain;
	const first = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	await alice.say('a lovely fox');
	await ask(plantain, alice.say(`<@${discord.bot.id}> a red scarf`));
	await ask(plantain, bob.reply(first, 'a blue coat'));
	await pictureFor(plantain, await bob.slash('refine', { prompt: 'buttons' }));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
	expect(historyOf(gemini, 'buttons')).toEqual(['a fox', 'a blue coat']);
	expect(promptsIn(gemini)).toHaveLength(4);
	expect(channel.threads).toEqual([]);
});

test('several pictures of one wish share its thread, and each can be gone on from', async () => {
	await using plantain = await startForTalks();
	const { alice, channel, gemini } = plantain;
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox', count: 3 }));
	const [thread] = channel.threads;
	if (thread === undefined) throw new Error('no thread was opened');
	const more = [...thread.messages.values()].filter(({ attachments }) => attachments.length > 0);
	expect(more).toHaveLength(2);
	for (const [index, picture] of more.entries()) {
		await ask(plantain, alice.user.in(thread).reply(picture, `scarf ${index}`));
		expect(historyOf(gemini, `scarf ${index}`)).toEqual(['a fox']);
	}
	const sent = [0, 1].map((index) => gemini.calls.at(3 + index)?.contents[1]?.parts?.[0]?.thoughtSignature);
	expect(new Set(sent).size).toBe(2);
	expect(channel.threads).toHaveLength(1);
});

test('a thread is named after the prompt, in at most 100 characters on one line', async () => {
	await using plantain = await startForTalks();
	const { thread } = await beginTalk(plantain, `a fox\n${'in deep snow '.repeat(20)}`);
	expect(thread.name).toMatch(/^a fox in deep snow .*…$/);
	expect(thread.name).toHaveLength(100);
});

test.each(['CreatePublicThreads', 'SendMessagesInThreads'] as const)(
	'where the bot lacks %s, the session lives in the channel',
	async (permission) => {
		await using plantain = await startForTalks();
		const { alice, channel, guild, gemini, discord } = plantain;
		channel.overwrite(discord.bot, { deny: [permission] });
		await plantain.restart();
		const first = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
		expect(channel.threads).toEqual([]);
		await ask(plantain, alice.reply(first, 'a red scarf'));
		await ask(plantain, alice.say(`<@${discord.bot.id}> evening`));
		expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
		expect(guild.channels).toHaveLength(1);
	},
);

test('a thread that Discord does not let the bot open after all leaves the session in the channel, with a log line', async () => {
	await using plantain = await startForTalks();
	const { alice, channel, discord, gemini, logged } = plantain;
	discord.faults.next({ method: 'POST', route: /\/threads$/ }, { status: 403, code: 160_006 });
	const first = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	await logged('no thread could be opened; the session lives in the channel');
	await ask(plantain, alice.reply(first, 'a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
	expect(channel.threads).toEqual([]);
});

test('a session that begins in a thread of people lives there', async () => {
	await using plantain = await startForTalks();
	const { bob, gemini } = plantain;
	const talk = bob.openThread('holidays');
	const there = bob.user.in(talk);
	await pictureFor(plantain, await there.slash('imagine', { prompt: 'a beach' }));
	await pictureFor(plantain, await there.slash('refine', { prompt: 'with palms' }));
	expect(historyOf(gemini, 'with palms')).toEqual(['a beach']);
	expect(talk.messages.size).toBe(2);
});

test('a thread that fell asleep and that a restarted bot has never seen wakes when somebody writes there', async () => {
	await using plantain = await startForTalks();
	const { thread, alice } = await beginTalk(plantain);
	change(plantain, thread, { archived: true });
	await plantain.restart();
	await ask(plantain, alice.say('a red scarf'));
	expect(historyOf(plantain.gemini, 'a red scarf')).toEqual(['a fox']);
	expect(thread.thread?.archived).toBe(false);
});

test('slow mode binds people, not the bot', async () => {
	await using plantain = await startForTalks();
	const { thread, alice } = await beginTalk(plantain);
	thread.slowModeSeconds = 3600;
	await ask(plantain, alice.say('a red scarf'));
	await plantain.clock.advance(HOUR_MS);
	await ask(plantain, alice.say('evening'));
	expect(historyOf(plantain.gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
});

test('in a locked thread, or one where the bot may not post, nothing is drawn that could not be shown, and the person reads why', async () => {
	await using plantain = await startForTalks();
	const { discord, guild, gemini, channel } = plantain;
	const { thread, alice } = await beginTalk(plantain);
	const direct = discord.direct(alice.user, discord.bot);
	guild.join(alice.user).roles.add(guild.role('moderator', ['ManageThreads']));
	change(plantain, thread, { locked: true });
	await alice.say('a red scarf');
	await discord.until(() => direct.messages.size === 1);
	change(plantain, thread, { locked: false });
	channel.overwrite(discord.bot, { deny: ['SendMessagesInThreads'] });
	await alice.say('a blue coat');
	await discord.until(() => direct.messages.size === 2);
	channel.overwrite(discord.bot, { deny: ['AttachFiles'] });
	const said = await alice.say('a green hat');
	expect(await wordsFor(plantain, said)).toBe(
		`I can't post pictures in <#${thread.id}>: I'm missing 1 permission there (Attach Files). I haven't drawn anything; try again when that has changed.`,
	);
	channel.overwrite(discord.bot, {});
	await ask(plantain, alice.say('evening'));
	expect(promptsIn(gemini)).toEqual(['a fox', 'evening']);
	expect(seenIn(thread)).not.toContain('Something broke');
	expect(seenIn(direct).replaceAll(/#\d+/g, '#…')).toMatchInlineSnapshot(`
		"bot ← I'm not allowed to post this in #…, so I'm sending it to you here.
		      I can't post pictures in #…: the thread is locked. I haven't drawn anything; try again when that has changed.
		bot ← I'm not allowed to post this in #…, so I'm sending it to you here.
		      I can't post pictures in #…: I'm missing 1 permission there (Send Messages In Threads). I haven't drawn anything; try again when that has changed."
	`);
});

test('a thread that is locked while a picture is drawn: the person gets it directly, and the operator reads why', async () => {
	await using plantain = await startForTalks();
	const { gemini, logged } = plantain;
	const { thread, alice, picture } = await beginTalk(plantain);
	gemini.next({ hold: true });
	await alice.say('a red scarf');
	await gemini.inFlight();
	change(plantain, thread, { locked: true });
	gemini.release();
	await logged('the person gets it directly');
	change(plantain, thread, { locked: false });
	await ask(plantain, plantain.bob.reply(picture, 'a blue coat'));
	expect(historyOf(gemini, 'a blue coat')).toEqual(['a fox']);
});

test.each([
	['its thread', false, ({ thread }: { thread: Channel }) => thread.id],
	['its thread, asleep and never seen by a restarted bot,', true, ({ thread }: { thread: Channel }) => thread.id],
	['the channel of its thread', false, ({ thread }: { thread: Channel }) => thread.parent?.id],
] as const)('a session goes when %s is deleted, and with it its pictures', async (_, isAsleep, idOf) => {
	await using plantain = await startForTalks();
	const { discord, guild, clock } = plantain;
	const talk = await beginTalk(plantain);
	if (isAsleep) change(plantain, talk.thread, { archived: true });
	if (isAsleep) await plantain.restart();
	guild.join(discord.bot).roles.add(guild.role('keeper', ['ManageThreads', 'ManageChannels']));
	await deleteChannel(plantain, idOf(talk));
	const elsewhere = await plantain.bob.user.in(guild.channel('more')).slash('imagine', { prompt: 'a hare' });
	await pictureFor(plantain, elsewhere);
	expect(await keptIn(plantain)).toMatchObject({ sessions: { length: 2 }, blobs: 4 });
	await plantain.whileStopped((store) => sweepLater(createTurns({ store, clock }), clock));
	expect(await keptIn(plantain)).toEqual({ sessions: [elsewhere.id], blobs: 2 });
});

test('a session in a thread that people opened goes when the channel of the thread is deleted', async () => {
	await using plantain = await startForTalks();
	const { discord, guild, channel, alice } = plantain;
	const own = alice.openThread('our own thread');
	await pictureFor(plantain, await alice.user.in(own).slash('imagine', { prompt: 'a fox' }));
	guild.join(discord.bot).roles.add(guild.role('keeper', ['ManageThreads', 'ManageChannels']));
	await deleteChannel(plantain, channel.id);
	const elsewhere = await plantain.bob.user.in(guild.channel('more')).slash('imagine', { prompt: 'a hare' });
	await pictureFor(plantain, elsewhere);
	await sweep(plantain);
	expect((await keptIn(plantain)).sessions).toEqual([elsewhere.id]);
});

test('the sessions of a server go when the bot is thrown out of it', async () => {
	await using plantain = await startForTalks();
	const { alice, guild, discord } = plantain;
	await beginTalk(plantain);
	guild.uninstall();
	const direct = await alice.user.in(discord.direct(alice.user, discord.bot)).slash('imagine', { prompt: 'a hare' });
	await pictureFor(plantain, direct);
	await sweep(plantain);
	expect((await keptIn(plantain)).sessions).toEqual([direct.id]);
});

test('a session that nobody used for thirty days goes, and one that was used stays', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain);
	await pictureFor(plantain, await plantain.bob.slash('imagine', { prompt: 'a hare' }));
	await plantain.clock.advance(29 * DAY_MS);
	await ask(plantain, alice.say('a red scarf'));
	await sweep(plantain);
	expect((await keptIn(plantain)).sessions).toHaveLength(2);
	await plantain.clock.advance(DAY_MS);
	await sweep(plantain);
	expect((await keptIn(plantain)).sessions).toHaveLength(1);
	await ask(plantain, alice.say('evening'));
	expect(historyOf(plantain.gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
});
