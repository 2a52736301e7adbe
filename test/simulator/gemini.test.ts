import { gzipSync } from 'node:zlib';
import { type Content, type GenerateContentResponse, GoogleGenAI, type Part } from '@google/genai';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { MODELS } from './gemini/models.ts';
import { letter } from './gemini/picture/lettering.ts';
import { pixelsFor } from './gemini/picture/pixels.ts';
import { startGemini } from './gemini/start.ts';
import { connect, refusalOf } from './gemini-client.ts';

const PRO = 'gemini-3-pro-image';
const FLASH = 'gemini-3.1-flash-image';
const LITE = 'gemini-3.1-flash-lite-image';
const OLD = 'gemini-2.5-flash-image';

const partsOf = (response: GenerateContentResponse): Part[] => response.candidates?.[0]?.content?.parts ?? [];

const pictureOf = (response: GenerateContentResponse): Buffer =>
	Buffer.from(partsOf(response).find((part) => part.inlineData !== undefined)?.inlineData?.data ?? '', 'base64');

/** The first turn and its answer, as history for a second. */
const historyOf = (prompt: string, response: GenerateContentResponse): Content[] => [
	{ role: 'user', parts: [{ text: prompt }] },
	{ role: 'model', parts: partsOf(response) },
];

const blank = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#48c' } })
		.png()
		.toBuffer();

const asPart = (bytes: Buffer): Part => ({ inlineData: { mimeType: 'image/png', data: bytes.toString('base64') } });

describe('models', () => {
	test('every served model can be looked up, and the list holds just these', async () => {
		await using client = await connect();
		const listed: (string | undefined)[] = [];
		for await (const model of await client.ai.models.list()) listed.push(model.name);

		expect(listed).toEqual([...MODELS.keys()].filter((id) => !id.endsWith('-preview')).map((id) => `models/${id}`));
		for (const name of listed)
			await expect(client.ai.models.get({ model: name ?? '' })).resolves.toHaveProperty('name');
	});

	test.each([
		['gemini-3-pro-image-preview', 'v1', 404],
		['gemini-3-pro-image-preview', 'v1beta', 200],
		['gemini-3.1-flash-image-preview', 'v1', 404],
		['gemini-3.1-flash-image-preview', 'v1beta', 200],
		[PRO, 'v1beta', 200],
		['imagen-4.0-generate-001', 'v1beta', 404],
	])('%s on %s answers %d', async (model, apiVersion, status) => {
		await using client = await connect();
		client.gemini.always({ textOnly: 'Hello.' });
		const config = { httpOptions: { apiVersion } };
		const call = client.ai.models.generateContent({ model, contents: 'a cat', config });

		if (status === 200) await call;
		else expect(await refusalOf(call)).toMatchObject({ code: 404, status: 'NOT_FOUND' });
		expect(client.gemini.calls).toMatchObject([{ model, apiVersion, status }]);
	});

	test('a model that is gone answers 404 and is not listed, the others still answer', async () => {
		await using client = await connect({ goneModels: [OLD] });
		client.gemini.always({ textOnly: 'Hello.' });

		await expect(refusalOf(client.ai.models.get({ model: OLD }))).resolves.toMatchObject({ code: 404 });
		await expect(refusalOf(client.ai.models.generateContent({ model: OLD, contents: 'x' }))).resolves.toMatchObject({
			code: 404,
		});
		await client.ai.models.generateContent({ model: LITE, contents: 'x' });
		const { page } = await client.ai.models.list();
		expect(page.map(({ name }) => name)).not.toContain(`models/${OLD}`);
	});

	test('a path that is no method of the API answers 404', async () => {
		await using client = await connect();
		const headers = { 'x-goog-api-key': client.gemini.apiKey };
		for (const path of ['/', '/v1/files', `/v1/models/${PRO}:countTokens`, `/v2/models/${PRO}`]) {
			await expect(fetch(client.gemini.url + path, { headers })).resolves.toHaveProperty('status', 404);
		}
	});
});

