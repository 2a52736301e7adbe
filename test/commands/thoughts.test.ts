import { afterEach, expect, test } from 'vitest';
import { forgetEverything } from '../support/cards.ts';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

/** A picture that alice asked for together with what the model thought. */
async function drawWithThoughts(script: { thoughts?: readonly string[]; thoughtImages?: number } = {}) {
	plantain = await startPlantain();
	plantain.gemini.next(script);
	const scene = await plantain.alice.slash('imagine', { prompt: 'a fox', thoughts: true });
	return scene.finished();
}

test('thoughts stand behind a button, and never among the results', async () => {
	const message = await drawWithThoughts({ thoughts: ['Should it be foggy? ', 'No.'], thoughtImages: 2 });
	expect(message.attachments).toHaveLength(1);
	expect(plantain.channel.transcript()).toContain('Thoughts]');
	expect(plantain.channel.transcript()).not.toContain('foggy');
});

test('whoever presses it reads them, alone', async () => {
	const message = await drawWithThoughts({ thoughts: ['Should it be foggy? ', 'No.'] });
	const { alice, bob } = plantain;
	const pressed = bob.click(message, 'Thoughts');
	const shown = await pressed.finished();
	expect([shown.content, shown.visibleTo?.name]).toEqual(['Should it be foggy? No.', 'bob']);
	expect(plantain.channel.transcript({ as: alice.user })).not.toContain('foggy');
});

test('thoughts of any length are shown whole', async () => {
	const thought = 'Should it be foggy? '.repeat(500);
	const message = await drawWithThoughts({ thoughts: [thought] });
	const shown = await plantain.alice.click(message, 'Thoughts').finished();
	expect(shown.content.length).toBeLessThanOrEqual(2000);
	expect(shown.attachments.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([thought]);
});

test('thoughts outlive a restart', async () => {
	const message = await drawWithThoughts({ thoughts: ['Should it be foggy?'] });
	await plantain.restart();
	expect((await plantain.alice.click(message, 'Thoughts').finished()).content).toBe('Should it be foggy?');
});

test('where they are no longer kept, the button says so', async () => {
	const message = await drawWithThoughts({ thoughts: ['Should it be foggy?'] });
	const { alice, bob, discord } = plantain;
	await forgetEverything(discord, alice);
	expect((await bob.click(message, 'Thoughts').finished()).content).toBe('I no longer keep these thoughts.');
});

test('without thoughts there is no button for them', async () => {
	const message = await drawWithThoughts({ thoughts: [] });
	expect(() => plantain.alice.click(message, 'Thoughts')).toThrow(/has no Thoughts/);
});
