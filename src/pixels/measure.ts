import { openPicture } from './open.ts';

/**
 * The real type of a picture and its size in pixels, as seen on the screen, from its content. Reads the header only, so
 * a picture that is cut off further down is measured like a whole one. `undefined` when it is no picture that can be
 * read. Never throws.
 */
export async function measureImage(bytes: Uint8Array) {
	const opened = await openPicture(bytes);
	if (opened.kind !== 'picture') return undefined;
	const { width, height, mimeType } = opened;
	return { width, height, mimeType };
}
