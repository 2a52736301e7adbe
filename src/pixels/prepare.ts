import type { Sharp } from 'sharp';
import { hasGivenUp, isOversized, MAX_INPUT_SIDE, maxPixelsOf, openPicture, type Picture } from './open.ts';
import { shrinkToFit } from './shrink.ts';

/**
 * Most bytes a picture may have, before and after preparing, in bytes: what Discord lets people without Nitro upload.
 * In base64 it is 28 MB, so that a request (100 MB at most) holds three of them; more must be shrunk further.
 */
export const MAX_INPUT_BYTES = 20 * 1024 * 1024;

/** Longest side of what leaves, in pixels: that of the largest pictures that Gemini makes from a square. */
export const MAX_SENT_SIDE = 4096;

/** What leaves: of the types that Gemini takes, those that sharp writes. Source: Google, "Image understanding". */
const SENDABLE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

export type Prepared =
	| {
			readonly kind: 'ready';
			/** At most {@link MAX_INPUT_BYTES}. */
			readonly bytes: Uint8Array;
			readonly mimeType: (typeof SENDABLE_TYPES)[number];
			/** In pixels, as seen on the screen. */
			readonly width: number;
			readonly height: number;
	  }
	| Refused;

export type Refused = { readonly kind: 'refused' } & (
	| { readonly why: 'empty' }
	| { readonly why: 'too-many-bytes'; readonly bytes: number; readonly maxBytes: number }
	/** `found` names what it is instead ("PDF"), for a sentence; `undefined` when nothing is known of it. */
	| { readonly why: 'unsupported'; readonly found: string | undefined }
	/** In all, or along one side. */
	| {
			readonly why: 'too-many-pixels';
			readonly width: number;
			readonly height: number;
			readonly maxPixels: number;
			readonly maxSide: number;
	  }
	/** It begins like a picture but cannot be read to its end. */
	| { readonly why: 'damaged' }
	| { readonly why: 'too-slow' }
);

/**
 * Makes a picture somebody uploaded fit to leave for Google: its kind known by its content alone; its size within
 * {@link MAX_INPUT_BYTES}, {@link maxPixelsOf} its type and {@link MAX_INPUT_SIDE} before a pixel is decoded; its pixels
 * upright, in sRGB and at most {@link MAX_SENT_SIDE} a side; and nothing else in the file: no Exif (location), XMP, IPTC,
 * comments, text, thumbnails, or data after its end. So a JPEG that is also a ZIP or a web page comes out as the JPEG
 * alone, and a script behind a GIF's header is damaged.
 *
 * - PNG stays PNG without loss (16 bits a channel become 8).
 * - JPEG is re-encoded at a quality where the loss cannot be seen (92), and so is WebP: with alpha as WebP (95), else as
 *   JPEG, which takes an eighth of the time. Of an animation, the first frame.
 * - GIF and TIFF, often drawings, screenshots and scans, become PNG without loss.
 * - HEIC and AVIF become PNG when they have alpha, else JPEG: they have lost detail already, and a photo as PNG is five
 *   times as big.
 * - One that would be over {@link MAX_INPUT_BYTES} afterwards (a large TIFF photo) becomes JPEG, or WebP with alpha.
 *
 * Anything else, SVG and PDF among it, is refused before a decoder sees it.
 *
 * @throws the signal's reason, and nothing else, when it aborts; what a decoder other than HEIC's is doing then is
 * finished first.
 */
export async function prepareImage(bytes: Uint8Array, signal?: AbortSignal): Promise<Prepared> {
	if (bytes.length === 0) return { kind: 'refused', why: 'empty' };
	if (bytes.length > MAX_INPUT_BYTES) {
		return { kind: 'refused', why: 'too-many-bytes', bytes: bytes.length, maxBytes: MAX_INPUT_BYTES };
	}
	const opened = await openPicture(bytes);
	if (opened.kind === 'unsupported') return { kind: 'refused', why: 'unsupported', found: opened.found };
	if (opened.kind === 'damaged') return { kind: 'refused', why: 'damaged' };
	if (isOversized(opened)) {
		const { width, height, mimeType } = opened;
		const limits = { maxPixels: maxPixelsOf(mimeType), maxSide: MAX_INPUT_SIDE };
		return { kind: 'refused', why: 'too-many-pixels', width, height, ...limits };
	}
	try {
		// Also reads the result again, so that nothing unreadable leaves.
		const fitted = await shrinkToFit(await removeAllButPicture(opened, signal), MAX_INPUT_BYTES, signal);
		if (fitted.kind === 'too-slow') return { kind: 'refused', why: 'too-slow' };
		if (fitted.kind !== 'fits') return { kind: 'refused', why: 'damaged' };
		const mimeType = SENDABLE_TYPES.find((type) => type === fitted.mimeType);
		if (mimeType === undefined) return { kind: 'refused', why: 'damaged' };
		return { kind: 'ready', bytes: fitted.bytes, mimeType, width: fitted.width, height: fitted.height };
	} catch (error) {
		signal?.throwIfAborted();
		return { kind: 'refused', why: hasGivenUp(error) ? 'too-slow' : 'damaged' };
	}
}

async function removeAllButPicture({ mimeType, hasAlpha, decode }: Picture, signal?: AbortSignal): Promise<Uint8Array> {
	// JPEG and WebP are then decoded at a smaller scale to begin with, and no encoder has more than 17 million pixels.
	const pixels = await decode(MAX_SENT_SIDE, signal);
	const encoders = {
		'image/jpeg': asJpeg,
		'image/webp': hasAlpha ? asWebp : asJpeg,
		'image/heic': hasAlpha ? asPng : asJpeg,
		'image/heif': hasAlpha ? asPng : asJpeg,
		'image/avif': hasAlpha ? asPng : asJpeg,
		'image/png': asPng,
		'image/gif': asPng,
		'image/tiff': asPng,
	};
	return encoders[mimeType](pixels).toBuffer();
}

const asPng = (pixels: Sharp) => pixels.png();
const asWebp = (pixels: Sharp) => pixels.webp({ quality: 95 });
const asJpeg = (pixels: Sharp) => pixels.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
