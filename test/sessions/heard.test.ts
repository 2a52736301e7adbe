import { GatewayDispatchEvents, GatewayIntentBits, MessageReferenceType, MessageType } from 'discord.js';
import { expect, test } from 'vitest';
import type { Channel } from '../simulator/discord/world/channel.ts';
import type { User } from '../simulator/discord/world/user.ts';
import { startWithRules } from '../support/guild-rules.ts';
import {
	ask,
	beginTalk,
	historyOf,
	type Plantain,
	pictureFor,
	promptsIn,
	seenIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

test('in a thread the owner is heard, others when they mention the bot or reply to one of its pictures', async () => {
	await using plantain = await startForTalks();
	const { discord } = plantain;
	const { picture, alice, bob, thread } = await beginTalk(plantain);
	const mention = `<@${discord.bot.id}>`;

	const first = await bob.say('nice one');
	await alice.reply(first, 'thank you');
	await alice.say('// shall we keep it?');
	await alice.say(`${mention} // no`);
	await bob.reply(first, 'I meant the fox');
	await ask(plantain, alice.say('a red scarf'));
	await ask(plantain, bob.say(`a green hat ${mention}`));
	await ask(plantain, bob.reply(picture, 'a blue coat'));
	await ask(plantain, bob.reply(first, `${mention} a white ground`));

	expect(promptsIn(plantain.gemini)).toEqual(['a fox', 'a red scarf', 'a green hat', 'a blue coat', 'a white ground']);
	expect(historyOf(plantain.gemini, 'a blue coat')).toEqual(['a fox']);
	expect(historyOf(plantain.gemini, 'a white ground')).toEqual(['a fox', 'a blue coat']);
	expect(seenIn(thread)).toMatchInlineSnapshot(`
		"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
		bob   → nice one
		alice → (to bob: “nice one”) thank you
		alice → // shall we keep it?
		alice → @bot // no
		bob   → (to bob: “nice one”) I meant the fox
		alice → a red scarf
		bot   ← (to alice: “a red scarf”)
		        [a-red-scarf.jpg]
		bob   → a green hat @bot
		bot   ← (to bob: “a green hat @bot”)
		        [a-green-hat.jpg]
		bob   → (to bot: “> a fox”) a blue coat
		bot   ← (to bob: “a blue coat”)
		        [a-blue-coat.jpg]
		bob   → (to bob: “nice one”) @bot a white ground
		bot   ← (to bob: “@bot a white ground”)
		        [a-white-ground.jpg]"
	`);
});

test('where the server opens its sessions to all, everybody is heard in the thread', async () => {
	await using plantain = await startWithRules({ isOpenToAll: true });
	const { bob } = await beginTalk(plantain);
	await ask(plantain, bob.say('a green hat'));
	expect(promptsIn(plantain.gemini)).toEqual(['a fox', 'a green hat']);
});

test('what the bot said in words can be replied to, by the owner without a ping and by others with one', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, bob } = await beginTalk(plantain);
	gemini.next({ blocked: 'SAFETY' });
	const refused = await alice.say('something dreadful');
	await wordsFor(plantain, refused);
	const words = [...alice.channel.messages.values()].at(-1);
	if (words === undefined) throw new Error('the bot said nothing');
	await bob.reply(words, 'as I thought', { ping: false });
	await ask(plantain, alice.reply(words, 'something nice then', { ping: false }));
	await ask(plantain, bob.reply(words, 'something nicer'));
	expect(promptsIn(plantain.gemini)).toEqual(['a fox', 'something dreadful', 'something nice then', 'something nicer']);
});

test('plain messages in channels and in threads that people opened are not taken for refinements', async () => {
	await using plantain = await startForTalks();
	const { alice, bob, discord, gemini, channel } = plantain;
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	await alice.say('look at that');
	const talk = bob.openThread('holidays');
	const [aliceThere, bobThere] = [alice.user.in(talk), bob.user.in(talk)];
	await aliceThere.say('where shall we go?');
	const there = await pictureFor(plantain, await bobThere.slash('imagine', { prompt: 'a beach' }));
	expect(there.thread).toBeUndefined();
	await bobThere.say('somewhere like this');
	await ask(plantain, bobThere.say(`<@${discord.bot.id}> with more palms`));
	await ask(plantain, aliceThere.reply(there, 'with fewer people'));

	expect(promptsIn(plantain.gemini)).toEqual(['a fox', 'a beach', 'with more palms', 'with fewer people']);
	expect(historyOf(gemini, 'with fewer people')).toEqual(['a beach']);
	expect(await wordsFor(plantain, await alice.say(`<@${discord.bot.id}> bluer`))).toBe(
		"There's no session here. Start one with /imagine or /edit.",
	);
	expect(channel.threads.map(({ name }) => name)).toEqual(['a fox', 'holidays']);
});

