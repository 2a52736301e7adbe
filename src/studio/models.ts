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

/** What one model is called and can do. */
export interface Model {
	readonly alias: ModelAlias;
	/** Google's id, which changes every few months. */
	readonly id: string;
	/** The name people know, such as "Nano Banana Pro". */
	readonly nickname: string;
	readonly aspects: readonly AspectRatio[];
	/** Empty when the model takes no size and draws about 1K. */
	readonly sizes: readonly ImageSize[];
}

/** The configured models by alias. */
export type Models = Readonly<Record<ModelAlias, Model>>;
