import { BlockedReason, FinishReason, type GenerateContentResponse } from '@google/genai';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Connected, connect, refusalOf } from './gemini-client.ts';

const PRO = 'gemini-3-pro-image';
const LITE = 'gemini-3.1-flash-lite-image';

const ask = ({ ai }: Connected, model = LITE) => ai.models.generateContent({ model, contents: 'a cat' });

const kindsOf = (response: GenerateContentResponse) =>
	response.candidates?.[0]?.content?.parts?.map(
		(part) => `${part.thought === true ? 'thought ' : ''}${part.text ?? 'picture'}`,
	);

describe('which call a script is for', () => {
	test('scripts are used up in order, then calls are answered with a picture again', async () => {
		await using client = await connect();
		client.gemini.next({ textOnly: 'one' }, { textOnly: 'two' });
		expect(client.gemini.waiting).toBe(2);
		const kinds = [await ask(client), await ask(client), await ask(client)].map(kindsOf);
		expect(kinds).toEqual([['one'], ['two'], ['picture']]);
		expect(client.gemini.waiting).toBe(0);
	});

	test('a script for one model waits for it, and others pass', async () => {
		await using client = await connect();
		client.gemini.next({ model: PRO, textOnly: 'for pro' });
		client.gemini.always({ textOnly: 'for all' });
		const kinds = [await ask(client), await ask(client, PRO), await ask(client, PRO)].map(kindsOf);
		expect(kinds).toEqual([['for all'], ['for pro'], ['for all']]);

		client.gemini.always(undefined);
		expect(kindsOf(await ask(client))).toEqual(['picture']);
	});

	test('a call with a wrong key or an unknown model uses no script up', async () => {
		await using client = await connect();
		client.gemini.next({ textOnly: 'kept' });
		await refusalOf(ask(client, 'no-such-model'));
		expect(kindsOf(await ask(client))).toEqual(['kept']);
	});
});

