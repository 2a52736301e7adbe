import { randomBytes } from 'node:crypto';
import { type Content, type GenerateContentConfig, GoogleGenAI, type Part, ThinkingLevel } from '@google/genai';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Connected, connect, refusalOf } from './gemini-client.ts';

const PRO = 'gemini-3-pro-image';
const NEWEST = 'gemini-nano-banana-2.1';
const FLASH = 'gemini-3.1-flash-image';
const LITE = 'gemini-3.1-flash-lite-image';
const OLD = 'gemini-2.5-flash-image';

/** Whether a request passes the checks: 200, or the status and the text of its refusal. */
async function verdictOn(
	{ ai, gemini }: Connected,
	model: string,
	contents: Content[],
	config: GenerateContentConfig = {},
) {
	gemini.next({ textOnly: 'Fine.' });
	const call = ai.models.generateContent({ model, contents, config });
	return await call.then(
		() => '200',
		() => refusalOf(call).then(({ code, status, message }) => `${code} ${status}: ${message}`),
	);
}

const HELLO: Content[] = [{ role: 'user', parts: [{ text: 'a cat' }] }];

const picture = (format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif') =>
	sharp({ create: { width: 24, height: 16, channels: 3, background: '#c84' } })
		.toFormat(format)
		.toBuffer();

const inline = (mimeType: string, bytes: Buffer): Part => ({
	inlineData: { mimeType, data: bytes.toString('base64') },
});

const user = (...parts: Part[]): Content[] => [{ role: 'user', parts }];

describe('the key', () => {
	test('a wrong one is a 400 with its reason, not a 401', async () => {
		await using client = await connect();
		const stranger = new GoogleGenAI({ apiKey: 'wrong', httpOptions: { baseUrl: client.gemini.url } });
		for (const call of [
			() => stranger.models.generateContent({ model: PRO, contents: 'a cat' }),
			() => stranger.models.get({ model: PRO }),
		]) {
			expect(await refusalOf(call())).toMatchObject({
				code: 400,
				status: 'INVALID_ARGUMENT',
				details: expect.arrayContaining([expect.objectContaining({ reason: 'API_KEY_INVALID' })]),
			});
		}
	});

	test('none is a 401', async () => {
		await using client = await connect();
		const response = await fetch(`${client.gemini.url}/v1/models/${PRO}:generateContent`, {
			method: 'POST',
			body: '{}',
		});
		expect(response.status).toBe(401);
		await expect(response.json()).resolves.toMatchObject({ error: { status: 'UNAUTHENTICATED' } });
	});
});

describe('the body', () => {
	/** Sends a valid request with so much white space behind it that the whole has `bytes` bytes. */
	async function post({ gemini }: Connected, bytes: number): Promise<Response> {
		gemini.next({ textOnly: 'Fine.' });
		const body = Buffer.alloc(bytes, ' ');
		body.write(JSON.stringify({ contents: HELLO }));
		return fetch(`${gemini.url}/v1/models/${PRO}:generateContent`, {
			method: 'POST',
			headers: { 'x-goog-api-key': gemini.apiKey },
			body,
		});
	}

	test.each([
		[100_000_000, 200],
		[100_000_001, 400],
	])('%d bytes answer %d', async (bytes, status) => {
		await using client = await connect();
		await expect(post(client, bytes)).resolves.toHaveProperty('status', status);
	});

	test('what is not JSON is a 400', async () => {
		await using client = await connect();
		const response = await fetch(`${client.gemini.url}/v1/models/${PRO}:generateContent`, {
			method: 'POST',
			headers: { 'x-goog-api-key': client.gemini.apiKey },
			body: '{"contents": [',
		});
		expect(response.status).toBe(400);
		expect(client.gemini.calls).toMatchObject([{ status: 400, request: undefined }]);
	});

	test.each([
		[{ generationConfig: { numberOfImages: 2 } }, `Unknown name "numberOfImages" at 'generation_config'`],
		[{ generationConfig: { imageConfig: { size: '1K' } } }, `Unknown name "size" at 'generation_config.image_config'`],
		[{ thinkingLevel: 'HIGH' }, 'Unknown name "thinkingLevel": Cannot find field.'],
		[{ generationConfig: { temperature: '1' } }, `Invalid value at 'generation_config.temperature'`],
	])('%j is refused by name', async (extraBody, message) => {
		await using client = await connect();
		const verdict = await verdictOn(client, PRO, HELLO, { httpOptions: { extraBody } });
		expect(verdict).toMatch(/^400 INVALID_ARGUMENT: /);
		expect(verdict).toContain(message);
	});
});

describe('what a model can do', () => {
	test.each([
		[PRO, { imageConfig: { aspectRatio: '21:9' } }, 200],
		[PRO, { imageConfig: { aspectRatio: '4:1' } }, 400],
		[FLASH, { imageConfig: { aspectRatio: '4:1' } }, 200],
		[LITE, { imageConfig: { aspectRatio: '1:8' } }, 400],
		[NEWEST, { imageConfig: { aspectRatio: '1:8' } }, 200],
		[PRO, { imageConfig: { aspectRatio: '16x9' } }, 400],
		[PRO, { imageConfig: { aspectRatio: '' } }, 400],
		[PRO, { imageConfig: { imageSize: '4K' } }, 200],
		[PRO, { imageConfig: { imageSize: '4k' } }, 400],
		[PRO, { imageConfig: { imageSize: '512' } }, 400],
		[FLASH, { imageConfig: { imageSize: '512' } }, 200],
		[FLASH, { imageConfig: { imageSize: '512px' } }, 400],
		[NEWEST, { imageConfig: { imageSize: '2K' } }, 200],
		[NEWEST, { imageConfig: { imageSize: '512' } }, 400],
		[LITE, { imageConfig: { imageSize: '1K' } }, 200],
		[LITE, { imageConfig: { imageSize: '2K' } }, 400],
		[OLD, { imageConfig: { aspectRatio: '16:9' } }, 200],
		[OLD, { imageConfig: { imageSize: '1K' } }, 400],
		[PRO, { tools: [{ googleSearch: {} }] }, 200],
		[PRO, { tools: [{ googleSearch: { searchTypes: { imageSearch: {} } } }] }, 400],
		[FLASH, { tools: [{ googleSearch: { searchTypes: { imageSearch: {} } } }] }, 200],
		[LITE, { tools: [{ googleSearch: {} }] }, 400],
		[OLD, { tools: [{ googleSearch: {} }] }, 400],
		[PRO, { tools: [{ codeExecution: {} }] }, 400],
		[PRO, { candidateCount: 1 }, 200],
		[PRO, { candidateCount: 2 }, 400],
		[PRO, { responseModalities: ['IMAGE'] }, 200],
		[PRO, { responseModalities: ['AUDIO'] }, 400],
		[PRO, { responseMimeType: 'application/json' }, 400],
		[PRO, { temperature: 2 }, 200],
		[PRO, { temperature: 2.1 }, 400],
		[NEWEST, { thinkingConfig: { thinkingLevel: ThinkingLevel.MEDIUM } }, 200],
		[FLASH, { thinkingConfig: { thinkingLevel: ThinkingLevel.MEDIUM } }, 400],
		[FLASH, { thinkingConfig: { thinkingLevel: ThinkingLevel.HIGH } }, 200],
		[LITE, { thinkingConfig: { thinkingLevel: ThinkingLevel.LOW } }, 400],
		[PRO, { thinkingConfig: { includeThoughts: true } }, 200],
		[OLD, { thinkingConfig: { includeThoughts: true } }, 400],
		[OLD, { thinkingConfig: { includeThoughts: false } }, 200],
	] as [string, GenerateContentConfig, number][])('%s with %j answers %d', async (model, config, status) => {
		await using client = await connect();
		expect(await verdictOn(client, model, HELLO, config)).toMatch(status === 200 ? /^200$/ : /^400 INVALID_ARGUMENT: /);
	});

	test('the two recorded refusals of thinking come in their own words', async () => {
		await using client = await connect();
		const minimal = { thinkingConfig: { thinkingLevel: ThinkingLevel.MINIMAL } };
		const both = { thinkingConfig: { thinkingLevel: ThinkingLevel.HIGH, thinkingBudget: 100 } };

		expect(await verdictOn(client, PRO, HELLO, minimal)).toBe(
			'400 INVALID_ARGUMENT: Thinking level MINIMAL is not supported for this model. Please retry with other thinking level.',
		);
		expect(await verdictOn(client, FLASH, HELLO, both)).toBe(
			'400 INVALID_ARGUMENT: You can only set only one of thinking budget and thinking level.',
		);
	});

	test.each([
		['BLOCK_ONLY_HIGH', 'HARM_CATEGORY_HARASSMENT', 200],
		['BLOCK_ONLY_HIGH', 'HARM_CATEGORY_IMAGE_HATE', 400],
		['BLOCK_SOME', 'HARM_CATEGORY_HARASSMENT', 400],
	])('the safety setting %s for %s answers %d', async (threshold, category, status) => {
		await using client = await connect();
		const config = { httpOptions: { extraBody: { safetySettings: [{ threshold, category }] } } };
		expect(await verdictOn(client, PRO, HELLO, config)).toMatch(new RegExp(`^${status}`));
	});
});

describe('the turns', () => {
	const reply: Content = { role: 'model', parts: [{ text: 'No.', thought: true }] };

	test.each([
		['no turn', [], '400 INVALID_ARGUMENT: * GenerateContentRequest.contents: contents is not specified'],
		['a model turn first', [reply, ...HELLO], '400 INVALID_ARGUMENT: Please ensure that the first turn'],
		['a model turn last', [...HELLO, reply], '400 INVALID_ARGUMENT: Please ensure that the last turn'],
		['a model turn between', [...HELLO, reply, ...HELLO], '200'],
		['two user turns', [...HELLO, ...HELLO], '200'],
		['a turn without a role', [{ parts: [{ text: 'a cat' }] }], '200'],
		[
			'a system role',
			[{ role: 'system', parts: [{ text: 'a cat' }] }],
			'400 INVALID_ARGUMENT: Please use a valid role',
		],
		[
			'a turn without parts',
			[{ role: 'user', parts: [] }],
			'400 INVALID_ARGUMENT: * GenerateContentRequest.contents[0]',
		],
		['a part without anything', user({}), '400 INVALID_ARGUMENT: * GenerateContentRequest.contents[0].parts[0]'],
		[
			'a part with two things',
			user({ text: 'a cat', inlineData: { mimeType: 'image/png', data: 'AAAA' } }),
			`400 INVALID_ARGUMENT: Invalid value at 'contents[0].parts[0]' (oneof)`,
		],
		[
			'a file of nobody',
			user({ fileData: { mimeType: 'image/png', fileUri: 'files/abc' } }),
			'403 PERMISSION_DENIED: You do not have permission to access the File files/abc',
		],
	] as [string, Content[], string][])('%s', async (_, contents, expected) => {
		await using client = await connect();
		// Past the SDK, which sends no empty list.
		const verdict = await verdictOn(client, PRO, HELLO, { httpOptions: { extraBody: { contents } } });
		expect(verdict.slice(0, expected.length)).toBe(expected);
	});

	test('a system instruction is checked like a turn', async () => {
		await using client = await connect();
		expect(await verdictOn(client, PRO, HELLO, { systemInstruction: 'Draw.' })).toBe('200');
		const empty = { httpOptions: { extraBody: { systemInstruction: { parts: [] } } } };
		expect(await verdictOn(client, PRO, HELLO, empty)).toContain('system_instruction.parts');
	});
});

describe('input pictures', () => {
	test.each([
		['image/png', 'png', 200],
		['image/jpeg', 'jpeg', 200],
		['image/webp', 'webp', 200],
		['image/gif', 'gif', 400],
		['image/avif', 'avif', 400],
		['image/png', 'jpeg', 400],
		['image/heic', 'png', 400],
	] as const)('%s holding %s answers %d', async (mimeType, format, status) => {
		await using client = await connect();
		const verdict = await verdictOn(client, PRO, user(inline(mimeType, await picture(format))));
		expect(verdict).toMatch(status === 200 ? /^200$/ : /^400 INVALID_ARGUMENT: /);
	});

	test('HEIC is taken under either of its names, although it cannot be drawn upon', async () => {
		await using client = await connect();
		const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1');
		for (const mimeType of ['image/heic', 'image/heif']) {
			client.gemini.next({});
			await client.ai.models.generateContent({ model: LITE, contents: user(inline(mimeType, heic), { text: 'hat' }) });
		}
	});

	test.each([
		[200, 'whole', (data: string) => data],
		[200, 'in the URL alphabet', (data: string) => data.replaceAll('+', '-').replaceAll('/', '_')],
		[400, 'with a character that is not base64', (data: string) => `${data.slice(0, 40)}*${data.slice(41)}`],
		[400, 'with a data URL before it', (data: string) => `data:image/png;base64,${data}`],
		[400, 'of nothing', () => ''],
	])('%d for base64 %s', async (status, _, change) => {
		await using client = await connect();
		const data = change((await picture('png')).toString('base64'));
		expect(await verdictOn(client, PRO, user({ inlineData: { mimeType: 'image/png', data } }))).toMatch(
			new RegExp(`^${status}`),
		);
	});

	test('a picture that breaks off is refused when it has to be drawn upon', async () => {
		await using client = await connect();
		const pixels = randomBytes(640 * 480 * 3);
		const whole = await sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
			.jpeg()
			.toBuffer();
		const contents = user(inline('image/jpeg', whole.subarray(0, whole.length / 2)), { text: 'hat' });
		expect(await refusalOf(client.ai.models.generateContent({ model: LITE, contents }))).toMatchObject({ code: 400 });
	});

	test('14 in the newest turn are taken, 15 are not, and those of older turns do not count', async () => {
		await using client = await connect();
		const one = inline('image/png', await picture('png'));
		const fourteen = user(...Array.from({ length: 14 }, () => one));

		expect(await verdictOn(client, PRO, fourteen)).toBe('200');
		expect(await verdictOn(client, PRO, [...fourteen, ...user(one)])).toBe('200');
		expect(await verdictOn(client, PRO, user(...Array.from({ length: 15 }, () => one)))).toMatch(/^400 /);
	});
});
