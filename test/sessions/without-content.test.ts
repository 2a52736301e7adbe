import { ApplicationFlags } from 'discord.js';
import { expect, test } from 'vitest';
import { ask, beginTalk, historyOf, pictureFor, promptsIn, seenIn, startForTalks, wordsFor } from './stage.ts';

const startBlind = () => startForTalks({ discord: { privilegedIntents: [] } });

test('without the intent the bot starts by itself, says in the thread how to refine there, and hears what rings it', async () => {
	await using plantain = await startBlind();
	const { gemini, discord } = plantain;
	const { picture, thread, alice, bob } = await beginTalk(plantain);
	await alice.say('a red scarf');
	await alice.reply(picture, 'a red scarf', { ping: false });
	await alice.say('', { files: [{ name: 'hat.png', bytes: Buffer.from(picture.attachments[0]?.bytes ?? []) }] });
	await bob.say('nice one');
	const mentioned = await ask(plantain, alice.say(`<@${discord.bot.id}> a blue coat`));
	await ask(plantain, bob.reply(mentioned, 'evening'));
	await pictureFor(plantain, await alice.slash('refine', { prompt: 'a moon' }));
	const pressed = bob.click(mentioned, 'Refine');
	await pressed.acknowledged();
	await pictureFor(plantain, await bob.submitModal(pressed, { prompt: 'buttons' }));

	expect(promptsIn(gemini)).toEqual(['a fox', 'a blue coat', 'evening', 'a moon', 'buttons']);
	expect(historyOf(gemini, 'a moon')).toEqual(['a fox', 'a blue coat', 'evening']);
	expect(historyOf(gemini, 'buttons')).toEqual(['a fox', 'a blue coat']);
	expect(seenIn(thread)).toMatchInlineSnapshot(`
		"bot   ← Reply to a picture here to change it (leave the ping on), mention me, or use \`/refine\`. Reply to an older picture to branch from it.
		alice → a red scarf
		alice → (to bot: “> a fox”) a red scarf
		alice → [hat.png]
		bob   → nice one
		alice → @bot a blue coat
		bot   ← (to alice: “@bot a blue coat”)
		        [a-blue-coat.jpg]
		bob   → (to bot: “[a-blue-coat.jpg · image/jpeg · 1024×10…”) evening
		bot   ← (to bob: “evening”)
		        [evening.jpg]
		alice → /refine prompt: a moon
		bot   ← thinking…
		bot   ✎ > a moon
		        [a-moon.jpg]
		bob   → presses [Refine]
		bot   ▢ (only bob sees this) form “Refine this picture”
		        What to change: []
		        Pictures to use (optional) (optional): [files]
		bob   → submits “Refine this picture”
		        What to change: buttons
		        Pictures to use (optional): 
		bot   ← thinking…
		bot   ✎ > buttons
		        [buttons.jpg]"
	`);
});

test('pictures that are attached to a mention are seen without the intent too', async () => {
	await using plantain = await startBlind();
	const { discord, gemini } = plantain;
	const { picture, alice } = await beginTalk(plantain);
	const hat = { name: 'hat.jpg', bytes: Buffer.from(picture.attachments[0]?.bytes ?? []) };
	await ask(plantain, alice.say(`<@${discord.bot.id}> wear this`, { files: [hat] }));
	expect(gemini.calls[1]?.contents.at(-1)?.parts).toHaveLength(2);
	expect(await wordsFor(plantain, await alice.say(`<@${discord.bot.id}>`, { files: [hat] }))).toContain(
		'What should I do with it?',
	);
});

test('a reply with a ping to the picture of a command comes without its words, which is said', async () => {
	await using plantain = await startBlind();
	const { picture } = await beginTalk(plantain);
	expect(await wordsFor(plantain, await plantain.alice.reply(picture, 'a red scarf'))).toBe(
		"I can't read that. Mention me in your message, press Refine, or use /refine.",
	);
	expect(plantain.gemini.calls).toHaveLength(1);
});

test('what names the role of the bot comes without its words, which is said', async () => {
	await using plantain = await startBlind();
	const { discord, guild } = plantain;
	const { bob } = await beginTalk(plantain);
	// Whom a message rings is told without its words.
	guild.join(bob.user).roles.add(guild.role('loud', ['MentionEveryone']));
	const role = guild.roles.find(({ name }) => name === discord.bot.name);
	expect(await wordsFor(plantain, await bob.say(`<@&${role?.id}> a red scarf`))).toBe(
		"I can't read that. Mention me in your message, press Refine, or use /refine.",
	);
	expect(plantain.gemini.calls).toHaveLength(1);
});

test('direct messages are read without the intent', async () => {
	await using plantain = await startBlind();
	const { discord, gemini } = plantain;
	const alice = plantain.alice.user.in(discord.direct(plantain.alice.user, discord.bot));
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	await ask(plantain, alice.say('a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
});

test('where the flags promise an intent that the gateway refuses, the bot goes on without it', async () => {
	await using plantain = await startBlind();
	const { discord, logged } = plantain;
	const flags = ApplicationFlags.GatewayMessageContentLimited;
	discord.faults.next({ method: 'GET', route: /^\/applications\/@me$/ }, { status: 200, body: { flags } });
	await plantain.restart();
	await logged('Discord refuses the Message Content intent; going on without it');
	const { alice, thread } = await beginTalk(plantain);
	await alice.say('a red scarf');
	await ask(plantain, alice.say(`<@${discord.bot.id}> a blue coat`));
	expect(promptsIn(plantain.gemini)).toEqual(['a fox', 'a blue coat']);
	expect(seenIn(thread)).toContain('Reply to a picture here to change it (leave the ping on)');
});
