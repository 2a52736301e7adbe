import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
	ask,
	beginTalk,
	callFor,
	historyOf,
	type Plantain,
	pictureFor,
	promptsIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

const HOUR_MS = 3_600_000;

/** Every record that is kept and holds one of these texts. */
function recordsWith({ dataDir }: Plantain, texts: readonly string[]): string[] {
	using database = new DatabaseSync(join(dataDir, 'plantain.sqlite'), { readOnly: true });
	const rows = z.array(z.object({ key: z.string(), value: z.string() }));
	return rows
		.parse(database.prepare('SELECT key, value FROM records').all())
		.filter(({ key, value }) => texts.some((text) => `${key} ${value}`.includes(text)))
		.map(({ key }) => key);
}

async function countBlobs({ dataDir }: Plantain): Promise<number> {
	const files = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true });
	return files.filter((file) => file.isFile()).length;
}

test('/forget says what went; afterwards nothing of the person is found, sent or kept', async () => {
	await using plantain = await startForTalks();
	const { gemini, discord, clock } = plantain;
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

	const forgotten = await plantain.alice.slash('forget');
	expect((await forgotten.finished()).content).toBe(
		'Gone: 2 sessions, 5 turns and 5 pictures. Thoughts that were kept for you went with them. How many pictures were made and what they cost stays in the books; messages in Discord stay too, so delete those yourself.',
	);
	expect(forgotten.response()?.visibleTo).toBe(plantain.alice.user);
	const traces = ['alice', 'hat from bob', `"authorId":"${alice.user.id}"`, second.id, visit.id];
	expect(recordsWith(plantain, traces)).toEqual([]);

	for (const picture of [hers.picture, second])
		expect(await wordsFor(plantain, await hers.alice.user.in(picture.channel).reply(picture, 'bluer'))).toBe(
			'There is no session here. Begin one with /imagine or /edit.',
		);
	const pressed = plantain.bob.user.in(hers.thread).click(second, 'Refine');
	expect((await pressed.finished()).content).toBe(
		'This picture is no longer kept. Nothing was charged; begin anew from it: Apps, Edit image.',
	);

	await ask(plantain, bob.say('night for bob'));
	expect(historyOf(gemini, 'night for bob')).toEqual(['evening for bob']);
	expect(JSON.stringify(callFor(gemini, 'night for bob').request)).not.toContain('alice');
	await ask(plantain, bob.reply(visit, `<@${discord.bot.id}> from where it is`));
	expect(historyOf(gemini, 'from where it is')).toEqual(['evening for bob', 'night for bob']);
	expect(promptsIn(gemini)).toHaveLength(9);
	expect(after.isDeleted).toBe(false);

	await clock.advance(6 * HOUR_MS);
	await plantain.logged('"msg":"swept"', 2);
	// A picture and a signature for each turn that Bob has in his own session.
	expect(await countBlobs(plantain)).toBe(8);
});

test('one of whom nothing is kept is told so', async () => {
	await using plantain = await startForTalks();
	const scene = await plantain.bob.slash('forget');
	expect((await scene.finished()).content).toContain('Gone: 0 sessions, 0 turns and 0 pictures.');
});

test('an undo goes past what was forgotten', async () => {
	await using plantain = await startForTalks();
	const { alice, bob, picture } = await beginTalk(plantain);
	await ask(plantain, bob.reply(picture, 'a hat from bob'));
	await ask(plantain, alice.say('a scarf'));
	await (await plantain.bob.slash('forget')).finished();
	await (await alice.slash('session undo')).finished();
	await ask(plantain, alice.say('a coat'));
	expect(historyOf(plantain.gemini, 'a coat')).toEqual(['a fox']);
	const shown = await (await alice.slash('session show')).finished();
	expect(shown.content).toContain('(deleted)');
	expect(shown.content).not.toContain('hat');
});
