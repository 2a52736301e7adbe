import { type Goal, median, type Row, type Section } from './figures.ts';

/** The median of what was taken, and the least and most. */
export interface Spread {
	readonly median: number;
	readonly least: number;
	readonly most: number;
	readonly taken: number;
}

export interface Result {
	readonly what: string;
	readonly unit: string;
	readonly bot?: Spread;
	readonly floor?: Spread;
	readonly goal?: string;
	readonly isMet?: boolean;
}

export interface ResultSection {
	readonly title: string;
	readonly rows: readonly Result[];
}

const spreadOf = (values: readonly number[] = []): Spread | undefined =>
	values.length === 0
		? undefined
		: { median: median(values), least: Math.min(...values), most: Math.max(...values), taken: values.length };

export const toResults = ({ title, rows }: Section): ResultSection => ({ title, rows: rows.map(toResult) });

function toResult({ what, unit, goal, ...taken }: Row): Result {
	const [bot, floor] = [spreadOf(taken.bot), spreadOf(taken.floor)];
	return { what, unit, ...(bot && { bot }), ...(floor && { floor }), ...(goal && judge(goal, bot, floor)) };
}

const judge = ({ text, isMet }: Goal, bot: Spread | undefined, floor: Spread | undefined) => ({
	goal: text,
	isMet: isMet(bot?.median ?? Number.NaN, floor?.median ?? Number.NaN),
});

/** Three digits at most, and no fraction of a thousand. */
const round = (value: number): string =>
	value >= 100 ? `${Math.round(value)}` : `${Math.round(value * 10 ** digits(value)) / 10 ** digits(value)}`;
const digits = (value: number) => (value >= 10 ? 1 : 2);

function describe(spread: Spread | undefined): string {
	if (spread === undefined) return '–';
	const { median: middle, least, most, taken } = spread;
	return taken === 1 || round(least) === round(most)
		? round(middle)
		: `${round(middle)} (${round(least)}–${round(most)})`;
}

const headings = ['', 'bot', 'floor', 'goal', ''];

const cellsOf = ({ what, unit, bot, floor, goal, isMet }: Result): readonly string[] => [
	unit === '' ? what : `${what} (${unit})`,
	describe(bot),
	describe(floor),
	goal ?? '',
	isMet === undefined ? '' : isMet ? 'met' : '**not met**',
];

/** A Markdown table that can be read as it is. */
export function drawTable({ title, rows }: ResultSection): string {
	const lines = [headings, ...rows.map(cellsOf)];
	const widths = headings.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	const [head, ...body] = lines.map(line);
	return [`### ${title}`, '', head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}
