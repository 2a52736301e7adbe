import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { type Lettering, letter } from './lettering.ts';
import type { Pixels } from './pixels.ts';
import { type Chance, hueOf, landscape } from './scene.ts';

export interface DrawOptions {
	readonly prompt: string;
	/** Which of several pictures of one answer this is: each gets a landscape of its own. */
	readonly variation: number;
	readonly pixels: Pixels;
	readonly mimeType: 'image/jpeg' | 'image/png';
	/** The picture that this one is made from. */
	readonly from?: Uint8Array;
	/** Written in the upper corner, e.g. `turn 2`. */
	readonly mark?: string;
}

const GRAIN_BYTES = 1 << 16;
/** More never fits on a picture, and a prompt may be as long as the largest request. */
const MAX_DRAWN_CHARS = 2000;

const grainOf = ({ prompt, variation }: DrawOptions): Uint8Array =>
	createHash('shake256', { outputLength: GRAIN_BYTES }).update(`${variation} ${prompt}`).digest();

const svgOf = ({ width, height }: Pixels, elements: string) =>
	Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${elements}</svg>`);

/** Text on a dark, rounded plate, its bottom or top left corner where `at` says. */
function plaque(
	text: Lettering,
	padding: number,
	at: { left: number; top: number } | { left: number; bottom: number },
) {
	const width = Math.ceil(text.width + 2 * padding);
	const height = Math.ceil(text.height + 2 * padding);
	const plate = `<rect width="${width}" height="${height}" rx="${padding * 0.8}" fill="#0b1020" fill-opacity=".64"/>`;
	const letters = `<g transform="translate(${padding} ${padding})">${text.svg}</g>`;
	const top = Math.round('top' in at ? at.top : at.bottom - height);
	return { input: svgOf({ width, height }, plate + letters), left: Math.round(at.left), top };
}

/** The prompt at the foot of the picture and the mark at its head; the prompt comes first. */
function captions({ prompt, pixels: { width, height }, mark }: DrawOptions) {
	const unit = Math.min(width, height);
	const margin = unit * 0.045;
	const words = prompt.slice(0, MAX_DRAWN_CHARS).trim();
	const caption = letter(words === '' ? 'untitled' : words, {
		capHeight: Math.max(unit * 0.03, 11),
		maxWidth: width - 4 * margin,
		maxHeight: height * 0.34,
	});
	const foot = plaque(caption, margin, { left: margin, bottom: height - margin });
	if (mark === undefined) return [foot];
	const badge = letter(mark, { capHeight: Math.max(unit * 0.02, 9), maxWidth: width, maxHeight: height });
	return [foot, plaque(badge, margin / 2, { left: margin / 2, top: margin / 2 })];
}

/** Mixes every pixel with a colour: in linear steps, for an SVG of the same size would take ten times as long. */
function wash(picture: Sharp, hue: number, share: number): Sharp {
	const channel = (shift: number) => {
		const sector = (shift + hue / 30) % 12;
		return 102 - 71 * Math.max(-1, Math.min(sector - 3, 9 - sector, 1)); // 70 % saturated, 40 % light
	};
	const kept = 1 - share;
	return picture.linear(
		[kept, kept, kept],
		[0, 8, 4].map((shift) => channel(shift) * share),
	);
}

/** The picture it is made from, framed like a print, before a smear of its own colours; both washed in the hue. */
async function reworked(options: DrawOptions, from: Uint8Array, hue: number): Promise<Sharp> {
	const { width, height } = options.pixels;
	const plaques = captions(options);
	const free = plaques[0]?.top ?? height;
	const margin = Math.min(width, height) * 0.075;
	const border = Math.round(margin * 0.16);
	const { data, info } = await wash(sharp(from).autoOrient().flatten({ background: '#fff' }), hue, 0.16)
		.resize(Math.round(width - 2 * margin), Math.round(free - 2 * margin), { fit: 'inside' })
		.toColourspace('srgb')
		.raw()
		.toBuffer({ resolveWithObject: true });
	const raw = { width: info.width, height: info.height, channels: info.channels };
	const left = Math.round((width - info.width) / 2);
	const top = Math.round((free - info.height) / 2);
	const frame = {
		width: info.width + 2 * border,
		height: info.height + 2 * border,
		channels: 3,
		background: '#fff',
	} as const;
	const smear = await wash(sharp(data, { raw }), hue, 0.3).resize(12, 12, { fit: 'fill' }).png().toBuffer();
	return sharp(smear)
		.resize(width, height, { fit: 'fill', kernel: 'linear' })
		.composite([
			{ input: { create: frame }, left: left - border, top: top - border },
			{ input: data, raw, left, top },
			...plaques,
		]);
}

/** Adds film grain in place. */
function addGrain(canvas: Uint8ClampedArray, grain: Uint8Array): void {
	for (let index = 0; index < canvas.length; index++) {
		// The multiplier makes neighbouring rows start at unrelated grains, so that no tile shows.
		const speck = grain[(index + (index >>> 16) * 40_503) & (GRAIN_BYTES - 1)] ?? 0;
		canvas[index] = (canvas[index] ?? 0) + (speck >> 4) - 8;
	}
}

/**
 * Draws what the stand-in answers with: a landscape, or the given picture in a frame, with the prompt written on it.
 *
 * The same options give the same bytes. Film grain makes the file large, as a photograph's would be. Rejects when
 * `from` cannot be decoded.
 */
export async function draw(options: DrawOptions): Promise<Buffer> {
	const { from, pixels, mimeType } = options;
	const grain = grainOf(options);
	const chance: Chance = (place) => (grain[place % GRAIN_BYTES] ?? 0) / 255;
	const hue = hueOf(options.prompt.slice(0, MAX_DRAWN_CHARS), chance);
	const scene =
		from === undefined
			? sharp(svgOf(pixels, landscape(pixels, hue, chance))).composite(captions(options))
			: await reworked(options, from, hue);
	const { data, info } = await scene.flatten().removeAlpha().raw().toBuffer({ resolveWithObject: true });
	const canvas = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
	addGrain(canvas, grain);
	const picture = sharp(canvas, { raw: { width: info.width, height: info.height, channels: 3 } });
	return mimeType === 'image/png'
		? picture.png({ compressionLevel: 1 }).toBuffer()
		: picture.jpeg({ quality: 95 }).toBuffer();
}
