import sharp from 'sharp';

/** A rectangle in pixels, from the top left corner of the picture. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Twice as wide as Discord shows it, so that it stays sharp on high-density screens. */
const SIZE = { width: 1100, height: 360 };
/** Where the bars stand. */
export const FRAME: Box = { x: 24, y: 24, width: 1052, height: 312 };
/** A bar's share of the room it has; the rest separates it from the next. */
const BAR_SHARE = 0.72;
/** In pixels: anything above nothing can be seen. */
const MIN_HEIGHT = 2;
/** They stand out from Discord's light and its dark background. */
const COLOURS = { ground: '#2b2d31', line: '#4e5058', bar: '#f0b232' };

/** A bar for each value, side by side, the largest as high as the frame. Values are whole numbers from 0. */
export function layOut(values: readonly number[]): readonly Box[] {
	const largest = Math.max(1, ...values);
	const room = FRAME.width / values.length;
	return values.map((value, index) => {
		const height = value === 0 ? 0 : Math.max(MIN_HEIGHT, (value / largest) * FRAME.height);
		const x = FRAME.x + (index + (1 - BAR_SHARE) / 2) * room;
		return { x, y: FRAME.y + FRAME.height - height, width: room * BAR_SHARE, height };
	});
}

/** A bar chart as a PNG, without text: a server may have no fonts, and the message beside it has the numbers. */
export async function drawBars(values: readonly number[]): Promise<Uint8Array> {
	const { x, y, width, height } = FRAME;
	const lines = [0, 0.5, 1].map((share) => `<path d="M${x} ${y + share * height}h${width}"/>`);
	const bars = layOut(values).map(
		(bar) => `<rect x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}"/>`,
	);
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">
		<rect width="100%" height="100%" fill="${COLOURS.ground}"/>
		<g stroke="${COLOURS.line}" stroke-width="2">${lines.join('')}</g>
		<g fill="${COLOURS.bar}">${bars.join('')}</g>
	</svg>`;
	return sharp(Buffer.from(svg)).png().toBuffer();
}
