import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import { expect, test } from 'vitest';
import { readLedger } from '../gate/read-ledger.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import {
	answered,
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

/** Says so many things, one after the other, each of which Gemini holds back when its turn comes. */
async function sayHeld(
	{ gemini }: Plantain,
	actor: { say(text: string): Promise<Message> },
	prompts: readonly string[],
) {
	gemini.always({ hold: true });
	const said: Message[] = [];
	for (const prompt of prompts) said.push(await actor.say(prompt));
	return said;
}

test('of two who ask at once both get theirs, in the order they asked though the second was ready first', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, bob, picture, thread } = await beginTalk(plantain);
	gemini.next({ hold: true });
	const first = await alice.say('a red scarf');
	await gemini.inFlight();
	const second = await bob.reply(picture, 'a blue coat');
	await plantain.logged('"msg":"generated"', 2);
	gemini.release();
	await pictureFor(plantain, second);
	await answered(plantain, first);
	await ask(plantain, alice.say('a white ground'));

	expect(seenIn(thread)).toMatchInlineSnapshot(`
		"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
		alice → a red scarf
		bob   → (to bot: “> a fox”) a blue coat
		bot   ← (to alice: “a red scarf”)
		        [a-red-scarf.jpg]
		bot   ← (to bob: “a blue coat”)
		        [a-blue-coat.jpg]
		alice → a white ground
		bot   ← (to alice: “a white ground”)
		        [a-white-ground.jpg]"
	`);
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
	expect(historyOf(gemini, 'a blue coat')).toEqual(['a fox']);
	expect(historyOf(gemini, 'a white ground')).toEqual(['a fox', 'a blue coat']);
});

test('one who asked first and is refused holds up nobody, and lets nobody pass who came later', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, bob, picture, thread } = await beginTalk(plantain);
	gemini.next({ hold: true });
	const first = await alice.say('a red scarf');
	await gemini.inFlight();
	const notes = { name: 'notes.txt', bytes: Buffer.from('buy milk') };
	await wordsFor(plantain, await bob.reply(picture, 'with these', { files: [notes] }));
	const third = await bob.reply(picture, 'a blue coat');
	await plantain.logged('"msg":"generated"', 2);
	gemini.release();
	await pictureFor(plantain, third);
	await answered(plantain, first);
	const pictures = [...thread.messages.values()].filter(
		({ attachments, author }) => author.isBot && attachments.length > 0,
	);
	expect(pictures.map(({ repliesTo }) => repliesTo?.content)).toEqual(['a red scarf', 'a blue coat']);
});

test('the bot is seen to be typing for as long as it draws, and no longer', async () => {
	await using plantain = await startForTalks();
	const { gemini, discord, clock } = plantain;
	const { alice, thread } = await beginTalk(plantain);
	const signs = () => discord.requests.filter(({ path }) => path === `/channels/${thread.id}/typing`).length;
	gemini.next({ hold: true });
	const wish = await alice.say('a red scarf');
	await gemini.inFlight();
	await discord.until(() => signs() === 1);
	await clock.sleeping(8000);
	await clock.advance(8000);
	await discord.until(() => signs() === 2);
	gemini.release();
	await pictureFor(plantain, wish);
	await clock.advance(60_000);
	expect(signs()).toBe(2);
});

test('a third wish waits, and its words can be changed until its turn comes but not after', async () => {
	await using plantain = await startForTalks();
	const { gemini, logged } = plantain;
	const { alice } = await beginTalk(plantain);
	const [first, , third] = await sayHeld(plantain, alice, ['a red scarf', 'a green hat', 'a blue coat']);
	await gemini.inFlight(2);
	if (first === undefined || third === undefined) throw new Error('nothing was said');
	alice.editMessage(first, 'a yellow scarf');
	alice.editMessage(third, 'a black coat');
	gemini.always(undefined);
	gemini.release();
	await logged('"msg":"answered"', 4);
	expect(promptsIn(gemini).toSorted()).toEqual(['a black coat', 'a fox', 'a green hat', 'a red scarf']);
});

test('a wish that waits and is edited to be among people is never made, silently; one that has begun is', async () => {
	await using plantain = await startForTalks();
	const { gemini, logged } = plantain;
	const { alice, thread } = await beginTalk(plantain);
	const prompts = ['a red scarf', 'a green hat', 'a blue coat', 'a white ground'];
	const [first, , third] = await sayHeld(plantain, alice, prompts);
	await gemini.inFlight(2);
	if (first === undefined || third === undefined) throw new Error('nothing was said');
	for (const said of [first, third]) alice.editMessage(said, '// never mind');
	// What comes later by the same way has been heard, so the edits have been too.
	await (await alice.slash('help')).finished();
	gemini.always(undefined);
	gemini.release();
	await logged('"msg":"answered"', 4);
	expect(promptsIn(gemini).toSorted()).toEqual(['a fox', 'a green hat', 'a red scarf', 'a white ground']);
	expect([...thread.messages.values()].filter(({ repliesTo }) => repliesTo === third)).toEqual([]);
});

