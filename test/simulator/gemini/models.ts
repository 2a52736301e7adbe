/** The API versions that the service answers on. */
export type ApiVersion = 'v1' | 'v1beta';

export const IMAGE_SIZES = ['512', '1K', '2K', '4K'] as const;
export type ImageSize = (typeof IMAGE_SIZES)[number];

/** What one model accepts and how it answers. */
export interface ModelFacts {
	readonly displayName: string;
	readonly apiVersions: readonly ApiVersion[];
	readonly ratios: readonly string[];
	/** The `imageSize` strings it accepts; with none of them the field must not be sent at all. */
	readonly sizes: readonly ImageSize[];
	readonly thinkingLevels: readonly string[];
	/** Tokens of thinking that an ordinary answer reports; absent where the model reports none. */
	readonly thoughtTokens?: number;
	/** Most tokens that a request may have. */
	readonly inputTokenLimit: number;
	readonly search: { readonly web: boolean; readonly image: boolean };
	readonly outputMimeType: 'image/jpeg' | 'image/png';
	/** Tokens that one output picture costs, by size. */
	readonly imageTokens: Readonly<Record<ImageSize, number>>;
	/** Base64 characters of one thought signature; absent where the model signs nothing. */
	readonly signatureChars?: number;
	readonly reportsServiceTier: boolean;
}

const TEN_RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const FOURTEEN_RATIOS = [...TEN_RATIOS, '1:4', '4:1', '1:8', '8:1'];
const STEPPED_TOKENS = { '512': 747, '1K': 1120, '2K': 1680, '4K': 2520 };

const pro: ModelFacts = {
	displayName: 'Nano Banana Pro',
	apiVersions: ['v1', 'v1beta'],
	ratios: TEN_RATIOS,
	sizes: ['1K', '2K', '4K'],
	thinkingLevels: [],
	thoughtTokens: 179,
	inputTokenLimit: 65_536,
	search: { web: true, image: false },
	outputMimeType: 'image/jpeg',
	imageTokens: { '512': 1120, '1K': 1120, '2K': 1120, '4K': 2000 },
	signatureChars: 2_909_844,
	reportsServiceTier: true,
};

const flash: ModelFacts = {
	displayName: 'Nano Banana 2',
	apiVersions: ['v1', 'v1beta'],
	ratios: FOURTEEN_RATIOS,
	sizes: IMAGE_SIZES,
	thinkingLevels: ['MINIMAL', 'HIGH'],
	thoughtTokens: 210,
	inputTokenLimit: 131_072,
	search: { web: true, image: true },
	outputMimeType: 'image/jpeg',
	imageTokens: STEPPED_TOKENS,
	signatureChars: 597_616,
	reportsServiceTier: true,
};

/**
 * The image models of the Gemini Developer API as of November 2026, by id.
 *
 * Source: Google's model and image-generation pages, and public recordings. Where those are silent the stricter
 * reading is taken, so that a client that leans on something undocumented finds out here.
 */
export const MODELS: ReadonlyMap<string, ModelFacts> = new Map([
	['gemini-3-pro-image', pro],
	['gemini-3-pro-image-preview', { ...pro, apiVersions: ['v1beta'], reportsServiceTier: false }],
	[
		'gemini-nano-banana-2.1',
		{
			...flash,
			displayName: 'Nano Banana 2.1',
			sizes: ['1K', '2K', '4K'],
			thinkingLevels: ['MINIMAL', 'MEDIUM', 'HIGH'],
			thoughtTokens: 900,
			inputTokenLimit: 65_536,
			signatureChars: 1_459_200,
		},
	],
	['gemini-3.1-flash-image', flash],
	['gemini-3.1-flash-image-preview', { ...flash, apiVersions: ['v1beta'], reportsServiceTier: false }],
	[
		'gemini-3.1-flash-lite-image',
		{
			displayName: 'Nano Banana 2 Lite',
			apiVersions: ['v1', 'v1beta'],
			ratios: TEN_RATIOS,
			sizes: ['1K'],
			thinkingLevels: ['MINIMAL', 'HIGH'],
			inputTokenLimit: 65_536,
			search: { web: false, image: false },
			outputMimeType: 'image/jpeg',
			imageTokens: STEPPED_TOKENS,
			signatureChars: 1_459_200,
			reportsServiceTier: true,
		},
	],
	[
		'gemini-2.5-flash-image',
		{
			displayName: 'Nano Banana',
			apiVersions: ['v1', 'v1beta'],
			ratios: TEN_RATIOS,
			sizes: [],
			thinkingLevels: [],
			inputTokenLimit: 65_536,
			search: { web: false, image: false },
			outputMimeType: 'image/png',
			imageTokens: { '512': 1290, '1K': 1290, '2K': 1290, '4K': 1290 },
			reportsServiceTier: false,
		},
	],
]);
