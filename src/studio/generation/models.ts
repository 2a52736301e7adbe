import { z } from 'zod';

/** The names by which people choose models; the operator decides which model id each stands for. */
export const modelAlias = z.enum(['flash', 'pro', 'lite', 'classic']);
export type ModelAlias = z.infer<typeof modelAlias>;

/** Every aspect ratio that some model can draw, most common first. */
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

/** Dollars per million tokens, which is micro-dollars per token. */
export interface Price {
	/** Text and pictures of the prompt. */
	readonly input: number;
	/** Text and thoughts of the answer. */
	readonly text: number;
	readonly image: number;
}

/** What a model is called, can do and costs. */
export interface Model {
	readonly alias: ModelAlias;
	/** Google's id, which changes every few months. */
	readonly id: string;
	/** The name people know, such as "Nano Banana Pro". */
	readonly nickname: string;
	readonly state: 'current' | 'preview' | 'deprecated';
	/** Gemini did not know the id when the bot started. */
	readonly isGone: boolean;
	readonly aspects: readonly AspectRatio[];
	/** Empty when the model has no size option and draws about 1K. */
	readonly sizes: readonly ImageSize[];
	/** The picture types that it accepts. */
	readonly inputTypes: readonly string[];
	/** The most pictures that one prompt may contain. */
	readonly mostReferences: number;
	/** Whether it can return its thoughts. */
	readonly canShowThoughts: boolean;
	readonly search: 'none' | 'web' | 'web-and-images';
	readonly price: Price;
	/** Tokens of one picture by size; `1K` also applies to a model without a size option. */
	readonly imageTokens: Readonly<Record<ImageSize, number>>;
	/** Tokens of thought before a usual picture, for the estimate. */
	readonly usualThoughtTokens: number;
}

/** As people choose it: "Nano Banana Pro (pro)". */
export const labelOfModel = ({ nickname, alias }: Model): string => `${nickname} (${alias})`;

/** The configured models by alias. */
export type Models = Readonly<Record<ModelAlias, Model>>;

export const offeredModels = (models: Models): Model[] => Object.values(models).filter(({ isGone }) => !isGone);
