/** Each character as pen strokes, 10 units high: how wide it is, and SVG path data to be stroked and not filled. */
const STROKES: Readonly<Record<string, readonly [width: number, path: string]>> = {
	0: [6, 'M3 0C1 0 0 2 0 5S1 10 3 10S6 8 6 5S5 0 3 0Z'],
	1: [3, 'M0 2.4L3 0V10'],
	2: [6, 'M0 2.7C.2 1 1.4 0 3 0C4.7 0 6 1.1 6 2.8C6 5 3 6.6 0 10H6'],
	3: [
		6,
		'M.2 1.6C.8 .6 1.8 0 3 0C4.6 0 5.7 1 5.7 2.4S4.6 4.8 2.6 4.8C4.8 4.8 6 5.8 6 7.4S4.7 10 3 10C1.7 10 .6 9.4 0 8.3',
	],
	4: [6, 'M4.6 10V0L0 7H6'],
	5: [6, 'M5.5 0H1L.6 4.4C1.3 3.9 2.1 3.6 3 3.6C4.8 3.6 6 4.9 6 6.7C6 8.7 4.7 10 2.9 10C1.6 10 .6 9.4 0 8.4'],
	6: [6, 'M5 0C2 1 0 3.4 0 6.8A3 3.2 0 1 0 6 6.8A3 3.2 0 0 0 .2 6'],
	7: [6, 'M0 0H6L2 10'],
	8: [6, 'M3 4.7A2.5 2.35 0 1 1 3 0A2.5 2.35 0 1 1 3 4.7A3 2.65 0 1 1 3 10A3 2.65 0 1 1 3 4.7'],
	9: [6, 'M1 10C4 9 6 6.6 6 3.2A3 3.2 0 1 0 0 3.2A3 3.2 0 0 0 5.8 4'],
	'.': [0, 'M0 10V10.01'],
	$: [
		6,
		'M5.8 2.6C5.3 1.6 4.3 1 3 1C1.4 1 .4 1.8 .4 3C.4 5.6 5.8 4.3 5.8 7C5.8 8.3 4.6 9 3 9C1.6 9 .6 8.3 0 7.2M3 -.8V10.8',
	],
};

const GAP = 2.6;

/** Where a text stands: the left end of its baseline, and how high its letters are, in pixels. */
export interface Spot {
	readonly x: number;
	readonly y: number;
	readonly height: number;
}

/** In pixels. */
export const widthOfDigits = (text: string, height: number): number =>
	([...text].reduce((width, character) => width + widthOf(character) + GAP, -GAP) * height) / 10;

/**
 * Digits, points and dollar signs as SVG that needs no font: a server has none, or others than the next. Any other
 * character is left out.
 */
export function drawDigits(text: string, { x, y, height }: Spot): string {
	let left = 0;
	const strokes = [...text].map((character) => {
		const at = left;
		left += widthOf(character) + GAP;
		return `<path transform="translate(${at})" d="${STROKES[character]?.[1] ?? ''}"/>`;
	});
	return `<g transform="translate(${x} ${y - height}) scale(${height / 10})">${strokes.join('')}</g>`;
}

const widthOf = (character: string) => STROKES[character]?.[0] ?? 0;
