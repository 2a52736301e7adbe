import type { AspectRatio, Model, ModelAlias, Models } from '../studio/models.ts';

const TEN_ASPECTS = [
	'1:1',
	'16:9',
	'9:16',
	'4:3',
	'3:4',
	'3:2',
	'2:3',
	'5:4',
	'4:5',
	'21:9',
] as const satisfies readonly AspectRatio[];
const FOURTEEN_ASPECTS = [...TEN_ASPECTS, '4:1', '1:4', '8:1', '1:8'] as const satisfies readonly AspectRatio[];

/**
 * What is known of each model, once.
 *
 * Source: Gemini's image generation guide and changelog, November 2026. Nothing in the SDK checks any of it.
 */
const KNOWN: { readonly [Alias in ModelAlias]: Model & { readonly alias: Alias } } = {
	flash: {
		alias: 'flash',
		id: 'gemini-nano-banana-2.1',
		nickname: 'Nano Banana 2.1',
		aspects: FOURTEEN_ASPECTS,
		sizes: ['1K', '2K', '4K'],
	},
	pro: {
		alias: 'pro',
		id: 'gemini-3-pro-image',
		nickname: 'Nano Banana Pro',
		aspects: TEN_ASPECTS,
		sizes: ['1K', '2K', '4K'],
	},
	lite: {
		alias: 'lite',
		id: 'gemini-3.1-flash-lite-image',
		nickname: 'Nano Banana 2 Lite',
		aspects: TEN_ASPECTS,
		sizes: ['1K'],
	},
	classic: {
		alias: 'classic',
		id: 'gemini-2.5-flash-image',
		nickname: 'Nano Banana',
		aspects: TEN_ASPECTS,
		sizes: [],
	},
};

/** The known models with the operator's ids in place of Google's current ones. */
export function configureModels(ids: Readonly<Partial<Record<ModelAlias, string | undefined>>>): Models {
	return {
		flash: { ...KNOWN.flash, id: ids.flash ?? KNOWN.flash.id },
		pro: { ...KNOWN.pro, id: ids.pro ?? KNOWN.pro.id },
		lite: { ...KNOWN.lite, id: ids.lite ?? KNOWN.lite.id },
		classic: { ...KNOWN.classic, id: ids.classic ?? KNOWN.classic.id },
	};
}