describe('HTTP 200 without a picture', () => {
	test.each([...Object.values(FinishReason), 'A_REASON_OF_TOMORROW'])('the finish reason %s', async (finish) => {
		await using client = await connect();
		client.gemini.next({ finish });
		const response = await ask(client, PRO);

		expect(response.candidates).toEqual([
			{ content: finish === 'NO_IMAGE' ? {} : { role: 'model' }, finishReason: finish, index: 0 },
		]);
		expect(response.usageMetadata).toMatchObject({
			promptTokenCount: 2,
			thoughtsTokenCount: 179,
			totalTokenCount: 181,
		});
		expect(response.usageMetadata).not.toHaveProperty('candidatesTokenCount');
	});

	test('a finish message goes over the wire, although the SDK drops it', async () => {
		await using client = await connect();
		client.gemini.next({ finish: 'IMAGE_PROHIBITED_CONTENT', message: 'Support code: 1234' });
		await ask(client);
		expect(client.gemini.calls[0]?.response).toMatchObject({ candidates: [{ finishMessage: 'Support code: 1234' }] });
	});

	test('a finish reason can come with the picture', async () => {
		await using client = await connect();
		client.gemini.next({ finish: 'MAX_TOKENS', withImages: true });
		const response = await ask(client);
		expect(kindsOf(response)).toEqual(['picture']);
		expect(response.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
	});

	test.each([...Object.values(BlockedReason), 'A_REASON_OF_TOMORROW'])('the block reason %s', async (blockReason) => {
		await using client = await connect();
		client.gemini.next({ blocked: blockReason });
		await ask(client, PRO);
		expect(client.gemini.calls[0]?.response).toEqual({
			promptFeedback: { blockReason },
			usageMetadata: {
				promptTokenCount: 2,
				promptTokensDetails: [{ modality: 'TEXT', tokenCount: 2 }],
				serviceTier: 'standard',
				totalTokenCount: 2,
			},
			modelVersion: PRO,
		});
	});

	test.each([
		[{ noCandidates: true }, undefined],
		[{ emptyContent: true }, [{ content: {}, finishReason: 'STOP', index: 0 }]],
		[{ noParts: true }, [{ content: { role: 'model' }, finishReason: 'STOP', index: 0 }]],
	])('%j', async (script, candidates) => {
		await using client = await connect();
		client.gemini.next(script);
		expect((await ask(client)).candidates).toEqual(candidates);
	});

	test('raw gives the body as it is', async () => {
		await using client = await connect();
		client.gemini.next({ raw: { candidates: 'what?' } });
		await ask(client).catch(() => undefined);
		expect(client.gemini.calls[0]?.response).toEqual({ candidates: 'what?' });
	});
});

describe('answers', () => {
	test.each([
		[{ text: 'Here.' }, ['Here.', 'picture']],
		[{ textOnly: 'No.' }, ['No.']],
		[{ images: 3 }, ['picture', 'And here is picture 2.', 'picture', 'And here is picture 3.', 'picture']],
		[{ thoughts: ['Hm.', 'Ah.'], thoughtImages: 1 }, ['thought Hm.', 'thought Ah.', 'thought picture', 'picture']],
	])('%j has the parts %j', async (script, kinds) => {
		await using client = await connect();
		client.gemini.next(script);
		expect(kindsOf(await ask(client))).toEqual(kinds);
	});

	test('several pictures of one answer differ from each other', async () => {
		await using client = await connect();
		client.gemini.next({ images: 2 });
		const pictures = (await ask(client)).candidates?.[0]?.content?.parts?.flatMap(
			(part) => part.inlineData?.data ?? [],
		);
		expect(new Set(pictures).size).toBe(2);
	});

	test('thoughts come only when they are asked for, and only from a model that tells them', async () => {
		await using client = await connect();
		const config = { thinkingConfig: { includeThoughts: true } };
		const told = await client.ai.models.generateContent({ model: PRO, contents: 'a cat', config });
		expect(kindsOf(told)).toEqual([expect.stringMatching(/^thought /), 'picture']);
		expect(kindsOf(await ask(client, PRO))).toEqual(['picture']);
		expect(kindsOf(await client.ai.models.generateContent({ model: LITE, contents: 'a cat', config }))).toEqual([
			'picture',
		]);
	});

	test('who wants only text gets only text', async () => {
		await using client = await connect();
		const config = { responseModalities: ['TEXT'] };
		const response = await client.ai.models.generateContent({ model: LITE, contents: 'a cat', config });
		expect(kindsOf(response)).toEqual([expect.stringContaining('describe')]);
	});

	test('the wrong size is answered at that size, whatever was asked', async () => {
		await using client = await connect();
		client.gemini.next({ wrongSize: '1K' });
		const config = { imageConfig: { imageSize: '4K' } };
		const response = await client.ai.models.generateContent({ model: PRO, contents: 'a cat', config });
		const [picture] = response.candidates?.[0]?.content?.parts ?? [];
		const bytes = Buffer.from(picture?.inlineData?.data ?? '', 'base64');
		await expect(sharp(bytes).metadata()).resolves.toMatchObject({ width: 1024 });
	});

	test('unknown fields stand on every part, the candidate and the usage', async () => {
		await using client = await connect();
		client.gemini.next({ unknownFields: true, text: 'Here.' });
		await ask(client);
		expect(client.gemini.calls[0]?.response).toMatchObject({
			candidates: [
				{ content: { parts: [{ partTraits: expect.anything() }, { partTraits: expect.anything() }] }, renderPasses: 3 },
			],
			usageMetadata: { energyMillijoules: 412 },
		});
	});

	test('search gives queries, one of them empty, and sources, one without a title', async () => {
		await using client = await connect();
		client.gemini.always({ textOnly: 'Fine.' });
		const ground = async (googleSearch: object) => {
			const config = { tools: [{ googleSearch }] };
			const model = 'gemini-3.1-flash-image';
			const response = await client.ai.models.generateContent({ model, contents: '<b>rain', config });
			return response.candidates?.[0]?.groundingMetadata;
		};

		const web = await ground({});
		expect(web?.webSearchQueries).toEqual(['', '<b>rain']);
		expect(web?.groundingChunks?.map((chunk) => chunk.web?.title)).toEqual([
			expect.any(String),
			expect.any(String),
			'',
		]);
		expect(web?.searchEntryPoint?.renderedContent).not.toContain('<b>');
		const images = await ground({ searchTypes: { imageSearch: {} } });
		expect(images).toMatchObject({
			imageSearchQueries: ['<b>rain'],
			groundingChunks: [{ image: { title: '<b>rain' } }],
		});
		expect(images).not.toHaveProperty('webSearchQueries');
	});
});
