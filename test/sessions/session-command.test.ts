import { expect, test } from 'vitest';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import { startWithRules } from '../support/guild-rules.ts';
import { ask, beginTalk, historyOf, pictureFor, promptsIn, seenIn, startForTalks, wordsFor } from './stage.ts';

const told = async (asked: Promise<Interaction>): Promise<string> => (await (await asked).finished()).content;

test('/session show draws the turns as a tree with links, the newest marked, and says what they cost', async () => {
	await using plantain = await startForTalks();
	const { gemini, guild } = plantain;
	const { picture, thread, alice, bob } = await beginTalk(plantain, 'a *fox*');
	const second = await ask(plantain, alice.say('a red scarf'));
	await ask(plantain, alice.say('evening'));
	await ask(plantain, bob.reply(second, 'snow'));
	gemini.next({ textOnly: 'Which hat?' });
	await wordsFor(plantain, await alice.say('a hat'));
	const last = await ask(plantain, bob.reply(picture, '[a] blue `coat`\nwith buttons'));

	const shown = await bob.slash('session show');
	const { content, visibleTo } = await shown.finished();
	expect(visibleTo).toBe(bob.user);
	expect(content.replaceAll(/https:\S+(?=\))/g, '…')).toMatchInlineSnapshot(`
		"Nano Banana 2.1 · auto · 1K · 6 turns · 22.0 ¢ so far
		• [a \\*fox\\*](…)
		 • [a red scarf](…)
		  • [evening](…)
		  • [snow](…)
		   • [a hat](…)
		 **→** [a blue \\\`coat\\\` with buttons](…)"
	`);
	const links = [...content.matchAll(/https:\S+(?=\))/g)].map(([link]) => link);
	expect(links[0]).toBe(`https://discord.com/channels/${guild.id}/${plantain.channel.id}/${picture.id}`);
	expect(links.at(-1)).toBe(`https://discord.com/channels/${guild.id}/${thread.id}/${last.id}`);
});

test('the cost so far is that of every turn, also of those undone', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain);
	const cents = async () => Number(/([\d.]+) ¢ so far/.exec(await told(alice.slash('session show')))?.[1]);
	const one = await cents();
	await ask(plantain, alice.say('a red scarf'));
	await told(alice.slash('session undo'));
	expect(one).toBeGreaterThan(3);
	expect(await cents()).toBeGreaterThan(2 * one - 0.1);
});

test('/session undo goes back turn by turn to the root and beyond it, and deletes nothing', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { picture, thread, alice } = await beginTalk(plantain);
	const second = await ask(plantain, alice.say('a red scarf'));
	expect(await told(alice.slash('session undo'))).toBe('Undone. The next words go on from the picture before.');
	expect(await told(alice.slash('session undo'))).toBe(
		'Undone. The next words begin anew; reply to a picture to go on from that one.',
	);
	expect(await told(alice.slash('session undo'))).toBe('There is nothing to undo.');
	await ask(plantain, alice.say('a hare'));
	await ask(plantain, alice.reply(second, 'evening'));
	await ask(plantain, alice.reply(picture, 'morning'));
	expect(historyOf(gemini, 'a hare')).toEqual([]);
	expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
	expect(historyOf(gemini, 'morning')).toEqual(['a fox']);
	expect(thread.messages.has(second.id)).toBe(true);
});

test('what was undone stays undone after a restart', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain);
	await ask(plantain, alice.say('a red scarf'));
	await told(alice.slash('session undo'));
	await plantain.restart();
	await ask(plantain, alice.say('a blue coat'));
	expect(historyOf(plantain.gemini, 'a blue coat')).toEqual(['a fox']);
});

test('/session end archives the thread; writing there or replying to a picture takes it up again', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { picture, thread, alice } = await beginTalk(plantain);
	const archived = () => plantain.discord.until(() => thread.thread?.archived === true);
	await told(alice.slash('session end'));
	await archived();
	await plantain.restart();
	await ask(plantain, alice.say('a red scarf'));
	await told(alice.slash('session end'));
	await archived();
	await ask(plantain, plantain.bob.reply(picture, 'a blue coat'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
	expect(historyOf(gemini, 'a blue coat')).toEqual(['a fox']);
	expect(seenIn(thread)).toMatchInlineSnapshot(`
		"bot   ← Write here what to change, and attach pictures if you like. Reply to an older picture to go on from that one. Start a message with \`//\` to keep it among people.
		alice → /session end
		bot   ← thinking…
		bot   ✎ This session has ended. Reply to one of its pictures to take it up again.
		bot   ⌗ archives the thread
		alice ⌗ opens the thread again
		alice → a red scarf
		bot   ← (to alice: “a red scarf”)
		        [a-red-scarf.jpg]
		alice → /session end
		bot   ← thinking…
		bot   ✎ This session has ended. Reply to one of its pictures to take it up again.
		bot   ⌗ archives the thread"
	`);
});

test('an ended session is not found at its place any more, until a reply to a picture takes it up again', async () => {
	await using plantain = await startWithRules({ threads: 'off' }, { discord: { rateLimits: false } });
	const { alice, discord, gemini } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const mention = `<@${discord.bot.id}>`;
	await told(alice.slash('session end'));
	expect(await wordsFor(plantain, await alice.say(`${mention} a red scarf`))).toContain('There is no session here.');
	await ask(plantain, alice.reply(picture, 'a blue coat'));
	await ask(plantain, alice.say(`${mention} evening`));
	expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a blue coat']);
});

test('/session end leaves a thread open that people opened, even if the bot could archive it', async () => {
	await using plantain = await startForTalks();
	const { guild, discord, bob } = plantain;
	guild.join(discord.bot).roles.add(guild.role('keeper', ['ManageThreads']));
	const talk = bob.openThread('holidays');
	const there = bob.user.in(talk);
	await pictureFor(plantain, await there.slash('imagine', { prompt: 'a beach' }));
	expect(await told(there.slash('session end'))).toContain('This session has ended.');
	expect(await told(there.slash('session end'))).toContain('There is no session here.');
	expect(talk.thread?.archived).toBe(false);
});

test('only the owner may undo and end, everybody may look, and a place without a session says so', async () => {
	await using plantain = await startForTalks();
	const { alice, bob } = await beginTalk(plantain);
	await ask(plantain, bob.say(`<@${plantain.discord.bot.id}> a red scarf`));
	const refusal = `This session is <@${alice.user.id}>'s, and only they can do that.`;
	expect(await told(bob.slash('session undo'))).toBe(refusal);
	expect(await told(bob.slash('session end'))).toBe(refusal);
	expect(await told(bob.slash('session show'))).toContain('2 turns');
	expect(await told(plantain.bob.slash('session show'))).toBe(
		'There is no session here. Begin one with /imagine or /edit.',
	);
	await ask(plantain, alice.say('evening'));
	expect(historyOf(plantain.gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
	expect(promptsIn(plantain.gemini)).toHaveLength(3);
});