describe('pictures', () => {
	test.each([...(MODELS.get(FLASH)?.ratios ?? [])])('%s has the pixels that Google lists', async (aspectRatio) => {
		await using client = await connect();
		const config = { imageConfig: { aspectRatio, imageSize: '512' } };
		const response = await client.ai.models.generateContent({ model: FLASH, contents: 'a hill', config });

		const { width, height, format } = await sharp(pictureOf(response)).metadata();
		const at1K = pixelsFor(aspectRatio, '1K');
		expect({ width, height, format }).toEqual({ width: at1K.width / 2, height: at1K.height / 2, format: 'jpeg' });
	});

	test.each([
		['1K', 1376, 768, 1120],
		['2K', 2752, 1536, 1120],
		['4K', 5504, 3072, 2000],
	])('16:9 at %s is %d pixels wide, %d high and costs %d tokens', async (imageSize, width, height, tokenCount) => {
		await using client = await connect();
		const config = { imageConfig: { aspectRatio: '16:9', imageSize } };
		const response = await client.ai.models.generateContent({ model: PRO, contents: 'a hill', config });

		const picture = pictureOf(response);
		await expect(sharp(picture).metadata()).resolves.toMatchObject({ width, height });
		expect(picture.length).toBeGreaterThan((width * height) / 5);
		expect(response.usageMetadata?.candidatesTokensDetails).toEqual([{ modality: 'IMAGE', tokenCount }]);
	});

	test('the same prompt gives the same picture, another prompt another', async () => {
		await using client = await connect();
		const draw = async (contents: string) =>
			pictureOf(await client.ai.models.generateContent({ model: LITE, contents })).toString('base64');

		const [first, again, other] = [await draw('a cat'), await draw('a cat'), await draw('a dog')];
		expect(again).toBe(first);
		expect(other).not.toBe(first);
	});

	test('2.5 answers with a PNG that is not signed', async () => {
		await using client = await connect();
		client.gemini.next({ text: 'Here.' });
		const response = await client.ai.models.generateContent({ model: OLD, contents: 'a cat' });

		await expect(sharp(pictureOf(response)).metadata()).resolves.toMatchObject({ format: 'png', width: 1024 });
		expect(partsOf(response)).toEqual([
			{ text: 'Here.' },
			{ inlineData: { mimeType: 'image/png', data: expect.any(String) } },
		]);
		expect(response.usageMetadata).not.toHaveProperty('serviceTier');
	});

	test.each([
		[1000, 1000, 1024, 1024],
		[1920, 1080, 1376, 768],
		[600, 900, 848, 1264],
		[4000, 500, 1584, 672],
	])('an edit of %dx%d follows its shape: %dx%d', async (fromWidth, fromHeight, width, height) => {
		await using client = await connect();
		const parts = [asPart(await blank(fromWidth, fromHeight)), { text: 'add a boat' }];
		const response = await client.ai.models.generateContent({ model: PRO, contents: [{ role: 'user', parts }] });

		await expect(sharp(pictureOf(response)).metadata()).resolves.toMatchObject({ width, height });
	});

	test('the same instruction on another picture gives another picture', async () => {
		await using client = await connect();
		const edit = async (from: Buffer) => {
			const contents = [{ role: 'user', parts: [asPart(from), { text: 'make it night' }] }];
			return pictureOf(await client.ai.models.generateContent({ model: LITE, contents })).toString('base64');
		};
		const red = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
			.png()
			.toBuffer();

		expect(await edit(red)).not.toBe(await edit(await blank(64, 64)));
	});

	test('a second turn draws upon the picture of the first', async () => {
		await using client = await connect();
		const first = await client.ai.models.generateContent({ model: LITE, contents: 'a cat' });
		const history = historyOf('a cat', first);
		const edit = [...history, { role: 'user', parts: [{ text: 'add a hat' }] }];
		const bare = await client.ai.models.generateContent({ model: LITE, contents: 'add a hat' });
		const second = await client.ai.models.generateContent({ model: LITE, contents: edit });

		expect(pictureOf(second)).not.toEqual(pictureOf(bare));
		expect(client.gemini.violations).toEqual([]);
	});

	const anyCharacter = fc.nat(0x10ffff).map((codePoint) => String.fromCodePoint(codePoint));
	const textOf = (unit: 'grapheme-ascii' | fc.Arbitrary<string>) => fc.string({ unit, maxLength: 250, size: 'max' });

	test('no text makes the letters leave their room', () => {
		const options = { capHeight: 24, maxWidth: 400, maxHeight: 300 };
		fc.assert(
			fc.property(fc.oneof(textOf(anyCharacter), textOf('grapheme-ascii')), (text) => {
				const lettering = letter(text, options);
				expect(lettering.width).toBeLessThanOrEqual(400);
				expect(lettering.height).toBeLessThanOrEqual(300);
				expect(/NaN|undefined/.test(lettering.svg)).toBe(false);
			}),
		);
	});
});

describe('signatures and usage', () => {
	test.each([
		[PRO, 2_909_844],
		[FLASH, 597_616],
	])('%s signs with %d characters by default, which cannot be compressed', async (model, chars) => {
		await using gemini = await startGemini({ clock: systemClock });
		const ai = new GoogleGenAI({ apiKey: gemini.apiKey, httpOptions: { baseUrl: gemini.url } });
		gemini.next({ textOnly: 'Hello.' });
		const [part] = partsOf(await ai.models.generateContent({ model, contents: 'a cat' }));

		expect(part?.thoughtSignature).toHaveLength(chars);
		const bytes = Buffer.from(part?.thoughtSignature ?? '', 'base64');
		expect(gzipSync(bytes).length / bytes.length).toBeGreaterThan(0.999);
	});

	test('a seed makes signatures and ids repeatable, and without one they differ', async () => {
		const answer = async (seed?: string) => {
			await using client = await connect(seed === undefined ? {} : { seed });
			client.gemini.next({ textOnly: 'Hello.' });
			const response = await client.ai.models.generateContent({ model: PRO, contents: 'a cat' });
			return [response.responseId, partsOf(response)[0]?.thoughtSignature];
		};
		expect(await answer('seed')).toEqual(await answer('seed'));
		expect(await answer()).not.toEqual(await answer());
	});

	test('the parts of usage add up to the total, and an input picture costs 560 tokens', async () => {
		await using client = await connect();
		const contents = [{ role: 'user', parts: [asPart(await blank(32, 32)), { text: 'a cat' }] }];
		const { usageMetadata: usage } = await client.ai.models.generateContent({ model: PRO, contents });

		const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = usage ?? {};
		expect(usage?.totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
		expect(usage?.promptTokensDetails).toContainEqual({ modality: 'IMAGE', tokenCount: 560 });
		expect(usage?.candidatesTokensDetails).toEqual([{ modality: 'IMAGE', tokenCount: 1120 }]);
	});

	test.each([
		[FLASH, '512', 747, true],
		[LITE, '1K', 1120, false],
	])('%s at %s bills %d image tokens, thoughts: %s', async (model, imageSize, tokenCount, hasThoughts) => {
		await using client = await connect();
		const config = { imageConfig: { imageSize, aspectRatio: '1:1' } };
		const { usageMetadata } = await client.ai.models.generateContent({ model, contents: 'a cat', config });

		expect(usageMetadata?.candidatesTokensDetails).toEqual([{ modality: 'IMAGE', tokenCount }]);
		expect(usageMetadata?.thoughtsTokenCount !== undefined).toBe(hasThoughts);
	});
});
