import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { isBlobName } from '../../src/studio/sessions/blob-name.ts';
import { forgetEverything, pressOn, textOf } from '../support/cards.ts';
import {
	ask,
	beginTalk,
	callFor,
	historyOf,
	type Plantain,
	pictureFor,
	picturesSentWith,
	promptsIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

const MINUTE_MS = 60_000;

const filesIn = async ({ dataDir }: Plantain) =>
	(await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());

/** The files in the bot's folder whose bytes hold a text. */
async function filesWith(plantain: Plantain, text: string): Promise<string[]> {
	const files = await filesIn(plantain);
	const read = files.map(async ({ name, parentPath }) => ({ name, bytes: await readFile(join(parentPath, name)) }));
	return (await Promise.all(read)).flatMap(({ name, bytes }) => (bytes.includes(text) ? [name] : []));
}

/** Every record that is kept and holds one of these texts. */
function recordsWith({ dataDir }: Plantain, texts: readonly string[]): string[] {
	using database = new DatabaseSync(join(dataDir, 'plantain.sqlite'), { readOnly: true });
	const rows = z.array(z.object({ key: z.string(), value: z.string() }));
	return rows
		.parse(database.prepare('SELECT key, value FROM records').all())
		.filter(({ key, value }) => texts.some((text) => `${key} ${value}`.includes(text)))
		.map(({ key }) => key);
}

const countBlobs = async (plantain: Plantain): Promise<number> =>
	(await filesIn(plantain)).filter(({ name }) => isBlobName(name)).length;

test('/forget says what went; afterwards nothing of the person is found, sent or kept', async () => {
	await using plantain = await startForTalks();
	const { gemini, discord } = plantain;
	const hers = await beginTalk(plantain, 'a fox for alice');
	await ask(plantain, hers.bob.reply(hers.picture, 'a hat from bob'));
	const second = await ask(plantain, hers.alice.say('a scarf for alice'));
	const begun = await pictureFor(plantain, await plantain.bob.slash('imagine', { prompt: 'a hare for bob' }));
	if (begun.thread === undefined) throw new Error('no thread was opened');
	const [alice, bob] = [plantain.alice.user.in(begun.thread), plantain.bob.user.in(begun.thread)];
	const visit = await ask(plantain, alice.reply(begun, 'a bow from alice'));
	const after = await ask(plantain, bob.say('evening for bob'));
	gemini.next({ thoughts: ['A secret of alice'] });
	await pictureFor(plantain, await plantain.alice.slash('imagine', { prompt: 'a card by alice', private: true }));

	expect(await forgetEverything(discord, plantain.alice)).toBe(
		'Deleted: 2 sessions and 5 pictures. Usage totals are kept; messages in Discord are yours to delete.',
	);
	// At once, without any sweep: a picture and a signature for each of the two turns that Bob has in his own session.
	expect(await countBlobs(plantain)).toBe(4);
	const traces = ['alice', 'hat from bob', `"authorId":"${alice.user.id}"`, second.id, visit.id];
	expect(recordsWith(plantain, traces)).toEqual([]);

	for (const picture of [hers.picture, second])
		expect(await wordsFor(plantain, await hers.alice.user.in(picture.channel).reply(picture, 'bluer'))).toBe(
			"There's no session here. Start one with /imagine or /edit.",
		);
	const pressed = plantain.bob.user.in(hers.thread).click(second, 'Refine');
	expect((await pressed.finished()).content).toBe(
		'I no longer keep this picture. Start a new session from it: Apps, Edit image.',
	);

	await ask(plantain, bob.say('night for bob'));
	expect(historyOf(gemini, 'night for bob')).toEqual(['evening for bob']);
	expect(JSON.stringify(callFor(gemini, 'night for bob').request)).not.toContain('alice');
	await ask(plantain, bob.reply(visit, `<@${discord.bot.id}> from where it is`));
	expect(historyOf(gemini, 'from where it is')).toEqual(['evening for bob', 'night for bob']);
	expect(promptsIn(gemini)).toHaveLength(9);
	expect(after.isDeleted).toBe(false);
});

test('nothing is deleted before it is confirmed, and only the person themself sees the question', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain);
	const asked = await plantain.alice.slash('forget');
	const panel = await asked.finished();
	expect(panel.visibleTo).toBe(plantain.alice.user);
	expect(textOf(panel)).toMatch(/^This deletes every session you started.*Usage totals are kept/);
	await ask(plantain, alice.say('a red scarf'));
	expect(historyOf(plantain.gemini, 'a red scarf')).toEqual(['a fox']);
});

test('one of whom nothing is kept is told so', async () => {
	await using plantain = await startForTalks();
	expect(await forgetEverything(plantain.discord, plantain.bob)).toBe(
		'I kept nothing about you except usage totals, and those stay.',
	);
});

