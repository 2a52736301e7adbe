import { z } from 'zod';
import type { Usage } from '../../src/studio/generation/outcome.ts';
import type { GeminiCallView, PartView } from '../protocol.ts';
import { shorten, shortenText } from './shorten.ts';

const part = z.looseObject({
	text: z.string().optional(),
	thought: z.boolean().optional(),
	inlineData: z.looseObject({ mimeType: z.string(), data: z.string() }).optional(),
	thoughtSignature: z.string().optional(),
});
const content = z.looseObject({ role: z.string().default('user'), parts: z.array(part).default([]) });
const request = z.looseObject({ contents: z.array(content).default([]) });
const count = z.number().default(0);
const answer = z.looseObject({
	candidates: z
		.array(
			z.looseObject({
				content: z.looseObject({ role: z.string().optional(), parts: z.array(part).default([]) }).optional(),
				finishReason: z.string().optional(),
			}),
		)
		.default([]),
	promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
	usageMetadata: z
		.looseObject({
			promptTokenCount: count,
			candidatesTokenCount: count,
			thoughtsTokenCount: count,
			candidatesTokensDetails: z
				.array(z.looseObject({ modality: z.string().default(''), tokenCount: count }))
				.default([]),
		})
		.optional(),
	error: z.looseObject({ status: z.string().default(''), message: z.string().default('') }).optional(),
});

/** The turns that were sent, and everything else of the request. */
export function readRequest(body: unknown): Pick<GeminiCallView, 'sent' | 'config'> {
	const parsed = request.safeParse(body);
	if (!parsed.success) return { sent: [], config: shorten(body) };
	const { contents, ...config } = parsed.data;
	return {
		sent: contents.flatMap(({ role, parts }) => parts.map((one) => showPart(role, one))),
		config: shorten(config),
	};
}

export function readAnswer(body: unknown): Pick<GeminiCallView, 'answered' | 'refusal'> {
	const parsed = answer.safeParse(body);
	if (!parsed.success) return { answered: [], refusal: body === undefined ? undefined : shorten(body) };
	const { candidates, promptFeedback, error } = parsed.data;
	const finish = candidates[0]?.finishReason;
	const refusal =
		(error && `${error.status}: ${shortenText(error.message)}`) ??
		promptFeedback?.blockReason ??
		(finish === 'STOP' ? undefined : finish);
	const parts = candidates.flatMap((candidate) => candidate.content?.parts ?? []);
	return { answered: parts.map((one) => showPart('model', one)), refusal };
}

/** What Gemini counted; `usage` is absent when it counted nothing. */
export function readTokens(body: unknown): { tokens: GeminiCallView['tokens']; usage: Usage | undefined } {
	const counted = answer.safeParse(body).data?.usageMetadata;
	if (counted === undefined) return { tokens: { in: 0, image: 0, text: 0, thoughts: 0 }, usage: undefined };
	const image = counted.candidatesTokensDetails.find(({ modality }) => modality === 'IMAGE')?.tokenCount ?? 0;
	const text = counted.candidatesTokenCount - image;
	const usage: Usage = {
		inputTokens: counted.promptTokenCount,
		imageTokens: image,
		textTokens: text,
		thoughtTokens: counted.thoughtsTokenCount,
	};
	return { tokens: { in: counted.promptTokenCount, image, text, thoughts: counted.thoughtsTokenCount }, usage };
}

function showPart(role: string, { text, thought, inlineData, thoughtSignature }: z.infer<typeof part>): PartView {
	const kind = thought === true ? 'thought' : inlineData ? 'picture' : text === undefined ? 'other' : 'text';
	return {
		role,
		kind,
		text: inlineData?.mimeType ?? shortenText(text ?? ''),
		size: inlineData && Buffer.byteLength(inlineData.data, 'base64'),
		signature:
			thoughtSignature === undefined
				? undefined
				: { chars: thoughtSignature.length, start: thoughtSignature.slice(0, 8) },
	};
}
