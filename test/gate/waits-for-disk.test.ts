import { expect, test } from 'vitest';
import { holdFlushes, interceptFlushes } from '../store/flushes.ts';
import { startPlantain } from '../support/plantain.ts';
import { countStored } from '../support/stored-records.ts';

const breakDisk = () => interceptFlushes(() => Promise.reject(new Error('input/output error')));

/** The bot with a first picture, by which it is settled whose the pictures are, and nothing left to write. */
async function startWithPicture() {
	const plantain = await startPlantain({ discord: { rateLimits: false } });
	await (await plantain.alice.slash('imagine', { prompt: 'the first' })).finished();
	await plantain.restart();
	return plantain;
}

test('Gemini is not called for what the disk did not take, for nobody, and the bot asks to be restarted', async () => {
	await using plantain = await startWithPicture();
	const { alice, bob, gemini, faults } = plantain;
	using _ = await breakDisk();
	for (const person of [alice, bob]) {
		const scenes = await Promise.all(['a fox', 'a hare'].map((prompt) => person.slash('imagine', { prompt })));
		for (const scene of scenes) expect((await scene.finished()).content).toContain('Something broke');
	}
	expect(gemini.calls).toHaveLength(1);
	expect(faults).toEqual(['the records can only be kept again after a restart']);
	await plantain.logged('the disk did not take what was written');
});

test('while the disk takes nothing Gemini is not called, although "thinking…" is shown and others are answered', async () => {
	await using plantain = await startWithPicture();
	const { alice, bob, gemini, discord } = plantain;
	using flushes = await holdFlushes();
	const scene = await alice.slash('imagine', { prompt: 'the second' });
	await discord.until(() => scene.response()?.isThinking === true);
	await flushes.begun(1);
	await (await bob.slash('quota')).finished();
	expect(gemini.calls).toHaveLength(1);
	flushes.letGo(new Error('input/output error'));
	expect((await scene.finished()).content).toContain('Something broke');
	expect(gemini.calls).toHaveLength(1);
});

test('a picture whose turn the disk did not take comes without the buttons that would go on from it', async () => {
	await using plantain = await startWithPicture();
	const { alice, gemini, dataDir } = plantain;
	const turns = countStored(dataDir, 'turns');
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'the second' });
	await gemini.inFlight();
	using _ = await interceptFlushes(async (flush) => {
		if (countStored(dataDir, 'turns') > turns) throw new Error('input/output error');
		await flush();
	});
	gemini.release();
	const shown = await scene.finished();
	expect(shown.attachments).toHaveLength(1);
	expect(JSON.stringify(shown.components)).not.toContain('Refine');
});
