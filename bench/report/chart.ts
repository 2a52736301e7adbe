import type { Result } from './results.ts';

const WIDTH = 720;
const LABEL_WIDTH = 200;
const ROOM_FOR_FIGURES = 70;
const BAR = 14;
const GROUP = 2 * BAR + 16;
const TOP = 44;
const COLOURS = { bot: '#3b6fd4', floor: '#b3b8c2' };

const text = (x: number, y: number, words: string) => `<text x="${x}" y="${y}">${words}</text>`;

/** Bars of the bot above those of the floor, one pair for each figure in milliseconds; read on light and dark pages. */
export function drawChart(title: string, results: readonly Result[]): string {
	const pairs = results.map(({ what, bot, floor }) => ({ what, bot: bot?.median ?? 0, floor: floor?.median ?? 0 }));
	const longest = Math.max(...pairs.flatMap(({ bot, floor }) => [bot, floor]));
	const scale = (WIDTH - LABEL_WIDTH - ROOM_FOR_FIGURES) / longest;
	const bar = (of: keyof typeof COLOURS, value: number, y: number) => [
		`<rect x="${LABEL_WIDTH}" y="${y}" width="${Math.round(value * scale)}" height="${BAR}" fill="${COLOURS[of]}"/>`,
		text(LABEL_WIDTH + Math.round(value * scale) + 6, y + BAR - 3, `${Math.round(value)} ms`),
	];
	const bars = pairs.flatMap(({ what, bot, floor }, index) => {
		const y = TOP + index * GROUP;
		return [text(10, y + BAR + 4, what), ...bar('bot', bot, y), ...bar('floor', floor, y + BAR)];
	});
	const height = TOP + pairs.length * GROUP;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
		`<title>${title}: bot and floor</title>`,
		`<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
		text(10, 24, `${title}: <tspan fill="${COLOURS.bot}">bot</tspan>, <tspan fill="#7a808c">floor</tspan>`),
		...bars,
		'</svg>',
		'',
	].join('\n');
}
