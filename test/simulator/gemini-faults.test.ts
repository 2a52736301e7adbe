import { ApiError, type GenerateContentConfig, type GenerateContentResponse } from '@google/genai';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { type Connected, connect, refusalOf } from './gemini-client.ts';

const LITE = 'gemini-3.1-flash-lite-image';

const ask = ({ ai }: Connected, config: GenerateContentConfig = {}) =>
	ai.models.generateContent({ model: LITE, contents: 'a cat', config });

async function stream({ ai }: Connected): Promise<GenerateContentResponse[]> {
	const chunks: GenerateContentResponse[] = [];
	for await (const chunk of await ai.models.generateContentStream({ model: LITE, contents: 'a cat' }))
		chunks.push(chunk);
	return chunks;
}

const kindsOf = (response: GenerateContentResponse) =>
	response.candidates?.[0]?.content?.parts?.map(
		(part) => `${part.thought === true ? 'thought ' : ''}${part.text ?? 'picture'}`,
	);

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
	call.then(
		() => 'no failure',
		(error: unknown) => error,
	);

describe('errors', () => {
	test.each([
		[400, 'INVALID_ARGUMENT'],
		[401, 'UNAUTHENTICATED'],
		[403, 'PERMISSION_DENIED'],
		[404, 'NOT_FOUND'],
		[500, 'INTERNAL'],
		[503, 'UNAVAILABLE'],
		[504, 'DEADLINE_EXCEEDED'],
	])('%d is called %s', async (status, name) => {
		await using client = await connect();
		client.gemini.next({ status }, { status, message: 'Because.', googleStatus: 'ODD', reason: 'SOME_REASON' });
		expect(await refusalOf(ask(client))).toMatchObject({ code: status, status: name });
		expect(await refusalOf(ask(client))).toEqual({
			code: status,
			message: 'Because.',
			status: 'ODD',
			details: [expect.objectContaining({ reason: 'SOME_REASON' })],
		});
	});

	test.each([
		[{}, 'limit: 10', 'PerMinute', undefined],
		[{ retryAfterMs: 34_400 }, 'Please retry in 34.4s.', 'PerMinute', '34.4s'],
		[{ limit: 0 }, 'limit: 0, model: gemini-3.1-flash-lite-image', 'PerMinute', undefined],
		[{ perDay: true, retryAfterMs: 3_600_000 }, '_per_day', 'PerDay', '3600s'],
	])('the rate limit %j says so in text and details', async (rateLimited, text, quota, retryDelay) => {
		await using client = await connect();
		client.gemini.next({ rateLimited });
		const { code, status, message, details = [] } = await refusalOf(ask(client));

		expect([code, status]).toEqual([429, 'RESOURCE_EXHAUSTED']);
		expect(message).toContain(text);
		expect(details).toHaveLength(retryDelay === undefined ? 2 : 3);
		expect(details[1]).toMatchObject({
			violations: [{ quotaId: expect.stringContaining(quota), quotaDimensions: { model: LITE } }],
		});
		expect(details.find((detail) => 'retryDelay' in detail)?.['retryDelay']).toBe(retryDelay);
	});

	test('a page of HTML keeps its status', async () => {
		await using client = await connect();
		client.gemini.next({ html: 502 });
		const error = await failureOf(ask(client));
		expect(error).toBeInstanceOf(ApiError);
		expect(error).toMatchObject({ status: 502, message: expect.stringContaining('<!DOCTYPE html>') });
	});

	test.each([{ brokenJson: true }, { truncated: true }])('%j is a syntax error', async (script) => {
		await using client = await connect();
		client.gemini.next(script);
		expect(await failureOf(ask(client))).toBeInstanceOf(SyntaxError);
	});

	test.each([
		['before', 'fetch failed', undefined],
		['within', 'terminated', 200],
	] as const)('a socket destroyed %s the response: %s', async (destroy, message, status) => {
		await using client = await connect();
		client.gemini.next({ destroy });
		expect(await failureOf(ask(client))).toMatchObject({ name: 'TypeError', message });
		await client.gemini.calls[0]?.ended;
		expect(client.gemini.calls).toMatchObject([{ status, abortedByClient: false }]);
		expect(kindsOf(await ask(client))).toEqual(['picture']);
	});
});

