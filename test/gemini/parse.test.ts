import { BlockedReason, FinishReason } from '@google/genai';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResponse } from '../../src/gemini/parse.ts';
import type { Outcome } from '../../src/studio/generation/outcome.ts';

const PICTURE = { inlineData: { data: Buffer.from('a picture').toString('base64'), mimeType: 'image/jpeg' } };
const USAGE = {
	promptTokenCount: 22,
	candidatesTokenCount: 1216,
	candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
	thoughtsTokenCount: 179,
	totalTokenCount: 1417,
};

const answer = (parts: unknown, finishReason: string | undefined = 'STOP') => ({
	candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
	usageMetadata: USAGE,
});

/** What each finish reason means when no picture came; the type makes a reason that a new SDK adds fail the build. */
const WITHOUT_PICTURE: Readonly<Record<FinishReason, Outcome['kind']>> = {
	FINISH_REASON_UNSPECIFIED: 'no-image',
	STOP: 'no-image',
	MAX_TOKENS: 'no-image',
	SAFETY: 'blocked-output',
	RECITATION: 'blocked-output',
	LANGUAGE: 'no-image',
	OTHER: 'no-image',
	BLOCKLIST: 'blocked-output',
	PROHIBITED_CONTENT: 'blocked-output',
	SPII: 'blocked-output',
	MALFORMED_FUNCTION_CALL: 'no-image',
	IMAGE_SAFETY: 'blocked-output',
	UNEXPECTED_TOOL_CALL: 'no-image',
	TOO_MANY_TOOL_CALLS: 'no-image',
	IMAGE_PROHIBITED_CONTENT: 'blocked-output',
	NO_IMAGE: 'no-image',
	IMAGE_RECITATION: 'blocked-output',
	IMAGE_OTHER: 'no-image',
	CONTINUATION: 'no-image',
	MALFORMED_RESPONSE: 'no-image',
};

describe('an answer without a picture', () => {
	test.each(Object.entries(WITHOUT_PICTURE))('that finishes with %s is %s, with its usage', (finishReason, kind) => {
		const outcome = parseResponse({
			candidates: [{ content: {}, finishReason, finishMessage: 'Support code: 7' }],
			usageMetadata: USAGE,
		});
		expect(outcome).toMatchObject({ kind, serviceSays: `${finishReason}: Support code: 7` });
		expect(outcome.usage).toEqual({ inputTokens: 22, imageTokens: 1120, textTokens: 96, thoughtTokens: 179 });
	});

	test.each(Object.values(BlockedReason).filter((reason) => reason !== BlockedReason.BLOCKED_REASON_UNSPECIFIED))(
		'whose prompt was blocked for %s is blocked-prompt',
		(blockReason) => {
			const outcome = parseResponse({ promptFeedback: { blockReason }, usageMetadata: { promptTokenCount: 9 } });
			expect(outcome).toMatchObject({ kind: 'blocked-prompt', serviceSays: blockReason, usage: { inputTokens: 9 } });
		},
	);

	test.each([
		['a finish reason nobody knows yet', answer([], 'FELT_LIKE_IT'), 'no-image'],
		['no finish reason', { candidates: [{ content: { parts: [] } }] }, 'no-image'],
		['no candidates', { usageMetadata: USAGE }, 'no-image'],
		['an empty list of candidates', { candidates: [] }, 'no-image'],
		['no content', { candidates: [{ finishReason: 'STOP' }] }, 'no-image'],
		['content without parts', { candidates: [{ content: { role: 'model' }, finishReason: 'STOP' }] }, 'no-image'],
		['words only', answer([{ text: 'Which ' }, { text: 'fox?' }]), 'text-only'],
		['blank words only', answer([{ text: ' \n' }]), 'no-image'],
		['words cut off at the token limit', answer([{ text: 'Which f' }], 'MAX_TOKENS'), 'no-image'],
		['a picture without bytes', answer([{ inlineData: { data: '', mimeType: 'image/png' } }]), 'no-image'],
		['a picture that is a thought', answer([{ ...PICTURE, thought: true }]), 'no-image'],
		['words that are a thought', answer([{ text: 'Let me think', thought: true }]), 'no-image'],
		['parts of no known shape', answer([null, 7, 'x', [], { functionCall: {} }]), 'no-image'],
		['a string for an answer', 'hello', 'garbled'],
		['null for an answer', null, 'garbled'],
	])('but with %s', (_, response, kind) => {
		expect(parseResponse(response).kind).toBe(kind);
	});
});

