import type { Settings } from '../requests/request.ts';
import type { Model, Price } from './models.ts';
import type { Usage } from './outcome.ts';

/**
 * Cost of one call in micro-dollars, by part. Each part is rounded up so that rounding never overruns a budget.
 * Thoughts are billed at the rate of text. Source: Gemini API pricing.
 */
export function priceUsage({ price }: Model, usage: Usage): Record<keyof Price | 'thoughts' | 'total', number> {
	const input = Math.ceil(usage.inputTokens * price.input);
	const image = Math.ceil(usage.imageTokens * price.image);
	const text = Math.ceil(usage.textTokens * price.text);
	const thoughts = Math.ceil(usage.thoughtTokens * price.text);
	return { input, image, text, thoughts, total: input + image + text + thoughts };
}

/** Tokens of one picture in a prompt. Source: Gemini API, image understanding; the higher of two figures. */
const INPUT_IMAGE_TOKENS = 1120;
/** Tokens of text beside a picture: recorded answers have up to 660, and a budget must not be overrun. */
const USUAL_TEXT_TOKENS = 700;

/**
 * What a call will probably cost, in micro-dollars, by its settings, its input and the number of pictures in its
 * answer.
 */
export function estimateCost(
	model: Model,
	{ size = '1K' }: Pick<Settings, 'size'>,
	input: { readonly chars: number; readonly images: number },
	pictures = 1,
): number {
	return priceUsage(model, {
		// A token is about four characters of English or one of Chinese; the estimate takes the middle.
		inputTokens: Math.ceil(input.chars / 2) + input.images * INPUT_IMAGE_TOKENS,
		imageTokens: pictures * model.imageTokens[size],
		textTokens: pictures * USUAL_TEXT_TOKENS,
		thoughtTokens: model.usualThoughtTokens,
	}).total;
}

/** The most tokens that a call may send. Source: Gemini API, models. */
const MOST_INPUT_TOKENS = 65_536;
/** The longest answer to reckon with, in multiples of a usual one: its pictures, text and thoughts. */
const MOST_PICTURES = 8;

/** The most that one call may cost, in micro-dollars, for an answer of up to `MOST_PICTURES` pictures. */
export const mostCost = (model: Model, { size = '1K' }: Pick<Settings, 'size'>): number =>
	priceUsage(model, {
		inputTokens: MOST_INPUT_TOKENS,
		imageTokens: MOST_PICTURES * model.imageTokens[size],
		textTokens: MOST_PICTURES * USUAL_TEXT_TOKENS,
		thoughtTokens: MOST_PICTURES * model.usualThoughtTokens,
	}).total;
