import sharp from 'sharp';
import { drawDigits, widthOfDigits } from './digits.ts';

/** What one bar stands for. */
export interface Bar {
	/** At most two digits, written below it. */
	readonly label: string;
	/** A whole number from 0. */
	readonly microDollars: number;
}

/** A rectangle in pixels, from the top left corner of the picture. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Twice as wide as Discord shows it, so that it stays sharp on good screens. */
const SIZE = { width: 1100, height: 420 };
/** Where the bars stand. */
export const FRAME: Box = { x: 24, y: 64, width: 1052, height: 300 };
const DIGITS = { top: 24, label: 15 };
/** Of the room that each bar has; the rest parts it from the next. */
const BAR_SHARE = 0.72;
/** What is not nothing is seen, however little it is. */
const LEAST_HEIGHT = 2;
const COLOURS = { ground: '#2b2d31', line: '#4e5058', text: '#dbdee1', bar: '#f0b232' };

/** The bars side by side in the frame, and what one as high as the frame stands for, in micro-dollars. */
export function layOut(bars: readonly Bar[]): { readonly top: number; readonly placed: readonly (Bar & Box)[] } {
	const top = roundUp(Math.max(0, ...bars.map(({ microDollars }) => microDollars)));
	const room = FRAME.width / bars.length;
	const placed = bars.map((bar, index) => {
		const { microDollars } = bar;
		const height = microDollars === 0 ? 0 : Math.max(LEAST_HEIGHT, (microDollars / top) * FRAME.height);
		const x = FRAME.x + (index + (1 - BAR_SHARE) / 2) * room;
		return { ...bar, x, y: FRAME.y + FRAME.height - height, width: room * BAR_SHARE, height };
	});
	return { top, placed };
}

/** One, two or five of a power of ten, and no less than a cent: below that there is nothing to write. */
function roundUp(microDollars: number): number {
	const most = Math.max(10_000, microDollars);
	const power = 10 ** Math.floor(Math.log10(most));
	return power * ([1, 2, 5].find((step) => step * power >= most) ?? 10);
}

/** Bars, the label of each below it, and the amount that the highest line stands for, as a PNG. */
export async function drawBars(bars: readonly Bar[]): Promise<Uint8Array> {
	const { top, placed } = layOut(bars);
	const { x, y, width, height } = FRAME;
	const lines = [0, 0.5, 1].map((share) => `<path d="M${x} ${y + share * height}h${width}"/>`);
	const drawn = placed.map((bar) => `<rect x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}"/>`);
	const labels = placed.map((bar) => {
		const left = bar.x + (bar.width - widthOfDigits(bar.label, DIGITS.label)) / 2;
		return drawDigits(bar.label, { x: left, y: SIZE.height - 22, height: DIGITS.label });
	});
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">
		<rect width="100%" height="100%" fill="${COLOURS.ground}"/>
		<g stroke="${COLOURS.line}" stroke-width="2">${lines.join('')}</g>
		<g fill="${COLOURS.bar}">${drawn.join('')}</g>
		<g fill="none" stroke="${COLOURS.text}" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round">
			${labels.join('')}
			${drawDigits(describeDollars(top), { x, y: y - 16, height: DIGITS.top })}
		</g>
	</svg>`;
	return sharp(Buffer.from(svg)).png().toBuffer();
}

const describeDollars = (microDollars: number) =>
	`$${(microDollars / 1_000_000).toFixed(microDollars < 1_000_000 ? 2 : 0)}`;
