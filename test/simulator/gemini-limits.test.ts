import type { Content, Part } from '@google/genai';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Connected, connect, refusalOf } from './gemini-client.ts';

const PRO = 'gemini-3-pro-image';
const FLASH = 'gemini-3.1-flash-image';
const LITE = 'gemini-3.1-flash-lite-image';

/** `undefined` when the contents are answered, else the refusal in short. */
async function verdictOn({ ai, gemini }: Connected, contents: readonly Content[], model = PRO) {
	gemini.next({ textOnly: 'Fine.' });
	const call = ai.models.generateContent({ model, contents: [...contents] });
	return call.then(
		() => undefined,
		() => refusalOf(call).then(({ code, status, message }) => `${code} ${status}: ${message.trim()}`),
	);
}

const user = (...parts: Part[]): Content => ({ role: 'user', parts });

describe('lone surrogates', () => {
	test.each([
		['half of a fox', 'a \uD83E', '400 INVALID_ARGUMENT: Invalid JSON payload received. Missing low surrogate.'],
		['a whole fox', 'a 🦊', undefined],
	])('%s in a prompt gets %o → %s', async (_what, text, expected) => {
		await using client = await connect();
		expect(await verdictOn(client, [user({ text })])).toBe(expected);
	});

	test('bytes that are not UTF-8 are refused', async () => {
		await using client = await connect();
		const { url, apiKey } = client.gemini;
		const answer = await fetch(`${url}/v1/models/${PRO}:generateContent`, {
			method: 'POST',
			headers: { 'x-goog-api-key': apiKey },
			body: Buffer.from([...Buffer.from('{"contents":[{"parts":[{"text":"'), 0xc2, ...Buffer.from('"}]}]}')]),
		});
		expect(answer.status).toBe(400);
	});
});

describe('parts that carry nothing', () => {
	const refused = (where: string) =>
		`400 INVALID_ARGUMENT: * GenerateContentRequest.${where}.data: required oneof field 'data' must have one initialized field`;

	test.each([
		['an empty text', [{ text: 'a fox' }, { text: '' }], refused('contents[0].parts[1]')],
		['nothing set', [{ text: 'a fox' }, {}], refused('contents[0].parts[1]')],
		['a thought without words', [{ text: 'a fox' }, { text: '', thought: true }], refused('contents[0].parts[1]')],
		['one blank', [{ text: ' ' }], undefined],
	])('a part with %s gets %o → %s', async (_what, parts, expected) => {
		await using client = await connect();
		expect(await verdictOn(client, [user(...parts)])).toBe(expected);
	});

	test('an empty text with the signature that it was issued with is taken back, and without it refused', async () => {
		await using client = await connect();
		const { ai, gemini } = client;
		gemini.next({ text: '' });
		const answer = await ai.models.generateContent({ model: PRO, contents: 'a fox' });
		const parts = answer.candidates?.[0]?.content?.parts ?? [];
		expect(parts[0]).toMatchObject({ text: '', thoughtSignature: expect.any(String) });
		const talk = (model: Part[]) => [user({ text: 'a fox' }), { role: 'model', parts: model }, user({ text: 'a hat' })];
		expect(await verdictOn(client, talk(parts))).toBeUndefined();
		expect(await verdictOn(client, talk([{ text: '' }, ...parts.slice(1)]))).toBe(refused('contents[1].parts[0]'));
	});
});

describe('the input-token limit', () => {
	/** Four characters are a token here. */
	const words = (tokens: number): Part => ({ text: 'abcd'.repeat(tokens) });
	const tooMany = (tokens: number, limit: number) =>
		`400 INVALID_ARGUMENT: The input token count (${tokens}) exceeds the maximum number of tokens allowed (${limit}).`;

	test.each([
		[PRO, 65_536],
		[FLASH, 131_072],
		[LITE, 65_536],
	])('%s announces %i tokens, takes as many and refuses one more', async (model, limit) => {
		await using client = await connect();
		expect(await client.ai.models.get({ model })).toMatchObject({ inputTokenLimit: limit });
		expect(await verdictOn(client, [user(words(limit))], model)).toBeUndefined();
		expect(await verdictOn(client, [user(words(limit + 1))], model)).toBe(tooMany(limit + 1, limit));
	});

	test('pictures count, those of the history too, and a lower limit can be set', async () => {
		await using client = await connect({ inputTokenLimit: 1200 });
		const bytes = await sharp({ create: { width: 24, height: 16, channels: 3, background: '#c84' } })
			.png()
			.toBuffer();
		const picture = { inlineData: { mimeType: 'image/png', data: bytes.toString('base64') } };
		expect(await verdictOn(client, [user(picture), user(picture, words(80))])).toBeUndefined();
		expect(await verdictOn(client, [user(picture), user(picture, words(81))])).toBe(tooMany(1201, 1200));
	});
});
