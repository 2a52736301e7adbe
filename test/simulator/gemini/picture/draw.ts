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
	/** The picture that this one is made from: it becomes the ground, tinted. */
	readonly from?: Uint8Array;
	/** Written in the upper corner, e.g. `turn 2`. */
	readonly mark?: string;
}

const GRAIN_BYTES = 1 << 16;

const grainOf = ({ prompt, variation }: DrawOptions): Uint8Array =>
	createHash('shake256', { outputLength: GRAIN_BYTES }).update(`${variation} ${prompt}`).digest();

const plaque = (x: number, y: number, padding: number, text: Lettering) =>
	`<g transform="translate(${x} ${y})"><rect width="${text.width + 2 * padding}" height="${text.height + 2 * padding}" rx="${padding * 0.8}" fill="#0b1020" fill-opacity=".64"/><g transform="translate(${padding} ${padding})">${text.svg}</g></g>`;

/** The prompt on a dark plaque at the foot, the mark on a small one at the head; and how much room is left between. */
function captions({ prompt, pixels: { width, height }, mark }: DrawOptions): { svg: string; freeHeight: number } {
	const unit = Math.min(width, height);
	const margin = unit * 0.045;
	const caption = letter(prompt, {
		capHeight: Math.max(unit * 0.03, 11),
		maxWidth: width - 4 * margin,
		maxHeight: height * 0.34,
	});
	const top = height - caption.height - 3 * margin;
	const foot = plaque(margin, top, margin, caption);
	if (mark === undefined) return { svg: foot, freeHeight: top };
	const badge = letter(mark, { capHeight: Math.max(unit * 0.02, 9), maxWidth: width, maxHeight: height });
	return { svg: foot + plaque(margin / 2, margin / 2, margin / 2, badge), freeHeight: top };
}

const svgOf = ({ width, height }: Pixels, elements: string) =>
	Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${elements}</svg>`);

/** The picture it is made from, framed like a print, before a blurred copy of itself; both lightly tinted. */
async function reworked(options: DrawOptions, from: Uint8Array, hue: number): Promise<Sharp> {
	const { width, height } = options.pixels;
	const { svg, freeHeight } = captions(options);
	const margin = Math.min(width, height) * 0.075;
	const upright = sharp(from).autoOrient();
	const { data: print, info } = await upright
		.clone()
		.resize(Math.round(width - 2 * margin), Math.round(freeHeight - 2 * margin), { fit: 'inside' })
		.toColourspace('srgb')
		.png({ compressionLevel: 0 })
		.toBuffer({ resolveWithObject: true });
	const left = Math.round((width - info.width) / 2);
	const top = Math.round((freeHeight - info.height) / 2);
	const border = margin * 0.16;
	const frame = `<rect x="${left - border}" y="${top - border}" width="${info.width + 2 * border}" height="${info.height + 2 * border}" fill="#fff"/>`;
	const wash = (opacity: number) =>
		`<rect width="${width}" height="${height}" fill="hsl(${hue},70%,40%)" fill-opacity="${opacity}"/>`;
	const smear = await upright.resize(12, 12, { fit: 'fill' }).toColourspace('srgb').png().toBuffer();
	return sharp(smear)
		.resize(width, height, { fit: 'fill', kernel: 'cubic' })
		.composite([
			{ input: svgOf(options.pixels, wash(0.4) + frame) },
			{ input: print, left, top },
			{ input: svgOf(options.pixels, wash(0.16) + svg) },
		]);
}

/**
 * Draws what the stand-in answers with: a landscape, or the given picture tinted, with the prompt written on it.
 *
 * The same options give the same bytes. Film grain makes a file about as large as the service's (roughly half a byte
 * per pixel). Rejects when `from` cannot be decoded.
 */
export async function draw(options: DrawOptions): Promise<Buffer> {
	const grain = grainOf(options);
	const chance: Chance = (place) => (grain[place % GRAIN_BYTES] ?? 0) / 255;
	const hue = hueOf(options.prompt, chance);
	const { from, pixels } = options;
	const scene =
		from === undefined
			? sharp(svgOf(pixels, landscape(pixels, hue, chance) + captions(options).svg))
			: await reworked(options, from, hue);
	const { data, info } = await scene.flatten().removeAlpha().raw().toBuffer({ resolveWithObject: true });
	const canvas = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
	for (let index = 0; index < canvas.length; index++) {
		// The multiplier makes neighbouring rows start at unrelated grains, so that no tile shows.
		const speck = grain[(index + (index >>> 16) * 40_503) & (GRAIN_BYTES - 1)] ?? 0;
		canvas[index] = (canvas[index] ?? 0) + (speck >> 4) - 8;
	}
	const picture = sharp(canvas, { raw: { width: info.width, height: info.height, channels: 3 } });
	return options.mimeType === 'image/png'
		? picture.png({ compressionLevel: 1 }).toBuffer()
		: picture.jpeg({ quality: 95 }).toBuffer();
}
