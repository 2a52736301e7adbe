import { afterEach, expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

/** What /help says of each model, and to whom it says it. */
async function askForHelp(options: Parameters<typeof startPlantain>[0] = {}) {
	plantain = await startPlantain(options);
	const scene = await plantain.alice.slash('help');
	const { content, visibleTo } = await scene.finished();
	return { visibleTo, models: content.split('\n').filter((line) => line.startsWith('**')) };
}

test('/help tells whoever asks, and nobody else, what each model can do and about what it costs', async () => {
	const { visibleTo, models } = await askForHelp();
	expect(visibleTo?.name).toBe('alice');
	expect(models.join('\n')).toMatchInlineSnapshot(`
		"**Nano Banana 2.1** (\`flash\`): 1K 2K 4K · 14 shapes from 1:1 to 1:8 · works from up to 14 pictures · searches the web and images · about $0.046 a picture
		**Nano Banana Pro** (\`pro\`): 1K 2K 4K · 10 shapes from 1:1 to 21:9 · works from up to 14 pictures · searches the web · about $0.15 a picture
		**Nano Banana 2 Lite** (\`lite\`): 1K · 10 shapes from 1:1 to 21:9 · works from up to 14 pictures · no search · about $0.035 a picture
		**Nano Banana** (\`classic\`): about 1K · 10 shapes from 1:1 to 21:9 · works from up to 3 pictures · no search · about $0.04 a picture · deprecated"
	`);
});

test('/help leaves out a model that is gone, and says which is a preview', async () => {
	const { models } = await askForHelp({
		gemini: { goneModels: ['gemini-3.1-flash-lite-image'] },
		env: () => ({ MODEL_PRO: 'gemini-3-pro-image-preview' }),
	});
	expect(models).toHaveLength(3);
	expect(models.join()).not.toContain('Lite');
	expect(models.find((line) => line.startsWith('**Nano Banana Pro**'))).toMatch(/ · preview$/);
});
