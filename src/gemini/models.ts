import { aspectRatio, type Model, type ModelAlias, type Models } from '../studio/generation/models.ts';

const FOURTEEN_ASPECTS = aspectRatio.options;
const TEN_ASPECTS = aspectRatio.exclude(['4:1', '1:4', '8:1', '1:8']).options;

/** Source: Gemini API, image understanding, supported formats; the same for every image model. */
const INPUT_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif'];

/**
 * What we know of each model. Search has no price here: the first 5,000 queries a month are free.
 *
 * Source: Gemini's image generation guide, changelog and price page, November 2026; thought tokens as measured in
 * recorded answers. The SDK checks none of this.
 */
const KNOWN: Readonly<Record<ModelAlias, Omit<Model, 'alias' | 'inputTypes' | 'isGone'>>> = {
	flash: {
		id: 'gemini-nano-banana-2.1',
		nickname: 'Nano Banana 2.1',
		state: 'current',
		aspects: FOURTEEN_ASPECTS,
		sizes: ['1K', '2K', '4K'],
		mostReferences: 14,
		canShowThoughts: true,
		search: 'web-and-images',
		price: { input: 1.5, text: 7.5, image: 30 },
		imageTokens: { '512': 747, '1K': 1120, '2K': 1680, '4K': 2520 },
		usualThoughtTokens: 900,
	},
	pro: {
		id: 'gemini-3-pro-image',
		nickname: 'Nano Banana Pro',
		state: 'current',
		aspects: TEN_ASPECTS,
		sizes: ['1K', '2K', '4K'],
		mostReferences: 14,
		canShowThoughts: true,
		search: 'web',
		price: { input: 2, text: 12, image: 120 },
		imageTokens: { '512': 1120, '1K': 1120, '2K': 1120, '4K': 2000 },
		usualThoughtTokens: 550,
	},
	lite: {
		id: 'gemini-3.1-flash-lite-image',
		nickname: 'Nano Banana 2 Lite',
		state: 'current',
		aspects: TEN_ASPECTS,
		sizes: ['1K'],
		mostReferences: 14,
		canShowThoughts: true,
		search: 'none',
		price: { input: 0.25, text: 1.5, image: 30 },
		imageTokens: { '512': 1120, '1K': 1120, '2K': 1120, '4K': 1120 },
		usualThoughtTokens: 400,
	},
	classic: {
		id: 'gemini-2.5-flash-image',
		nickname: 'Nano Banana',
		state: 'deprecated',
		aspects: TEN_ASPECTS,
		sizes: [],
		mostReferences: 3,
		canShowThoughts: false,
		search: 'none',
		price: { input: 0.3, text: 2.5, image: 30 },
		imageTokens: { '512': 1290, '1K': 1290, '2K': 1290, '4K': 1290 },
		usualThoughtTokens: 0,
	},
};

/**
 * Models without an alias of their own, and how they differ from the model whose alias they are given: above all in
 * price, which budgets depend on.
 */
const ALSO_KNOWN: Readonly<Record<string, Partial<Model>>> = {
	'gemini-3.1-flash-image': {
		nickname: 'Nano Banana 2',
		state: 'deprecated',
		sizes: ['512', '1K', '2K', '4K'],
		search: 'web-and-images',
		price: { input: 0.5, text: 3, image: 60 },
		imageTokens: { '512': 747, '1K': 1120, '2K': 1680, '4K': 2520 },
	},
};

/** The known models, with the operator's ids in place of Google's current ones. */
export const configureModels = (ids: Readonly<Partial<Record<ModelAlias, string | undefined>>>): Models =>
	perAlias((alias) => {
		const id = ids[alias] ?? KNOWN[alias].id;
		const facts = { ...KNOWN[alias], ...ALSO_KNOWN[id.replace(/-preview$/, '')] };
		const state = isPreview(id) ? 'preview' : facts.state;
		return { ...facts, alias, id, state, inputTypes: INPUT_TYPES, isGone: false };
	});

/** The models, with a mark on those that Gemini doesn't have. */
export const withGone = (models: Models, gone: readonly ModelAlias[]): Models =>
	perAlias((alias) => ({ ...models[alias], isGone: gone.includes(alias) }));

const perAlias = (modelFor: (alias: ModelAlias) => Model): Models => ({
	flash: modelFor('flash'),
	pro: modelFor('pro'),
	lite: modelFor('lite'),
	classic: modelFor('classic'),
});

/** Only `v1beta` serves preview and moving ids. Source: Gemini API, versions. */
export const isPreview = (id: string): boolean => /-(preview|latest)(-|$)/.test(id);
