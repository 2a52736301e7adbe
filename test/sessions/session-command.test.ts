import { expect, test } from 'vitest';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import { buttonsOf, pressOn, textOf } from '../support/cards.ts';
import { startWithRules } from '../support/guild-rules.ts';
import { ask, beginTalk, historyOf, pictureFor, promptsIn, seenIn, startForTalks, wordsFor } from './stage.ts';

const told = async (asked: Promise<Interaction>): Promise<string> => textOf(await (await asked).finished());

test('/session show lists the turns newest first with links, says what each goes on from, and what they cost', async () => {
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
	const panel = await shown.finished();
	const content = textOf(panel);
	expect(panel.visibleTo).toBe(bob.user);
	expect(content.replaceAll(/https:\S+(?=\))/g, '…')).toMatchInlineSnapshot(`
		"Nano Banana 2.1 · auto · 1K · 6 turns · $0.22 so far
		**→** 6. [a blue \\\`coat\\\` with buttons](…) · from 1
		• 5. [a hat](…)
		• 4. [snow](…) · from 2
		• 3. [evening](…)
		• 2. [a red scarf](…)
		• 1. [a \\*fox\\*](…)"
	`);
	const links = [...content.matchAll(/https:\S+(?=\))/g)].map(([link]) => link);
	expect(links.at(-1)).toBe(`https://discord.com/channels/${guild.id}/${plantain.channel.id}/${picture.id}`);
	expect(links[0]).toBe(`https://discord.com/channels/${guild.id}/${thread.id}/${last.id}`);
});

test('the cost so far is that of every turn, also of those undone', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain);
	const cents = async () => 100 * Number(/\$([\d.]+) so far/.exec(await told(alice.slash('session show')))?.[1]);
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
	expect(await told(alice.slash('session undo'))).toBe('Undone. Your next message continues from the picture before.');
	expect(await told(alice.slash('session undo'))).toBe(
		'Undone. Your next message starts afresh; reply to a picture to continue from it.',
	);
	expect(await told(alice.slash('session undo'))).toBe("There's nothing to undo.");
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
		"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
		alice → /session end
		bot   ← thinking…
		bot   ✎ This session has ended. Reply to one of its pictures to resume it.
		bot   ⌗ archives the thread
		alice ⌗ opens the thread again
		alice → a red scarf
		bot   ← (to alice: “a red scarf”)
		        [a-red-scarf.jpg]
		alice → /session end
		bot   ← thinking…
		bot   ✎ This session has ended. Reply to one of its pictures to resume it.
		bot   ⌗ archives the thread"
	`);
});

test('an ended session is not found at its place any more, until a reply to a picture takes it up again', async () => {
	await using plantain = await startWithRules({ threads: 'off' }, { discord: { rateLimits: false } });
	const { alice, discord, gemini } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const mention = `<@${discord.bot.id}>`;
	await told(alice.slash('session end'));
	expect(await wordsFor(plantain, await alice.say(`${mention} a red scarf`))).toContain("There's no session here.");
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
	expect(await told(there.slash('session end'))).toContain("There's no session here.");
	expect(talk.thread?.archived).toBe(false);
});

test('only the owner may undo and end, everybody may look, and a place without a session says so', async () => {
	await using plantain = await startForTalks();
	const { alice, bob } = await beginTalk(plantain);
	await ask(plantain, bob.say(`<@${plantain.discord.bot.id}> a red scarf`));
	const refusal = `This session belongs to <@${alice.user.id}>, and only they can do that.`;
	expect(await told(bob.slash('session undo'))).toBe(refusal);
	expect(await told(bob.slash('session end'))).toBe(refusal);
	expect(await told(bob.slash('session show'))).toContain('2 turns');
	expect(await told(plantain.bob.slash('session show'))).toBe(
		"There's no session here. Start one with /imagine or /edit.",
	);
	await ask(plantain, alice.say('evening'));
	expect(historyOf(plantain.gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
	expect(promptsIn(plantain.gemini)).toHaveLength(3);
});

test('/session show turns its pages, and no page cuts a link or misses a turn', async () => {
	await using plantain = await startForTalks();
	const { discord, clock } = plantain;
	const { picture, thread, alice, bob } = await beginTalk(plantain);
	await plantain.whileStopped(async (store) => {
		const turns = createTurns({ store, clock });
		const first = await turns.turnOfMessage(picture.id);
		if (first === undefined) throw new Error('the picture is no turn');
		for (let number = 2; number <= 33; number++) {
			const words = `${number} ${'[a very] long (wish) of https://example.com/words '.repeat(20)}`;
			const turn = { ...first, id: `${first.id}-${number}`, parentId: first.id, askedAs: first.id, model: [] };
			await turns.append({ ...turn, user: [{ text: words }] });
			await turns.linkMessages(turn.id, [{ placeId: thread.id, id: String(BigInt(picture.id) + BigInt(number)) }]);
		}
	});
	const panel = await (await bob.slash('session show')).finished();
	const seen: number[] = [];
	const read = () => {
		const [, ...lines] = textOf(panel).split('\n');
		for (const line of lines) {
			expect(line).toMatch(
				/^(•|\*\*→\*\*) \d+\. \[[^[\]]+\]\(https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+\)( · from 1)?$/,
			);
			seen.push(Number(/(\d+)\./.exec(line)?.[1]));
		}
		expect(textOf(panel).length).toBeLessThan(4000);
	};
	read();
	expect(buttonsOf(panel)).toEqual(['Older']);
	for (let page = 2; page <= 4; page++) {
		await pressOn(discord, bob, panel, 'Older');
		read();
	}
	expect(seen).toEqual(Array.from({ length: 33 }, (_, index) => 33 - index));
	expect(buttonsOf(panel)).toEqual(['Newer']);
	expect(await pressOn(discord, bob, panel, 'Newer')).toContain('• 13. ');
	expect(buttonsOf(panel)).toEqual(['Newer', 'Older']);
	await told(alice.slash('session end'));
});

test('/session last posts the newest picture of one’s own, not of the channel', async () => {
	await using plantain = await startWithRules({ threads: 'off' }, { discord: { rateLimits: false } });
	const { alice, bob } = plantain;
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	await pictureFor(plantain, await bob.slash('imagine', { prompt: 'a hare' }));
	const again = await (await alice.slash('session last')).finished();
	expect(textOf(again)).toContain('> a fox');
	expect(again.attachments).toHaveLength(1);
});

test('/session last after an answer in words shows the words', async () => {
	await using plantain = await startForTalks();
	const { gemini, discord } = plantain;
	const { alice } = await beginTalk(plantain);
	gemini.next({ textOnly: 'Which scarf, [mine](https://example.com/scarf)?' });
	const said = await alice.say('a scarf');
	await discord.until(() => [...said.channel.messages.values()].some(({ repliesTo }) => repliesTo === said));
	await plantain.logged('"msg":"answered"', 2);
	expect(await told(alice.slash('session last'))).toBe(
		'The last answer was in words, not a picture:\n> Which scarf, mine (<https://example.com/scarf>)?',
	);
	expect(plantain.logLines.join()).not.toContain('Which scarf');
});
