import { GLYPHS, type Glyph, UNKNOWN_GLYPH } from './strokes.ts';

const GAP = 3;
const LINE_HEIGHT = 21;
const TYPED_AS: ReadonlyMap<string, string> = new Map([
	['\u2018', "'"],
	['\u2019', "'"],
	['\u201c', '"'],
	['\u201d', '"'],
	['\u2013', '-'],
	['\u2014', '-'],
]);

/** Text folded to what the pen can draw: accents and invisible marks dropped, white space made single. */
const simplified = (text: string) =>
	[
		...text
			.normalize('NFKD')
			.replace(/[\p{M}\p{Cf}]/gu, '')
			.trim(),
	]
		.map((character) => TYPED_AS.get(character) ?? character)
		.join('')
		.replace(/\s+/g, ' ');

const glyphOf = (character: string): Glyph => GLYPHS.get(character) ?? UNKNOWN_GLYPH;

const widthOf = (text: string) => [...text].reduce((width, character) => width + glyphOf(character).width + GAP, -GAP);

/** Cuts a word that is wider than a line into pieces that fit. */
function* pieces(word: string, maxWidth: number): Generator<string> {
	let piece = '';
	for (const character of word) {
		if (piece !== '' && widthOf(piece + character) > maxWidth) {
			yield piece;
			piece = '';
		}
		piece += character;
	}
	yield piece;
}

/** Text broken into lines no wider than `maxWidth` pen units; what does not fit `maxLines` ends in an ellipsis. */
function wrap(text: string, maxWidth: number, maxLines: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of simplified(text).split(' ')) {
		for (const piece of pieces(word, maxWidth)) {
			const longer = line === '' ? piece : `${line} ${piece}`;
			if (widthOf(longer) <= maxWidth) {
				line = longer;
				continue;
			}
			lines.push(line);
			if (lines.length === maxLines) return [...lines.slice(0, -1), `${line.slice(0, -3)}...`];
			line = piece;
		}
	}
	return [...lines, line];
}

/** A block of text as SVG, and the room it takes. */
export interface Lettering {
	readonly svg: string;
	readonly width: number;
	readonly height: number;
}

export interface LetteringOptions {
	/** Height of a capital letter, in pixels. */
	readonly capHeight: number;
	readonly maxWidth: number;
	readonly maxHeight: number;
}

/** Writes `text` with a round pen, its top left corner at the origin. At least one line, whatever `maxHeight` is. */
export function letter(text: string, { capHeight, maxWidth, maxHeight }: LetteringOptions): Lettering {
	const scale = capHeight / 12;
	const maxLines = Math.max(1, Math.floor(maxHeight / scale / LINE_HEIGHT));
	const lines = wrap(text, maxWidth / scale, maxLines);
	const strokes = lines.flatMap((line, row) => {
		let x = 0;
		return [...line].map((character) => {
			const { width, path } = glyphOf(character);
			const stroke = `<path transform="translate(${x} ${row * LINE_HEIGHT})" d="${path}"/>`;
			x += width + GAP;
			return path === '' ? '' : stroke;
		});
	});
	return {
		svg: `<g transform="scale(${scale})" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${strokes.join('')}</g>`,
		width: Math.max(0, ...lines.map(widthOf)) * scale,
		height: (lines.length * LINE_HEIGHT - (LINE_HEIGHT - 12)) * scale,
	};
}
