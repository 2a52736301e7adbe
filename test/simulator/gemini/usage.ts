import type { ImageSize, ModelFacts } from './models.ts';
import { Refusal } from './refusal.ts';
import { type GenerateRequest, picturesOf } from './request.ts';

/** Tokens that one input picture costs. Source: Google's price page. */
const INPUT_IMAGE_TOKENS = 560;
/** What the recorded answers count beside the picture itself. */
const OVERHEAD_TOKENS = 96;

const textTokens = (text: string) => Math.ceil(text.length / 4);

/** What an answer consists of, as far as it is billed. */
export interface Billed {
	readonly images: number;
	readonly size: ImageSize;
	readonly text: string;
	readonly hasThought: boolean;
}

/** The tokens of a request, as far as they are known: signatures and thoughts are not counted. */
function inputTokensOf({ contents = [], systemInstruction }: GenerateRequest) {
	const words = [...contents, systemInstruction ?? {}].flatMap(({ parts = [] }) =>
		parts.flatMap(({ text }) => text ?? []),
	);
	return { text: textTokens(words.join(' ')), images: picturesOf(contents).length * INPUT_IMAGE_TOKENS };
}

/** Throws a 400 {@link Refusal} when the request has more tokens than `limit`. */
export function checkInputTokens(request: GenerateRequest, limit: number): void {
	const { text, images } = inputTokensOf(request);
	if (text + images <= limit) return;
	const message = `The input token count (${text + images}) exceeds the maximum number of tokens allowed (${limit}).`;
	throw new Refusal(400, message);
}

/** `usageMetadata` as recorded answers have it: fields that would be zero are absent. */
export function usageOf(request: GenerateRequest, facts: ModelFacts, billed: Billed) {
	const { text: textIn, images: imagesIn } = inputTokensOf(request);
	const imagesOut = billed.images * facts.imageTokens[billed.size];
	const out = imagesOut + (billed.images > 0 ? OVERHEAD_TOKENS : 0) + textTokens(billed.text);
	const thoughts = billed.hasThought ? (facts.thoughtTokens ?? 0) : 0;
	return {
		promptTokenCount: textIn + imagesIn,
		...(out > 0 && { candidatesTokenCount: out }),
		totalTokenCount: textIn + imagesIn + out + thoughts,
		promptTokensDetails: [
			{ modality: 'TEXT', tokenCount: textIn },
			...(imagesIn > 0 ? [{ modality: 'IMAGE', tokenCount: imagesIn }] : []),
		],
		...(imagesOut > 0 && { candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: imagesOut }] }),
		...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
		...(facts.reportsServiceTier && { serviceTier: 'standard' }),
	};
}
