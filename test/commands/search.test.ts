import { afterEach, describe, expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
const start = async () => {
	plantain = await startPlantain();
	return plantain;
};
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

describe('a picture that rests on a search', () => {
	test('shows what was searched and what was found, as links', async () => {
		const { alice, channel } = await start();
		const scene = await alice.slash('imagine', { prompt: 'the weather', model: 'pro', search: true });
		await scene.finished();
		expect(channel.transcript()).toMatchInlineSnapshot(`
			"alice → /imagine prompt: the weather  model: pro  search: true
			bot   ← thinking…
			bot   ✎ > the weather
			        [the-weather.jpg · image/jpeg · 1024×1024 · 332 kB · alt: the weather]
			        -# Nano Banana Pro · 1024×1024 · under a second
			        -# Searched: [the weather](<https://www.google.com/search?q=the%20weather>)
			        -# Sources: [encyclopedia.example](<https://vertexaisearch.cloud.google.com/grounding-api-redirect/MSB0aGUgd2VhdGhlcg>) · [weather.example](<https://vertexaisearch.cloud.google.com/grounding-api-redirect/MiB0aGUgd2VhdGhlcg>) · [www.google.com](<https://www.google.com/search?q=the%20weather>)
			        [buttons: Refine]"
		`);
	});

	test('by a model that finds pictures too links the page that each stands on', async () => {
		const { alice, channel } = await start();
		const scene = await alice.slash('imagine', { prompt: 'the weather', model: 'flash', search: true });
		await scene.finished();
		expect(channel.transcript()).toContain(
			'[the weather](<https://vertexaisearch.cloud.google.com/grounding-api-redirect/',
		);
		expect(channel.transcript()).not.toContain('photos.example/large.jpg');
	});
});

test('nothing is searched that nobody asked to be', async () => {
	const { alice, channel, gemini } = await start();
	const scene = await alice.slash('imagine', { prompt: 'the weather', model: 'pro' });
	await scene.finished();
	expect(gemini.calls[0]?.request).not.toHaveProperty('tools');
	expect(channel.transcript()).not.toContain('Searched');
});
