import { expect, test } from 'vitest';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import { startPlantain } from '../support/plantain.ts';

const BUTTON = 'That button is out of date. Run the command again.';
const FORM = 'That form is out of date. Run the command again.';

/** Alice has made a picture, and has the form of its button before her. */
async function startWithForm() {
	const plantain = await startPlantain();
	const { alice } = plantain;
	const picture = await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	await plantain.logged('"msg":"answered"');
	const form = alice.click(picture, 'Refine');
	await form.acknowledged();
	return { ...plantain, picture, form };
}

/** As if another version of the bot had made it. */
function change<T extends object>(made: T | undefined, from: string, to: string): void {
	if (made !== undefined) Object.assign(made, JSON.parse(JSON.stringify(made).replaceAll(from, to)));
}

async function toldAlone(scene: Interaction): Promise<string> {
	const { content, visibleTo } = await scene.finished();
	expect(visibleTo).toBe(scene.user);
	return content;
}

test.each([
	['that does what no version knows', 'refine:', 'redraw:'],
	['whose id has another shape', 'refine:', 'refine:v2:'],
])('a button %s says that it is out of date, to who pressed it alone', async (_, from, to) => {
	await using plantain = await startWithForm();
	const { alice, picture, gemini, logLines } = plantain;
	picture.components = JSON.parse(JSON.stringify(picture.components).replaceAll(from, to));
	expect(await toldAlone(alice.click(picture, 'Refine'))).toBe(BUTTON);
	expect(gemini.calls).toHaveLength(1);
	expect(logLines.join('')).not.toContain('the request failed');
});

test.each([
	['that does what no version knows', 'refine:', 'redraw:', 'prompt'],
	['without the field for the words', '"prompt"', '"words"', 'words'],
])('a form %s says that it is out of date, to who sent it alone', async (_, from, to, field) => {
	await using plantain = await startWithForm();
	const { alice, form, gemini, logLines } = plantain;
	change(form.modal, from, to);
	expect(await toldAlone(await alice.submitModal(form, { [field]: 'a red scarf' }))).toBe(FORM);
	expect(gemini.calls).toHaveLength(1);
	expect(logLines.join('')).not.toContain('the request failed');
});

test('a form without the field for pictures still does what its words say', async () => {
	await using plantain = await startWithForm();
	const { alice, form, gemini } = plantain;
	change(form.modal, '"pictures"', '"photos"');
	const sent = await alice.submitModal(form, { prompt: 'a red scarf' });
	expect((await sent.finished()).attachments).toHaveLength(1);
	expect(gemini.calls).toHaveLength(2);
});