test('the answer counts in good English, one of each', async () => {
	await using plantain = await startForTalks();
	await beginTalk(plantain);
	expect(await forgetEverything(plantain.discord, plantain.alice)).toContain('Deleted: 1 session and 1 picture.');
});

test('a second time within five minutes is refused kindly, and then it works again', async () => {
	await using plantain = await startForTalks();
	const { discord, clock, alice } = plantain;
	await forgetEverything(discord, alice);
	const panel = await (await alice.slash('forget')).finished();
	const again = alice.click(panel, 'Delete everything');
	await discord.until(() => again.followUps.length > 0);
	expect(again.followUps[0]?.content).toMatch(/^You asked for that a moment ago, .* <t:\d+:R>\.$/);
	expect(again.followUps[0]?.visibleTo).toBe(alice.user);
	await clock.advance(5 * MINUTE_MS);
	expect(await pressOn(discord, alice, panel, 'Delete everything')).toContain('I kept nothing about you');
});

test('no file in the folder holds a word of it afterwards', async () => {
	await using plantain = await startForTalks();
	const { discord, gemini, clock } = plantain;
	const hers = await beginTalk(plantain, 'xylophone one');
	await ask(plantain, hers.alice.say(`xylophone two ${'and a long wish '.repeat(100)}`));
	const begun = await pictureFor(plantain, await plantain.bob.slash('imagine', { prompt: 'a hare' }));
	await ask(plantain, plantain.alice.reply(begun, 'xylophone three'));
	gemini.next({ thoughts: ['A xylophone, then.'] });
	await pictureFor(plantain, await plantain.alice.slash('imagine', { prompt: 'xylophone four', thoughts: true }));
	expect(await filesWith(plantain, 'xylophone')).not.toEqual([]);
	await clock.advance(MINUTE_MS);
	await forgetEverything(discord, plantain.alice);
	expect(await filesWith(plantain, 'xylophone')).toEqual([]);
});

test('what is being drawn is shown, and nothing of it is kept', async () => {
	await using plantain = await startForTalks();
	const { discord, gemini, alice, bob } = plantain;
	const begun = await pictureFor(plantain, await bob.slash('imagine', { prompt: 'a hare for bob' }));
	gemini.next({ hold: true }, { hold: true, thoughts: ['A secret of alice'] });
	const visit = await alice.reply(begun, 'a bow from alice');
	await gemini.inFlight(1);
	const own = await alice.slash('imagine', { prompt: 'a fox for alice', thoughts: true });
	await own.acknowledged();
	await gemini.inFlight(2);
	await forgetEverything(discord, alice);
	gemini.release();
	for (const asked of [visit, own]) expect((await pictureFor(plantain, asked)).attachments).toHaveLength(1);
	expect(recordsWith(plantain, ['alice', 'secret', `"authorId":"${alice.user.id}"`])).toEqual([]);
	expect(await countBlobs(plantain)).toBe(2);
	await ask(plantain, bob.reply(begun, 'evening for bob'));
	expect(historyOf(gemini, 'evening for bob')).toEqual(['a hare for bob']);
});

test('a picture of theirs in the turn of another goes too, and the talk goes on without it', async () => {
	await using plantain = await startForTalks();
	const { discord, gemini, alice, bob } = plantain;
	const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#f00' } })
		.png()
		.toBuffer();
	const photo = await alice.say('my cat', { files: [{ name: 'cat.png', bytes }] });
	const form = bob.contextMenu('Edit image', photo);
	await form.acknowledged();
	const begun = await pictureFor(plantain, await bob.submitModal(form, { prompt: 'a hat for it' }));
	expect(await countBlobs(plantain)).toBe(3);
	expect(await forgetEverything(discord, alice)).toContain('Deleted: 1 picture.');
	expect(await countBlobs(plantain)).toBe(2);
	await ask(plantain, bob.reply(begun, 'evening'));
	expect(historyOf(gemini, 'evening')).toEqual([]);
	expect(picturesSentWith(gemini, 'evening')).toHaveLength(1);
});

test('an undo goes past what was forgotten', async () => {
	await using plantain = await startForTalks();
	const { alice, bob, picture } = await beginTalk(plantain);
	await ask(plantain, bob.reply(picture, 'a hat from bob'));
	await ask(plantain, alice.say('a scarf'));
	await forgetEverything(plantain.discord, plantain.bob);
	await (await alice.slash('session undo')).finished();
	await ask(plantain, alice.say('a coat'));
	expect(historyOf(plantain.gemini, 'a coat')).toEqual(['a fox']);
	const shown = textOf(await (await alice.slash('session show')).finished());
	expect(shown).toContain('(deleted)');
	expect(shown).not.toContain('hat');
});
