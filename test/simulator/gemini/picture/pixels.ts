import type { ImageSize } from '../models.ts';

export interface Pixels {
	readonly width: number;
	readonly height: number;
}

const PIXELS_AT_1K: ReadonlyMap<string, Pixels> = new Map([
	['1:1', { width: 1024, height: 1024 }],
	['2:3', { width: 848, height: 1264 }],
	['3:2', { width: 1264, height: 848 }],
	['3:4', { width: 896, height: 1200 }],
	['4:3', { width: 1200, height: 896 }],
	['4:5', { width: 928, height: 1152 }],
	['5:4', { width: 1152, height: 928 }],
	['9:16', { width: 768, height: 1376 }],
	['16:9', { width: 1376, height: 768 }],
	['21:9', { width: 1584, height: 672 }],
	['1:4', { width: 512, height: 2048 }],
	['4:1', { width: 2048, height: 512 }],
	['1:8', { width: 384, height: 3072 }],
	['8:1', { width: 3072, height: 384 }],
]);

const SCALE: Readonly<Record<ImageSize, number>> = { '512': 0.5, '1K': 1, '2K': 2, '4K': 4 };

/**
 * The pixels of an output picture.
 *
 * Throws for a ratio that no model knows. Source: Google's image-generation page (the table for 1K; 2K is twice and
 * 4K four times as wide and high).
 */
export function pixelsFor(ratio: string, size: ImageSize): Pixels {
	const at1K = PIXELS_AT_1K.get(ratio);
	if (at1K === undefined) throw new RangeError(`No pixels are known for the ratio ${ratio}`);
	return { width: at1K.width * SCALE[size], height: at1K.height * SCALE[size] };
}

/** Of `ratios`, the one whose shape is closest to that of `input`; what the models do when none is asked for. */
export function nearestRatio(input: Pixels, ratios: readonly string[]): string {
	const distance = (ratio: string) => {
		const { width, height } = pixelsFor(ratio, '1K');
		return Math.abs(Math.log((width / height) * (input.height / input.width)));
	};
	return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best), '1:1');
}