describe('time', () => {
	test('a delayed call is answered at its time and not a millisecond before', async () => {
		const clock = fakeClock();
		await using client = await connect({ clock });
		client.gemini.next({ delayMs: 20_000, textOnly: 'Late.' });
		const startedAtMs = clock.now();
		const call = ask(client);
		await client.gemini.inFlight();

		await clock.advance(19_999);
		expect(client.gemini.calls).toMatchObject([{ startedAtMs, status: undefined }]);
		await clock.advance(1);
		expect(kindsOf(await call)).toEqual(['Late.']);
	});

	test('held calls go on when they are released, and those that come after are held anew', async () => {
		await using client = await connect();
		client.gemini.always({ hold: true, textOnly: 'Released.' });
		const calls = [ask(client), ask(client)];
		await client.gemini.inFlight(2);
		client.gemini.release();
		expect((await Promise.all(calls)).map(kindsOf)).toEqual([['Released.'], ['Released.']]);

		const third = ask(client);
		await client.gemini.inFlight();
		expect(client.gemini.calls[2]?.status).toBeUndefined();
		client.gemini.release();
		await third;
	});

	test.each([{ hold: true }, { stall: true }, { delayMs: 1000 }])(
		'%j ends when the client goes away, and is told apart',
		async (script) => {
			await using client = await connect({ clock: fakeClock() });
			client.gemini.next(script);
			const abort = new AbortController();
			const failure = failureOf(ask(client, { abortSignal: abort.signal }));
			await client.gemini.inFlight();
			abort.abort();

			expect(await failure).toMatchObject({ name: 'AbortError' });
			await client.gemini.calls[0]?.ended;
			expect(client.gemini.calls[0]?.abortedByClient).toBe(true);
		},
	);

	test.each([{ hold: true }, { stall: true }, { delayMs: 1000 }, {}])(
		'a server that is closed ends %j',
		async (script) => {
			const client = await connect({ clock: fakeClock() });
			client.gemini.next(script);
			const failure = failureOf(ask(client));
			if (Object.keys(script).length > 0) await client.gemini.inFlight();
			await client[Symbol.asyncDispose]();

			expect(await failure).toBeInstanceOf(TypeError);
			for (const call of client.gemini.calls) expect(call.abortedByClient).toBe(false);
		},
	);
});

describe('streams', () => {
	test('every part is a chunk, and the last says why it ended and what it cost', async () => {
		await using client = await connect();
		client.gemini.next({ text: 'Here.', thoughts: ['Hm.'] });
		const chunks = await stream(client);

		expect(chunks.map(kindsOf)).toEqual([['thought Hm.'], ['Here.'], ['picture'], ['']]);
		expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)).toEqual([
			undefined,
			undefined,
			undefined,
			'STOP',
		]);
		expect(chunks.map((chunk) => chunk.usageMetadata !== undefined)).toEqual([false, false, false, true]);
		expect(client.gemini.calls).toMatchObject([{ isStream: true, status: 200 }]);
	});

	test.each([
		[{ noParts: true }, [undefined], ['STOP']],
		[{ noFinishReason: true }, [['picture'], ['']], [undefined, undefined]],
		[{ blocked: 'SAFETY' }, [undefined], [undefined]],
	])('%j', async (script, kinds, reasons) => {
		await using client = await connect();
		client.gemini.next(script);
		const chunks = await stream(client);
		expect(chunks.map(kindsOf)).toEqual(kinds);
		expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)).toEqual(reasons);
	});

	test('an error event breaks a stream off, and a unary call is refused with it', async () => {
		await using client = await connect();
		client.gemini.always({ errorChunk: 503, text: 'Here.' });
		expect(await failureOf(stream(client))).toMatchObject({
			name: 'ApiError',
			status: 503,
			message: expect.stringMatching(/^got status: UNAVAILABLE\. \{/),
		});
		expect(await refusalOf(ask(client))).toMatchObject({ code: 503 });
	});

	test('a stream is refused, truncated and destroyed like a unary call', async () => {
		await using client = await connect();
		client.gemini.next({ status: 503 }, { truncated: true }, { destroy: 'within' });
		expect(await refusalOf(stream(client))).toMatchObject({ code: 503 });
		expect(await failureOf(stream(client))).toMatchObject({ message: expect.stringContaining('Incomplete JSON') });
		expect(await failureOf(stream(client))).toMatchObject({ message: 'terminated' });
	});
});