test('words and pictures keep their order, and thoughts between them are left out', () => {
	const outcome = parseResponse(
		answer([
			{ text: 'One' },
			PICTURE,
			{ text: 'hm', thought: true },
			{ ...PICTURE, thought: true },
			{ text: 'Two' },
			PICTURE,
			{},
		]),
	);
	if (outcome.kind !== 'images') throw new Error(`it is ${outcome.kind}`);
	expect(outcome.pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.picture.mimeType))).toEqual([
		'One',
		'image/jpeg',
		'Two',
		'image/jpeg',
	]);
});

test('a picture counts even when the model was stopped after it', () => {
	expect(parseResponse(answer([PICTURE], 'IMAGE_SAFETY')).kind).toBe('images');
});

describe('what an answer cost is not known', () => {
	const { candidates } = answer([PICTURE]);
	test.each([
		['without usage', { candidates }],
		['without usage or a picture', { candidates: [] }],
		['with usage of no known shape', { candidates, usageMetadata: 'much' }],
		['with usage that counts nothing', { candidates: [], usageMetadata: {} }],
		['with a picture that is not counted', { candidates, usageMetadata: { ...USAGE, candidatesTokensDetails: [] } }],
		['that is no object', 'hello'],
	])('%s', (_, response) => {
		expect(parseResponse(response).usage).toBe('unknown');
	});
});

test('counts that are absent are zero', () => {
	expect(parseResponse({ candidates: [], usageMetadata: { promptTokenCount: 7 } }).usage).toEqual({
		inputTokens: 7,
		imageTokens: 0,
		textTokens: 0,
		thoughtTokens: 0,
	});
});

test('tokens of search results are billed as input', () => {
	const outcome = parseResponse({ usageMetadata: { promptTokenCount: 10, toolUsePromptTokenCount: 300 } });
	expect(outcome.usage).toMatchObject({ inputTokens: 310 });
});

test('half a surrogate pair, which JSON can hold, is not shown: neither Discord nor an address takes it', () => {
	const half = JSON.parse('"fox \\ud83e"');
	const grounding = {
		webSearchQueries: [half],
		groundingChunks: [{ web: { uri: 'https://example.com', title: half } }],
	};
	const response = answer([{ text: half }, { text: half, thought: true }, PICTURE]);
	const outcome = parseResponse({
		...response,
		candidates: response.candidates.map((candidate) => ({ ...candidate, groundingMetadata: grounding })),
	});
	expect(outcome).toMatchObject({
		pieces: [{ kind: 'text', text: 'fox \ufffd' }, { kind: 'picture' }],
		thoughts: 'fox \ufffd',
		sources: { queries: ['fox \ufffd'], pages: [{ title: 'fox \ufffd' }] },
		// What goes back to the service stays as it came.
		parts: [{ text: half }, {}],
	});
});

const anyPart = fc.oneof(
	fc.json().map((text) => JSON.parse(text) as unknown),
	fc.record(
		{
			text: fc.oneof(fc.string(), fc.integer()),
			thought: fc.oneof(fc.boolean(), fc.string()),
			thoughtSignature: fc.string(),
		},
		{ requiredKeys: [] },
	),
	fc.record({
		inlineData: fc.record(
			{ data: fc.oneof(fc.base64String(), fc.string(), fc.constant(null)), mimeType: fc.string() },
			{ requiredKeys: [] },
		),
	}),
);
const anyResponse = fc.oneof(
	fc.json().map((text) => JSON.parse(text) as unknown),
	fc.record(
		{
			candidates: fc.array(
				fc.record({
					content: fc.oneof(fc.constant(null), fc.record({ parts: fc.oneof(fc.array(anyPart), fc.string()) })),
					finishReason: fc.oneof(fc.string(), fc.constantFrom(...Object.values(FinishReason)), fc.integer()),
				}),
			),
			promptFeedback: fc.oneof(fc.string(), fc.record({ blockReason: fc.string() })),
			usageMetadata: fc.record({ promptTokenCount: fc.oneof(fc.integer(), fc.double(), fc.string()) }),
		},
		{ requiredKeys: [] },
	),
);

test('no JSON makes the parser throw or yield "images" without image bytes', () => {
	fc.assert(
		fc.property(anyResponse, (response) => {
			const outcome = parseResponse(response);
			if (outcome.kind !== 'images') return;
			const pictures = outcome.pieces.filter((piece) => piece.kind === 'picture');
			expect(pictures.length).toBeGreaterThan(0);
			for (const { picture } of pictures) expect(picture.bytes.byteLength).toBeGreaterThan(0);
		}),
		{ numRuns: 1000 },
	);
});
