import { openPicture } from './open.ts';
import type { PictureType } from './sniff.ts';

export interface Measured {
	/** In pixels, as seen on the screen. */
	readonly width: number;
	readonly height: number;
	readonly mimeType: PictureType;
}

/**
 * The real type and size of a picture, from its content. Reads the header only, so a picture that is cut off further
 * down is measured like a whole one. `undefined` when it is no picture that can be read. Never throws.
 */
export async function measureImage(bytes: Uint8Array): Promise<Measured | undefined> {
	const opened = await openPicture(bytes);
	if (opened.kind !== 'picture') return undefined;
	const { width, height, mimeType } = opened;
	return { width, height, mimeType };
}
