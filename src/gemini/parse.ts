import { BlockedReason, FinishReason } from '@google/genai';
import { z } from 'zod';
import type { Outcome, Piece, Sources, Usage } from '../studio/generation/outcome.ts';
import type { Part } from '../studio/sessions/turns/part.ts';
import { decodeParts } from './parts.ts';

/** Treats anything of an unexpected shape as absent, because an answer must never break the bot. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const tokens = z.number().int().nonnegative().catch(0).default(0);

const usageMetadata = z.object({
	promptTokenCount: tokens,
	toolUsePromptTokenCount: tokens,
	candidatesTokenCount: tokens,
	thoughtsTokenCount: tokens,
	candidatesTokensDetails: lenient(z.array(z.object({ modality: lenient(z.string()), tokenCount: tokens }))),
});

/** Text to show: JSON can contain half a surrogate pair, which neither a URL nor Discord accepts. */
const words = z.string().transform((text) => text.toWellFormed());

/** A thought, of which only the text is shown. */
const thoughtPart = z.object({ thought: z.literal(true), text: words });

const page = z.object({ uri: lenient(z.string()), sourceUri: lenient(z.string()), title: lenient(words) });
const queries = lenient(z.array(words.catch('')));

const groundingMetadata = z.object({
	webSearchQueries: queries,
	imageSearchQueries: queries,
	groundingChunks: lenient(z.array(z.object({ web: lenient(page), image: lenient(page) }).catch({}))),
});

const candidate = z.object({
	groundingMetadata: lenient(groundingMetadata),
	finishReason: lenient(z.string()),
	finishMessage: lenient(z.string()),
	content: lenient(z.object({ parts: lenient(z.array(z.unknown())) })),
});

const generateContentResponse = z.object({
	candidates: lenient(z.array(candidate.catch({}))),
	promptFeedback: lenient(z.object({ blockReason: lenient(z.string()), blockReasonMessage: lenient(z.string()) })),
	usageMetadata: lenient(usageMetadata),
});

/** Finish reasons that mean "refused" rather than "failed", so retrying doesn't help. */
const BLOCKING_FINISHES: ReadonlySet<string> = new Set([
	FinishReason.SAFETY,
	FinishReason.RECITATION,
	FinishReason.BLOCKLIST,
	FinishReason.PROHIBITED_CONTENT,
	FinishReason.SPII,
	FinishReason.IMAGE_SAFETY,
	FinishReason.IMAGE_PROHIBITED_CONTENT,
	FinishReason.IMAGE_RECITATION,
]);

/**
 * Turns a `generateContent` answer into an outcome. Pure and total: it accepts any JSON, and "images" has at least one
 * picture with bytes. Thoughts are never results. A picture's type is still what the service claims, not measured.
 *
 * Every refusal is an HTTP 200; source: Gemini API reference, `FinishReason` and `BlockedReason`.
 */
export function parseResponse(response: unknown): Outcome {
	const parsed = generateContentResponse.safeParse(response);
	if (!parsed.success)
		return { kind: 'garbled', retry: { afterMs: undefined }, serviceSays: 'no JSON object', usage: 'unknown' };

	const { candidates, promptFeedback, usageMetadata: counted } = parsed.data;
	const first = candidates?.[0];
	const said = first?.content?.parts ?? [];
	const parts = decodeParts(said);
	const pieces = parts.flatMap(toPieces);
	const hasPicture = pieces.some(({ kind }) => kind === 'picture');
	const usage = toUsage(counted, hasPicture);

	const block = promptFeedback?.blockReason;
	if (first === undefined || (block !== undefined && block !== BlockedReason.BLOCKED_REASON_UNSPECIFIED)) {
		const serviceSays = [block ?? 'no candidates', promptFeedback?.blockReasonMessage].filter(Boolean).join(': ');
		return { kind: block === undefined ? 'no-image' : 'blocked-prompt', serviceSays, usage };
	}

	const finish = first.finishReason ?? 'no finish reason';
	const serviceSays = [finish, first.finishMessage].filter(Boolean).join(': ');
	if (hasPicture) {
		const thoughts = said.map((part) => thoughtPart.safeParse(part).data?.text ?? '').join('');
		return { kind: 'images', pieces, thoughts, sources: toSources(first.groundingMetadata), parts, serviceSays, usage };
	}
	if (BLOCKING_FINISHES.has(finish)) return { kind: 'blocked-output', serviceSays, usage };
	const text = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
	if (finish === FinishReason.STOP && text.trim() !== '') return { kind: 'text-only', text, parts, serviceSays, usage };
	return { kind: 'no-image', serviceSays, usage };
}

const toPieces = ({ text, picture }: Part): Piece[] => [
	...(text === undefined || text === '' ? [] : [{ kind: 'text', text: text.toWellFormed() } as const]),
	...(picture === undefined
		? []
		: [{ kind: 'picture', picture: { bytes: picture.bytes, mimeType: picture.mimeType, pixels: undefined } } as const]),
];

/** Queries and page titles may be empty, and a page may have any kind of address, so only web addresses are kept. */
function toSources(grounding: z.output<typeof candidate>['groundingMetadata']): Sources | undefined {
	const asked = [...(grounding?.webSearchQueries ?? []), ...(grounding?.imageSearchQueries ?? [])];
	const pages = (grounding?.groundingChunks ?? []).flatMap(({ web, image }) => {
		const url = image?.sourceUri ?? web?.uri ?? '';
		if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return [];
		return [{ title: (image ?? web)?.title || new URL(url).hostname, url }];
	});
	const found = { queries: asked.filter((query) => query.trim() !== ''), pages };
	return found.queries.length + found.pages.length === 0 ? undefined : found;
}

/**
 * Gemini itemises only pictures; the rest of the output is billed as text. The cost is unknown if the answer doesn't
 * count its input, or a picture that it contains.
 */
function toUsage(counted: z.output<typeof usageMetadata> | undefined, hasPicture: boolean): Usage | 'unknown' {
	if (counted === undefined) return 'unknown';
	const imageTokens = (counted.candidatesTokensDetails ?? [])
		.filter(({ modality }) => modality === 'IMAGE')
		.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
	const inputTokens = counted.promptTokenCount + counted.toolUsePromptTokenCount;
	if (inputTokens === 0 || (hasPicture && imageTokens === 0)) return 'unknown';
	return {
		inputTokens,
		imageTokens,
		textTokens: Math.max(0, counted.candidatesTokenCount - imageTokens),
		thoughtTokens: counted.thoughtsTokenCount,
	};
}
