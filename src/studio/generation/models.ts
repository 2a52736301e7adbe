import { z } from 'zod';

/** The names people choose models by; which model id stands behind each is the operator's choice. */
export const modelAlias = z.enum(['flash', 'pro', 'lite', 'classic']);
export type ModelAlias = z.infer<typeof modelAlias>;

/** Every shape that some model can draw, widest use first. */
export const aspectRatio = z.enum([
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
	'4:1',
	'1:4',
	'8:1',
	'1:8',
]);
export type AspectRatio = z.infer<typeof aspectRatio>;

/** Gemini's own size names: `1K` is about one megapixel, and each step doubles both sides. */
export const imageSize = z.enum(['512', '1K', '2K', '4K']);
export type ImageSize = z.infer<typeof imageSize>;

/** Dollars for a million tokens, which is micro-dollars for one. */
export interface Price {
	/** Words and pictures that go in. */
	readonly input: number;
	/** Words and thoughts that come out. */
	readonly text: number;
	readonly image: number;
}

/** What one model is called, can do and costs. */
export interface Model {
	readonly alias: ModelAlias;
	/** Google's id, which changes every few months. */
	readonly id: string;
	/** The name people know, such as "Nano Banana Pro". */
	readonly nickname: string;
	readonly state: 'current' | 'preview' | 'deprecated';
	/** Gemini said at the start that it does not know the id. */
	readonly isGone: boolean;
	readonly aspects: readonly AspectRatio[];
	/** Empty when the model takes no size and draws about 1K. */
	readonly sizes: readonly ImageSize[];
	/** The types of the pictures that may go in. */
	readonly inputTypes: readonly string[];
	/** Most pictures that may go in with one prompt. */
	readonly mostReferences: number;
	readonly thinkingLevels: readonly ('minimal' | 'medium' | 'high')[];
	/** Whether it can show what it thought. */
	readonly canShowThoughts: boolean;
	readonly search: 'none' | 'web' | 'web-and-images';
	readonly price: Price;
	/** Tokens of one picture by size; `1K` also stands for a model that takes no size. */
	readonly imageTokens: Readonly<Record<ImageSize, number>>;
	/** Tokens of thought before a usual picture, for the estimate. */
	readonly usualThoughtTokens: number;
}

/** The configured models by alias. */
export type Models = Readonly<Record<ModelAlias, Model>>;

export const offeredModels = (models: Models): Model[] => Object.values(models).filter(({ isGone }) => !isGone);
