import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { decodeHeic, within } from './heic.ts';
import { type PictureType, sniff } from './sniff.ts';

/**
 * Most pixels that are ever decoded: the 50-megapixel phone (8160 × 6144) passes, a 100-megapixel bomb does not.
 * On one core, at the size that leaves: a WebP takes 3 s and 0.3 GB of memory, a JPEG 1 s and 0.2 GB, a progressive one 2 s
 * and up to 0.5 GB, the worst, a progressive one in CMYK, 7 s and 0.6 GB.
 */
export const MAX_INPUT_PIXELS = 52_000_000;

/**
 * Most pixels of an AVIF, whose decoder knows no smaller scale and holds the picture several times over: 50 million take
 * 0.93 GB, this many 3 s and 0.31 GB.
 */
const MAX_AVIF_PIXELS = 4096 * 4096;

/** Longest side that is ever decoded: every panorama passes. */
export const MAX_INPUT_SIDE = 32_767;

/**
 * After how many seconds libvips is to give up. It looks only between rows that it has made, so what a decoder or an
 * encoder does in one piece (WebP and AVIF in, WebP out) is finished first.
 */
export const GIVE_UP_AFTER_SECONDS = 60;

/**
 * Whether decoding was given up because of {@link GIVE_UP_AFTER_SECONDS} or {@link HEIC_LIMITS}. Source: sharp,
 * `timeout`: "timeout: 42% complete"; {@link decodeHeic}.
 */
export const hasGivenUp = (error: unknown): boolean =>
	error instanceof Error && (error.message.startsWith('timeout:') || error.name === 'AbortError');

/** A picture whose header has been read; sizes are those seen on the screen, after any turning the file asks for. */
export interface Picture {
	readonly kind: 'picture';
	readonly mimeType: PictureType;
	readonly width: number;
	readonly height: number;
	readonly hasAlpha: boolean;
	/**
	 * Its pixels, upright, at most `maxSide` a side; the first frame where there are several. What comes out of it is in sRGB, 8 bits a channel,
	 * without any metadata. It or what is made of it rejects when the file is damaged or has more than
	 * {@link MAX_INPUT_PIXELS}. The signal ends the decoding of a HEIC, which rejects then; others are finished.
	 */
	readonly decode: (maxSide?: number, signal?: AbortSignal) => Promise<Sharp>;
}

export type Opened =
	| Picture
	/** `found` names what it is instead, for a sentence; `undefined` when nothing is known of it. */
	| { readonly kind: 'unsupported'; readonly found: string | undefined }
	| { readonly kind: 'damaged' };

/**
 * A picture that is merely odd (an unknown tag, a faulty colour profile) is read; one that ends early or whose
 * checksums are wrong is not, for the model would be shown, and the person charged for, half a picture.
 */
const DECODING: SharpOptions = { failOn: 'error', limitInputPixels: MAX_INPUT_PIXELS };

/**
 * A HEIC has less time than others: the pixels are bounded for each picture in the file, and a file of 23 kB can name the
 * same tile 240 times. An honest one of 50 megapixels takes 4 to 11 s of a core; see docs/adr/0019.
 */
const HEIC_LIMITS = { maxPixels: MAX_INPUT_PIXELS, seconds: 15 };

/** Most pixels that a picture of this type may have to be decoded. */
export const maxPixelsOf = (mimeType: PictureType): number =>
	mimeType === 'image/avif' ? MAX_AVIF_PIXELS : MAX_INPUT_PIXELS;

/** Whether a picture has more pixels than may be decoded, in all or along one side. */
export function isOversized({ width, height, mimeType }: Picture): boolean {
	return width * height > maxPixelsOf(mimeType) || Math.max(width, height) > MAX_INPUT_SIDE;
}

/** Reads what a file is and how large its picture; decodes no pixel. Never throws. */
export async function openPicture(bytes: Uint8Array): Promise<Opened> {
	const sniffed = await sniff(bytes);
	if (sniffed.kind === 'other') return { kind: 'unsupported', found: sniffed.found };
	try {
		const header = await sharp(bytes, { ...DECODING, limitInputPixels: false }).metadata();
		const { width, height } = header.autoOrient;
		const { mimeType } = sniffed;
		const decode = async (maxSide = MAX_INPUT_SIDE, signal?: AbortSignal) => {
			const isHeic = mimeType === 'image/heic' || mimeType === 'image/heif';
			const readable = isHeic ? await decodeHeic(bytes, header.icc, { ...HEIC_LIMITS, maxSide }, signal) : bytes;
			return sharp(readable, DECODING).timeout({ seconds: GIVE_UP_AFTER_SECONDS }).autoOrient().resize(within(maxSide));
		};
		return { kind: 'picture', mimeType, width, height, hasAlpha: header.hasAlpha, decode };
	} catch {
		return { kind: 'damaged' };
	}
}
