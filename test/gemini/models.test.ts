import { ApplicationCommandOptionType as OptionType, REST, Routes } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
const start = async (options: Parameters<typeof startPlantain>[0]) => {
	plantain = await startPlantain(options);
	return plantain;
};
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

/** What Discord offers for the model of /imagine. */
const offeredModels = () =>
	plantain.discord
		.commands()
		.find(({ name }) => name === 'imagine')
		?.options?.find(({ name }) => name === 'model')
		?.choices?.map(({ name }) => name);

describe('the configured id', () => {
	test.each([
		['MODEL_PRO', 'pro', 'gemini-3-pro-image-preview', 'v1beta'],
		['MODEL_FLASH', 'flash', 'gemini-3.1-flash-image', 'v1'],
		['MODEL_LITE', 'lite', 'gemini-3.1-flash-image-preview', 'v1beta'],
		['MODEL_CLASSIC', 'classic', 'gemini-3-pro-image', 'v1'],
	])('in %s stands behind %s: %s is asked for under %s', async (variable, model, id, apiVersion) => {
		const { alice, gemini } = await start({ env: () => ({ [variable]: id }) });
		const scene = await alice.slash('imagine', { prompt: 'a fox', model });
		expect((await scene.finished()).attachments).toHaveLength(1);
		expect(gemini.calls).toMatchObject([{ model: id, apiVersion }]);
	});
});

test('four aliases are offered under the names that people know', async () => {
	await start({});
	expect(offeredModels()).toEqual([
		'Nano Banana 2.1 (flash)',
		'Nano Banana Pro (pro)',
		'Nano Banana 2 Lite (lite)',
		'Nano Banana (classic)',
	]);
});

describe('a model that is gone at the start', () => {
	const GONE = { gemini: { goneModels: ['gemini-3.1-flash-lite-image'] } };

	test('is not offered, and the operator reads which variable to set', async () => {
		const { logLines } = await start(GONE);
		expect(offeredModels()).toEqual(['Nano Banana 2.1 (flash)', 'Nano Banana Pro (pro)', 'Nano Banana (classic)']);
		const about = logLines.filter((line) => line.includes('gemini-3.1-flash-lite-image'));
		expect(about).toHaveLength(1);
		expect(about[0]).toContain('set MODEL_LITE to another id');
		expect(about[0]).toContain('404 NOT_FOUND');
	});

	test('is refused without a call to whoever asks for it all the same, who hears what to use instead', async () => {
		const { alice, discord, gemini } = await start(GONE);
		const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
		// Discord's clients go on offering what a command held before, until they hear of the new one.
		const before = {
			name: 'imagine',
			description: 'Make a picture from words',
			options: [
				{ type: OptionType.String, name: 'prompt', description: 'What the picture shows', required: true },
				{ type: OptionType.String, name: 'model', description: 'Which', choices: [{ name: 'Lite', value: 'lite' }] },
			],
		};
		await rest.put(Routes.applicationCommands(discord.applicationId), { body: [before] });
		const scene = await alice.slash('imagine', { prompt: 'a fox', model: 'lite' });
		const { content, visibleTo } = await scene.finished();
		expect(gemini.calls).toEqual([]);
		expect(visibleTo).toBe(alice.user);
		expect(content).toBe(
			'Gemini no longer offers Nano Banana 2 Lite. Try Nano Banana 2.1 (flash), Nano Banana Pro (pro), or Nano Banana (classic).',
		);
	});

	test('is refused where it is the one for want of a choice', async () => {
		const { alice, gemini } = await start({ gemini: { goneModels: ['gemini-nano-banana-2.1'] } });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		expect((await scene.finished()).content).toMatch(/^Gemini no longer offers Nano Banana 2\.1\. Try Nano Banana Pro/);
		expect(gemini.calls).toEqual([]);
	});

	test('is offered again after a restart that finds it', async () => {
		const goneModels = ['gemini-3-pro-image'];
		const { restart } = await start({ gemini: { goneModels } });
		expect(offeredModels()).not.toContain('Nano Banana Pro (pro)');
		goneModels.pop();
		await restart();
		expect(offeredModels()).toContain('Nano Banana Pro (pro)');
	});
});

test('a model that goes while the bot runs ends in one sentence', async () => {
	const goneModels: string[] = [];
	const { alice, gemini } = await start({ gemini: { goneModels } });
	goneModels.push('gemini-nano-banana-2.1');
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).content).toBe(
		"Gemini no longer offers this model. You weren't charged; choose another one.",
	);
	expect(gemini.calls).toHaveLength(1);
});
