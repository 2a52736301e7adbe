import sharp, { type Sharp } from 'sharp';
import { GIVE_UP_AFTER_SECONDS, hasGivenUp, isOversized, openPicture, type Picture } from './open.ts';
import type { PictureType } from './sniff.ts';

export type Shrunk =
	/** `changed` is false when the very bytes handed in come back, whatever their type. */
	| {
			readonly kind: 'fits';
			readonly bytes: Uint8Array;
			readonly mimeType: PictureType;
			readonly width: number;
			readonly height: number;
			readonly changed: boolean;
	  }
	/** Even the smallest one tried is over the limit. */
	| { readonly kind: 'too-big'; readonly smallestBytes: number }
	/** Not a picture, a damaged one, or one over the limit with too many pixels to be decoded. */
	| { readonly kind: 'unreadable' }
	| { readonly kind: 'too-slow' };

/**
 * From the best to the smallest. Quality goes first, for loss above 70 is hardly seen; then size at a quality of 80, so
 * that what is left looks clean. `scale` multiplies width and height. The last step leaves a pixel of the largest picture
 * there is.
 */
const STEPS = [
	...[95, 92, 89, 86, 83, 80, 75, 70].map((quality) => ({ quality, scale: 1 })),
	...Array.from({ length: 119 }, (_, index) => ({ quality: 80, scale: 0.915 ** (index + 1) })),
];

/** From here on detail of colour is kept at full resolution too: red lettering smears first. */
const FULL_COLOUR_QUALITY = 86;

/** Source: the WebP container specification. */
const MAX_WEBP_SIDE = 16_383;

/**
 * A picture in at most `maxBytes`, with as much of its quality as that allows: untouched when it fits already, else
 * re-encoded at a lower quality or, past that, a smaller size, found in seven tries on sharp's own threads. JPEG,
 * because people save it and everything opens it; WebP where something is see-through. Re-encoding drops all metadata
 * and all frames but the first.
 *
 * @throws the signal's reason, and nothing else, when it aborts; the try that runs then is finished first, but not the
 * decoding of a HEIC.
 */
export async function shrinkToFit(bytes: Uint8Array, maxBytes: number, signal?: AbortSignal): Promise<Shrunk> {
	const opened = await openPicture(bytes);
	if (opened.kind !== 'picture') return { kind: 'unreadable' };
	const { width, height, mimeType } = opened;
	if (bytes.length <= maxBytes) return { kind: 'fits', bytes, mimeType, width, height, changed: false };
	if (isOversized(opened)) return { kind: 'unreadable' };
	try {
		return await findBestThatFits(await buildEncoder(opened, signal), maxBytes);
	} catch (error) {
		signal?.throwIfAborted();
		return { kind: hasGivenUp(error) ? 'too-slow' : 'unreadable' };
	}
}

type Encode = Awaited<ReturnType<typeof buildEncoder>>;

/** Halves the steps until the first that fits is found: 127 of them, so seven tries. */
async function findBestThatFits(encode: Encode, maxBytes: number): Promise<Shrunk> {
	let best: Shrunk = { kind: 'too-big', smallestBytes: Number.POSITIVE_INFINITY };
	let candidates = STEPS;
	for (;;) {
		const middle = candidates.length >> 1;
		const step = candidates[middle];
		if (step === undefined) return best;
		const encoded = await encode(step);
		if (encoded.bytes.length <= maxBytes) {
			best = { kind: 'fits', ...encoded, changed: true };
			candidates = candidates.slice(0, middle);
		} else {
			if (best.kind === 'too-big') best = { kind: 'too-big', smallestBytes: encoded.bytes.length };
			candidates = candidates.slice(middle + 1);
		}
	}
}

/** Decodes once, into memory: three or four bytes for each pixel. */
async function buildEncoder({ hasAlpha, decode }: Picture, signal?: AbortSignal) {
	const { data, info } = await (await decode(undefined, signal)).raw().toBuffer({ resolveWithObject: true });
	const decoded = () => sharp(data, { raw: info }).timeout({ seconds: GIVE_UP_AFTER_SECONDS });
	const isOpaque = !hasAlpha || (await decoded().stats()).isOpaque;
	const mimeType = isOpaque ? ('image/jpeg' as const) : ('image/webp' as const);
	const longest = Math.max(info.width, info.height);
	const longestAllowed = isOpaque ? longest : Math.min(longest, MAX_WEBP_SIDE);
	return async ({ quality, scale }: (typeof STEPS)[number]) => {
		signal?.throwIfAborted();
		const side = Math.max(1, Math.round(longestAllowed * scale));
		const pixels = decoded().resize({ width: side, height: side, fit: 'inside' });
		const encoder = isOpaque ? toJpeg(pixels, quality) : pixels.webp({ quality });
		const { data, info } = await encoder.toBuffer({ resolveWithObject: true });
		return { bytes: data, mimeType, width: info.width, height: info.height };
	};
}

function toJpeg(pixels: Sharp, quality: number): Sharp {
	return pixels.removeAlpha().jpeg({ quality, chromaSubsampling: quality >= FULL_COLOUR_QUALITY ? '4:4:4' : '4:2:0' });
}
