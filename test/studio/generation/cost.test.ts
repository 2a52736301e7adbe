import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateCost, priceUsage } from '../../../src/studio/generation/cost.ts';
import { type ImageSize, imageSize, type ModelAlias, modelAlias } from '../../../src/studio/generation/models.ts';
import { MODELS } from '../../support/requests.ts';

/**
 * What five recorded answers counted and, worked out by hand from the price page, what they cost in micro-dollars;
 * `chars` is the length of their prompts.
 */
const RECORDED = [
	{
		answer: 'pro, a picture',
		alias: 'pro',
		chars: 21,
		usage: { inputTokens: 22, imageTokens: 1120, textTokens: 96, thoughtTokens: 179 },
		// 22 × 2, 1120 × 120, (1216 − 1120) × 12, 179 × 12
		cost: { input: 44, image: 134_400, text: 1152, thoughts: 2148, total: 137_744 },
	},
	{
		answer: 'pro, words and a picture',
		alias: 'pro',
		chars: 61,
		usage: { inputTokens: 14, imageTokens: 1120, textTokens: 163, thoughtTokens: 174 },
		// 14 × 2, 1120 × 120, (1283 − 1120) × 12, 174 × 12
		cost: { input: 28, image: 134_400, text: 1956, thoughts: 2088, total: 138_472 },
	},
	{
		answer: 'pro, a search and a picture',
		alias: 'pro',
		chars: 151,
		usage: { inputTokens: 33, imageTokens: 1120, textTokens: 660, thoughtTokens: 529 },
		// 33 × 2, 1120 × 120, (1780 − 1120) × 12, 529 × 12
		cost: { input: 66, image: 134_400, text: 7920, thoughts: 6348, total: 148_734 },
	},
	{
		answer: 'classic, words and a picture',
		alias: 'classic',
		chars: 67,
		usage: { inputTokens: 17, imageTokens: 1290, textTokens: 46, thoughtTokens: 0 },
		// 17 × 0.3 = 5.1, 1290 × 30, (1336 − 1290) × 2.5
		cost: { input: 6, image: 38_700, text: 115, thoughts: 0, total: 38_821 },
	},
	{
		answer: 'lite, a picture',
		alias: 'lite',
		chars: 13,
		usage: { inputTokens: 5, imageTokens: 1120, textTokens: 398, thoughtTokens: 0 },
		// 5 × 0.25 = 1.25, 1120 × 30, (1518 − 1120) × 1.5
		cost: { input: 2, image: 33_600, text: 597, thoughts: 0, total: 34_199 },
	},
] as const;

test.each(RECORDED)('$answer: cost $cost.total micro-dollars', ({ alias, usage, cost }) => {
	expect(priceUsage(MODELS[alias], usage)).toEqual(cost);
});

test('nothing counted costs nothing', () => {
	const nothing = { inputTokens: 0, imageTokens: 0, textTokens: 0, thoughtTokens: 0 };
	expect(priceUsage(MODELS.pro, nothing).total).toBe(0);
});

test('the total is the sum of its parts, in whole micro-dollars, and no part is rounded down', () => {
	const tokens = fc.nat({ max: 200_000 });
	const usage = fc.record({ inputTokens: tokens, imageTokens: tokens, textTokens: tokens, thoughtTokens: tokens });
	fc.assert(
		fc.property(usage, fc.constantFrom(...modelAlias.options), (counted, alias) => {
			const { price } = MODELS[alias];
			const { input, image, text, thoughts, total } = priceUsage(MODELS[alias], counted);
			expect(total).toBe(input + image + text + thoughts);
			expect([input, image, text, thoughts].every(Number.isInteger)).toBe(true);
			expect(input).toBeGreaterThanOrEqual(counted.inputTokens * price.input);
			expect(thoughts).toBeGreaterThanOrEqual(counted.thoughtTokens * price.text);
		}),
	);
});

/** Micro-dollars of the picture alone. Source: Gemini API, pricing, as of November 2026. */
test.each([
	['flash', '1K', 33_600],
	['pro', '1K', 134_400],
	['pro', '2K', 134_400],
	['pro', '4K', 240_000],
	['lite', '1K', 33_600],
	['classic', '1K', 38_700],
] as const)('one picture by %s at %s is %i micro-dollars', (alias, size, microDollars) => {
	expect(MODELS[alias].imageTokens[size] * MODELS[alias].price.image).toBe(microDollars);
});

describe('the estimate', () => {
	const estimate = (alias: ModelAlias, size: ImageSize, chars: number, images: number) =>
		estimateCost(MODELS[alias], { size }, { chars, images });

	test.each(RECORDED)('for $answer is no less than what was paid, and no more than a fifth above', (recorded) => {
		const estimated = estimate(recorded.alias, '1K', recorded.chars, 0);
		expect(estimated).toBeGreaterThanOrEqual(recorded.cost.total);
		expect(estimated).toBeLessThan(recorded.cost.total * 1.2);
	});

	test('counts each picture that goes in at the higher of the two published figures', () => {
		expect(estimate('pro', '1K', 10, 3) - estimate('pro', '1K', 10, 0)).toBe(3 * 1120 * 2);
	});

	test('is that of 1K where no size is chosen', () => {
		expect(estimateCost(MODELS.flash, {}, { chars: 10, images: 0 })).toBe(estimate('flash', '1K', 10, 0));
	});

	test.each(modelAlias.options)('for %s never falls when more is asked for', (alias) => {
		const sizes = imageSize.options;
		fc.assert(
			fc.property(fc.nat({ max: 6000 }), fc.nat({ max: 14 }), fc.nat({ max: 3 }), (chars, images, at) => {
				const size = sizes[at] ?? '1K';
				const least = estimate(alias, size, chars, images);
				expect(estimate(alias, size, chars + 100, images)).toBeGreaterThanOrEqual(least);
				expect(estimate(alias, size, chars, images + 1)).toBeGreaterThan(least);
				expect(estimate(alias, sizes[at + 1] ?? size, chars, images)).toBeGreaterThanOrEqual(least);
			}),
		);
	});
});