test('a wish whose message is deleted before its turn is never made, and the next takes its place', async () => {
	await using plantain = await startForTalks();
	const { gemini, logged } = plantain;
	const { alice, thread } = await beginTalk(plantain);
	const [, , third] = await sayHeld(plantain, alice, ['a red scarf', 'a green hat', 'a blue coat', 'a white ground']);
	await gemini.inFlight(2);
	if (third === undefined) throw new Error('nothing was said');
	alice.deleteMessage(third);
	gemini.always(undefined);
	gemini.release();
	await logged('"msg":"answered"', 4);
	expect(promptsIn(gemini).toSorted()).toEqual(['a fox', 'a green hat', 'a red scarf', 'a white ground']);
	expect(seenIn(thread)).not.toContain('restart');
});

test('a wish whose message is deleted while it is drawn comes to its end in silence, and holds up nobody', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, thread } = await beginTalk(plantain);
	const [wish] = await sayHeld(plantain, alice, ['a red scarf']);
	await gemini.inFlight();
	if (wish === undefined) throw new Error('nothing was said');
	alice.deleteMessage(wish);
	gemini.always(undefined);
	await ask(plantain, alice.say('a blue coat'));
	gemini.release();
	await gemini.calls[1]?.ended;
	expect(gemini.calls[1]?.abortedByClient).toBe(false);
	await plantain.bot.stop();
	expect(historyOf(gemini, 'a blue coat')).toEqual(['a fox']);
	expect(seenIn(thread)).toMatchInlineSnapshot(`
		"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
		alice → a red scarf
		alice ⌫ “a red scarf”
		alice → a blue coat
		bot   ← (to alice: “a blue coat”)
		        [a-blue-coat.jpg]"
	`);
});

test('wishes whose messages a moderator deletes together are given up', async () => {
	await using plantain = await startForTalks();
	const { gemini, discord, guild } = plantain;
	const { alice, thread } = await beginTalk(plantain);
	const said = await sayHeld(plantain, alice, ['a red scarf', 'a green hat', 'a blue coat']);
	await gemini.inFlight(2);
	discord.gateway.dispatch({
		type: GatewayDispatchEvents.MessageDeleteBulk,
		guildId: guild.id,
		intents: GatewayIntentBits.GuildMessages,
		data: () => ({ ids: said.map(({ id }) => id), channel_id: thread.id, guild_id: guild.id }),
	});
	gemini.always(undefined);
	gemini.release();
	await ask(plantain, alice.say('a white ground'));
	expect(promptsIn(gemini).toSorted()).toEqual(['a fox', 'a green hat', 'a red scarf', 'a white ground']);
	expect(seenIn(thread)).not.toMatch(/a-red-scarf|a-green-hat/);
});

test('a picture that is ready but waits its turn is not posted when its message is deleted', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, bob, picture, thread } = await beginTalk(plantain);
	gemini.next({ hold: true });
	const first = await alice.say('a red scarf');
	await gemini.inFlight();
	const second = await bob.reply(picture, 'a blue coat');
	await plantain.logged('"msg":"generated"', 2);
	bob.deleteMessage(second);
	gemini.release();
	await pictureFor(plantain, first);
	await ask(plantain, alice.say('a white ground'));
	expect(historyOf(gemini, 'a white ground')).toEqual(['a fox', 'a red scarf']);
	expect(seenIn(thread)).not.toMatch(/a-blue-coat|Something broke/);
	await plantain.bot.stop();
	expect(gemini.calls).toHaveLength(4);
	const [house, , person] = (await readLedger({ ...plantain, alice: plantain.bob })).split(' | ');
	expect([house, person]).toEqual([
		expect.stringMatching(/^4 for \d+\.\d\d¢$/),
		expect.stringMatching(/^0 for [^+]+$/),
	]);
});

test('a picture that waits for an earlier one to be shown keeps no call of the same person waiting', async () => {
	// Room for a second call, but not for the most that both may come to.
	await using plantain = await startForTalks({ env: () => ({ QUOTA_USER_USD_PER_DAY: '0.70' }) });
	const { gemini, clock } = plantain;
	const { alice, picture, thread } = await beginTalk(plantain);
	gemini.next({ status: 503 });
	const first = await alice.say('a red scarf');
	await plantain.logged('trying again');
	const second = await alice.reply(picture, 'a blue coat');
	await plantain.logged('"msg":"generated"', 2);
	await clock.advance(1000);
	await pictureFor(plantain, first);
	await pictureFor(plantain, second);
	expect(seenIn(thread)).toMatch(/a-red-scarf.*a-blue-coat/s);
});

test('twelve wishes of one person are taken, the thirteenth is refused with a sentence, and others are served', async () => {
	await using plantain = await startForTalks();
	const { gemini, bob } = plantain;
	const { alice } = await beginTalk(plantain);
	const said = await sayHeld(
		plantain,
		alice,
		Array.from({ length: 12 }, (_, index) => `wish ${index + 1}`),
	);
	await gemini.inFlight(2);
	expect(await wordsFor(plantain, await alice.say('wish 13'))).toBe(
		'You have 2 pictures in the making and 10 waiting. Try again when one is done.',
	);
	gemini.always(undefined);
	await pictureFor(plantain, await bob.slash('imagine', { prompt: 'a hare' }));
	for (const message of said) alice.deleteMessage(message);
	gemini.release();
	await ask(plantain, alice.say('wish 14'));
	expect(promptsIn(gemini).toSorted()).toEqual(['a fox', 'a hare', 'wish 1', 'wish 14', 'wish 2']);
});