test('when something breaks, whoever was meant to be heard is told, and nobody else', async () => {
	await using plantain = await startForTalks();
	const { guild } = plantain;
	const { alice, bob, thread } = await beginTalk(plantain);
	await plantain.whileStopped((store) => store.records('rules').set(guild.id, { v: 0 }));
	const chat = await bob.say('nice one');
	await plantain.logged('a message could not be heard');
	expect(await wordsFor(plantain, await alice.say('a red scarf'))).toContain('Something broke on my side.');
	expect([...thread.messages.values()].filter(({ repliesTo }) => repliesTo === chat)).toEqual([]);
	expect(plantain.gemini.calls).toHaveLength(1);
});

test('in direct messages every message is meant for the bot', async () => {
	await using plantain = await startForTalks();
	const { discord, gemini } = plantain;
	const alice = plantain.alice.user.in(discord.direct(plantain.alice.user, discord.bot));
	expect(await wordsFor(plantain, await alice.say('hello'))).toContain("There's no session here");
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	expect(picture.thread).toBeUndefined();
	await ask(plantain, alice.say('a red scarf'));
	await ask(plantain, alice.reply(picture, 'a blue scarf'));
	await alice.say('// a note to myself');
	await ask(plantain, alice.say('a white ground'));
	expect(historyOf(gemini, 'a blue scarf')).toEqual(['a fox']);
	expect(historyOf(gemini, 'a white ground')).toEqual(['a fox', 'a blue scarf']);
	expect(gemini.calls).toHaveLength(4);
});

/** Lets the bot hear of a message that no person at a keyboard could have sent. */
function hearOf({ discord }: Plantain, channel: Channel, author: User, odd: Readonly<Record<string, unknown>>): void {
	const message = { channel_id: channel.id, guild_id: channel.guild?.id, author: author.payload(), content: 'bluer' };
	const usual = { type: MessageType.Default, timestamp: new Date(0).toISOString(), attachments: [], embeds: [] };
	discord.gateway.dispatch({
		type: GatewayDispatchEvents.MessageCreate,
		guildId: channel.guild?.id,
		intents: GatewayIntentBits.GuildMessages,
		data: () => ({ id: `${BigInt(channel.id) + 1_000_000n * ++count}`, mentions: [], ...message, ...usual, ...odd }),
	});
}
let count = 0n;

test('what bots, webhooks and Discord itself say is not heard, nor what is forwarded', async () => {
	await using plantain = await startForTalks();
	const { discord, gemini } = plantain;
	const { thread, picture, alice, bob } = await beginTalk(plantain);
	const forward = { type: MessageReferenceType.Forward, channel_id: plantain.channel.id, message_id: picture.id };
	hearOf(plantain, thread, alice.user, { author: { ...alice.user.payload(), bot: true } });
	hearOf(plantain, thread, alice.user, { webhook_id: plantain.guild.id });
	hearOf(plantain, thread, alice.user, { type: MessageType.ChannelPinnedMessage });
	hearOf(plantain, thread, alice.user, { type: MessageType.ChannelNameChange });
	hearOf(plantain, thread, bob.user, { message_reference: forward });
	hearOf(plantain, plantain.channel, bob.user, { message_reference: forward });
	await discord.bot.in(thread).say('a word of my own');
	await ask(plantain, alice.say('a red scarf'));
	expect(promptsIn(plantain.gemini)).toEqual(['a fox', 'a red scarf']);
	hearOf(plantain, thread, alice.user, {});
	await plantain.logged('"msg":"answered"', 3);
	expect(gemini.calls).toHaveLength(3);
});
