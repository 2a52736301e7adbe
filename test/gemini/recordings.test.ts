import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startPlantain } from '../support/plantain.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url));
const isThere = existsSync(FOLDER);
if (!isThere) process.stderr.write('Recorded answers of Gemini are not played: there is no ../shared/recordings\n');

const recording = z.object({
	response: z.looseObject({
		candidates: z.tuple([z.looseObject({ content: z.looseObject({ parts: z.array(z.looseObject({})) }) })]),
	}),
});

const PREVIEW = { MODEL_PRO: 'gemini-3-pro-image-preview' };

/** How each recorded answer is asked for, what people see of it and what it counts and costs, in micro-dollars. */
const RECORDED = [
	{
		file: 'pro-image-only.json',
		env: {},
		asked: { prompt: 'A cute baby sea otter', model: 'pro' },
		shown: [
			'> A cute baby sea otter',
			'[a-cute-baby-sea-otter.jpg · image/jpeg · 1408×768 · 931 kB · alt: A cute baby sea otter]',
			'-# Nano Banana Pro · 1408×768 · under a second',
		],
		usage: { inputTokens: 22, imageTokens: 1120, textTokens: 96, thoughtTokens: 179 },
		cost: { input: 44, image: 134_400, text: 1152, thoughts: 2148, total: 137_744 },
	},
	{
		file: 'pro-text-and-image.json',
		env: PREVIEW,
		asked: { prompt: 'A story about an axolotl', model: 'pro' },
		shown: [
			'> A story about an axolotl',
			'A little axolotl named Archie lived in a beautiful glass tank, but he always wondered what was beyond the clear walls. One day, he bravely peeked over the edge and discovered a whole new world of sunshine and potted plants.',
			'[a-story-about-an-axolotl.jpg · image/jpeg · 1408×768 · 852 kB · alt: A story about an axolotl]',
			'-# Nano Banana Pro · 1408×768 · under a second',
		],
		usage: { inputTokens: 14, imageTokens: 1120, textTokens: 163, thoughtTokens: 174 },
		cost: { input: 28, image: 134_400, text: 1956, thoughts: 2088, total: 138_472 },
	},
	{
		file: 'pro-web-search.json',
		env: PREVIEW,
		asked: { prompt: 'The weather in Mexico City', model: 'pro', search: true },
		shown: [
			'> The weather in Mexico City',
			'[the-weather-in-mexico-city.jpg · image/jpeg · 1408×768 · 684 kB · alt: The weather in Mexico City]',
			'-# Nano Banana Pro · 1408×768 · under a second',
			'-# Searched: [current 5-day weather forecast for Mexico City and what to …](<https://www.google.com/search?q=current%205-day%20weather%20forecast%20for%20Mexico%20City%20and%20what%20to%20wear>)',
			expect.stringMatching(
				/^-# Sources: \[accuweather\.com\]\(.* · \[weather-and-climate\.com\]\(.* · \[www\.google\.com\]\(<https:\/\/www\.google\.com\/search\?q=time\+in\+Mexico\+City,\+MX>\)$/,
			),
		],
		usage: { inputTokens: 33, imageTokens: 1120, textTokens: 660, thoughtTokens: 529 },
		cost: { input: 66, image: 134_400, text: 7920, thoughts: 6348, total: 148_734 },
	},
	{
		file: 'flash-2.5-text-and-image.json',
		env: {},
		asked: { prompt: 'A story about an axolotl', model: 'classic' },
		shown: [
			'> A story about an axolotl',
			'Once, in a hidden cenote, lived an axolotl named Pip who loved to collect shiny pebbles. One day, Pip found a pebble that glowed, illuminating his entire underwater world with a soft, warm light.',
			'[a-story-about-an-axolotl.png · image/png · 1024×1024 · 1.9 MB · alt: A story about an axolotl]',
			'-# Nano Banana · 1024×1024 · under a second',
		],
		usage: { inputTokens: 17, imageTokens: 1290, textTokens: 46, thoughtTokens: 0 },
		cost: { input: 6, image: 38_700, text: 115, thoughts: 0, total: 38_821 },
	},
	{
		file: 'lite.json',
		env: {},
		asked: { prompt: 'a siamese cat', model: 'lite' },
		shown: [
			'> a siamese cat',
			'[a-siamese-cat.jpg · image/jpeg · 1408×768 · 781 kB · alt: a siamese cat]',
			'-# Nano Banana 2 Lite · 1408×768 · under a second',
		],
		usage: { inputTokens: 5, imageTokens: 1120, textTokens: 398, thoughtTokens: 0 },
		cost: { input: 2, image: 33_600, text: 597, thoughts: 0, total: 34_199 },
	},
];

describe.skipIf(!isThere)('of a recorded answer', () => {
	let plantain: Awaited<ReturnType<typeof startPlantain>>;
	afterEach(async () => {
		const { discord } = plantain;
		await plantain[Symbol.asyncDispose]();
		expect(discord.violations).toEqual([]);
	});

	test.each(RECORDED)(
		'$file people see words and picture, $cost.total micro-dollars are charged, and every part goes back as it came',
		async (one) => {
			const { response } = recording.parse(JSON.parse(readFileSync(`${FOLDER}${one.file}`, 'utf8')));
			// The signatures are those of the real service, which the local one does not know.
			plantain = await startPlantain({ env: () => one.env, gemini: { strictness: 'lax' } });
			const { alice, channel, gemini, logLines } = plantain;
			gemini.next({ raw: response });
			const message = await (await alice.slash('imagine', one.asked)).finished();
			const [, , ...lines] = channel.transcript().split('\n');
			expect(lines.map((line) => line.replace(/^(bot {3}✎)?\s*/, ''))).toEqual([...one.shown, '[buttons: Refine]']);

			const painted: unknown = JSON.parse(logLines.find((line) => line.includes('"generated"')) ?? '{}');
			expect(painted).toMatchObject({ kind: 'images', usage: one.usage, cost: one.cost });

			await alice.reply(message, 'now in blue');
			await plantain.logged('"generated"', 2);
			const { contents } = gemini.calls[1] ?? { contents: [] };
			expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user']);
			// Megabytes, which are better not printed where they differ.
			expect(isDeepStrictEqual(contents[1]?.parts, response.candidates[0].content.parts)).toBe(true);
		},
	);
});
