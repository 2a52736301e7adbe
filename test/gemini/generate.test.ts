import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { startWithRules } from '../support/guild-rules.ts';
import { startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

let plantain: Plantain;
const start = async (options: Parameters<typeof startPlantain>[0] = {}) => {
	plantain = await startPlantain(options);
	return plantain;
};
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

/** The one request that Gemini got for what alice did. */
async function requestOf(command: string, options: Parameters<Plantain['alice']['slash']>[1]) {
	const scene = await plantain.alice.slash(command, options);
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(plantain.gemini.calls).toHaveLength(1);
	return plantain.gemini.calls[0]?.request;
}

const square = async (side: number, name: string) => ({
	name,
	bytes: await sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } })
		.png()
		.toBuffer(),
});

const picturePart = { inlineData: { mimeType: 'image/png', data: expect.any(String) } };

test('nothing is sent that nobody chose', async () => {
	await start();
	expect(await requestOf('imagine', { prompt: 'a fox' })).toEqual({
		contents: [{ role: 'user', parts: [{ text: 'a fox' }] }],
		generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: {} },
	});
});

test('one picture goes without a number, before the prompt', async () => {
	await start();
	expect(await requestOf('edit', { prompt: 'a hat on it', image: await square(20, 'a.png') })).toMatchObject({
		contents: [{ role: 'user', parts: [picturePart, { text: 'a hat on it' }] }],
	});
});

test('several pictures go with their numbers, in the order they were given, before the prompt', async () => {
	await start();
	const request = await requestOf('edit', {
		image14: await square(30, 'c.png'),
		prompt: 'the hat of image 2 on image 1',
		image2: await square(20, 'b.png'),
		image: await square(10, 'a.png'),
	});
	expect(request).toMatchObject({
		contents: [
			{
				role: 'user',
				parts: [
					{ text: 'Image 1:' },
					picturePart,
					{ text: 'Image 2:' },
					picturePart,
					{ text: 'Image 3:' },
					picturePart,
					{ text: 'the hat of image 2 on image 1' },
				],
			},
		],
	});
	const sent = plantain.gemini.calls[0]?.contents[0]?.parts?.flatMap(({ inlineData }) => inlineData?.data ?? []) ?? [];
	const sides = sent.map(async (data) => (await sharp(Buffer.from(data, 'base64')).metadata()).width);
	expect(await Promise.all(sides)).toEqual([10, 20, 30]);
});

test.each(['1K', '2K', '4K'])('the size %s goes with its capital K', async (size) => {
	const { gemini } = await start();
	gemini.next({ wrongSize: '1K' });
	expect(await requestOf('imagine', { prompt: 'a fox', model: 'pro', size })).toMatchObject({
		generationConfig: { imageConfig: { imageSize: size } },
	});
});

test('the shape auto is not sent, so that a picture keeps its own', async () => {
	await start();
	const image = await square(20, 'a.png');
	const request = await requestOf('edit', { prompt: 'a hat on it', image, aspect: 'auto' });
	expect(request).toMatchObject({ generationConfig: { imageConfig: {} } });
	expect(JSON.stringify(request)).not.toContain('aspectRatio');
});

describe('search', () => {
	test.each([
		['flash', { searchTypes: { webSearch: {}, imageSearch: {} } }],
		['pro', {}],
	])('by %s asks for %j', async (model, googleSearch) => {
		await start();
		expect(await requestOf('imagine', { prompt: 'the weather', model, search: true })).toMatchObject({
			tools: [{ googleSearch }],
		});
	});
});

test.each([true, false])('thoughts are asked for when the person wants them: %s', async (thoughts) => {
	await start();
	const request = await requestOf('imagine', { prompt: 'a fox', thoughts });
	const wanted = { generationConfig: { thinkingConfig: { includeThoughts: true } } };
	if (thoughts) expect(request).toMatchObject(wanted);
	else expect(request).not.toHaveProperty('generationConfig.thinkingConfig');
});

test('the configured threshold goes for each category that can be set', async () => {
	await start({ env: () => ({ SAFETY: 'BLOCK_ONLY_HIGH' }) });
	expect(await requestOf('imagine', { prompt: 'a fox' })).toMatchObject({
		safetySettings: [
			{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' },
			{ category: 'HARM_CATEGORY_HATE_SPEECH', threshold: 'BLOCK_ONLY_HIGH' },
			{ category: 'HARM_CATEGORY_SEXUALLY_EXPLICIT', threshold: 'BLOCK_ONLY_HIGH' },
			{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', threshold: 'BLOCK_ONLY_HIGH' },
		],
	});
});

describe('the system instruction of a server', () => {
	test('goes before what is said there', async () => {
		plantain = await startWithRules({ systemInstruction: 'Draw in watercolour.' });
		expect(await requestOf('imagine', { prompt: 'a fox' })).toMatchObject({
			systemInstruction: { parts: [{ text: 'Draw in watercolour.' }] },
			contents: [{ role: 'user', parts: [{ text: 'a fox' }] }],
		});
	});

	test('says nothing to people in another place', async () => {
		plantain = await startWithRules({ systemInstruction: 'Draw in watercolour.' });
		const { discord, gemini } = plantain;
		const other = discord.user('carol').in(discord.direct(discord.user('carol'), discord.bot));
		const scene = await other.slash('imagine', { prompt: 'a fox' });
		await scene.finished();
		expect(gemini.calls[0]?.request).not.toHaveProperty('systemInstruction');
	});
});

test('an answer that could be continued is taken as it is: one request is one call', async () => {
	const { gemini, alice } = await start();
	gemini.next({
		raw: {
			candidates: [
				{
					content: { role: 'model', parts: [{ text: 'I ha' }] },
					finishReason: 'CONTINUATION',
					continuationToken: 'go-on',
				},
			],
		},
	});
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).content).toContain('finished without a picture');
	expect(gemini.calls).toHaveLength(1);
});

describe('in a server where another model may draw', () => {
	const paint = async (mayFallBack: boolean) => {
		plantain = await startWithRules({ mayFallBack });
		const { alice, gemini, clock } = plantain;
		gemini.always({ model: 'gemini-nano-banana-2.1', status: 503 });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		for (const [index, pauseMs] of [1000, 2000, 4000].entries()) {
			await plantain.logged('trying again', index + 1);
			await clock.advance(pauseMs);
		}
		return scene.finished();
	};

	test('the person whose model is overloaded is told which one drew', async () => {
		await paint(true);
		expect(plantain.gemini.calls.map(({ model }) => model)).toEqual([
			...Array.from({ length: 4 }, () => 'gemini-nano-banana-2.1'),
			'gemini-3-pro-image',
		]);
		expect(plantain.channel.transcript()).toContain(
			'-# The model you chose is overloaded, so Nano Banana Pro drew this.',
		);
	});

	test('and in one where it may not, they hear of the overload', async () => {
		expect((await paint(false)).content).toContain("Gemini is overloaded. You weren't charged");
		expect(plantain.gemini.calls).toHaveLength(4);
	});
});
