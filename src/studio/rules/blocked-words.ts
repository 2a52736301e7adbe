import { confusablesMap } from 'confusables';
import { type Automaton, buildAutomaton, findIn } from './word-automaton.ts';

/** A list of words, compiled for searching. */
interface Prepared {
	readonly words: readonly BlockedWord[];
	readonly automaton: Automaton;
}

interface BlockedWord {
	/** As it is written in the list. */
	readonly word: string;
	readonly plain: string;
	/** Matches inside other words too. */
	readonly isInside: boolean;
}

/** The most characters of a word that are compared: some symbols expand to a whole phrase. */
const MAX_PLAIN = 200;

/** The most characters of lists that stay compiled, for all servers together. */
const MAX_KEPT = 400_000;

/** Compiled lists by content. A pure cache, so neither the caller nor eviction affects results. */
const kept = new Map<string, Prepared>();

/**
 * One of the words that the text contains, in any case and despite look-alike letters. A word matches whole words only;
 * between asterisks (`*word*`) it also matches inside others. Linear in the length of the text, however many words
 * there are.
 */
export function findBlockedWord(text: string, words: readonly string[]): string | undefined {
	const prepared = prepareWords(words);
	const plain = undress(text);
	const joins = markJoins(plain);
	const index = findIn(plain, prepared.automaton, (index, end) => {
		const found = prepared.words[index];
		if (found === undefined) return false;
		return found.isInside || (joins[end] !== 1 && joins[end - found.plain.length - 1] !== 1);
	});
	return index === undefined ? undefined : prepared.words[index]?.word;
}

/** Whether any of the word remains after normalising; an empty word would match everything. */
export const isVisible = (word: string): boolean => prepare(word).plain !== '';

/** Compiles each list once. */
export function prepareWords(words: readonly string[]): Prepared {
	const key = words.join('\0');
	const known = kept.get(key);
	if (known !== undefined) return known;
	const different = new Map(words.map(prepare).map((word) => [`${word.isInside} ${word.plain}`, word]));
	const visible = [...different.values()].filter(({ plain }) => plain !== '');
	const prepared = { words: visible, automaton: buildAutomaton(visible.map(({ plain }) => plain)) };
	kept.set(key, prepared);
	let characters = [...kept.keys()].reduce((sum, { length }) => sum + length, 0);
	for (const oldest of kept.keys()) {
		if (characters <= MAX_KEPT) break;
		kept.delete(oldest);
		characters -= oldest.length;
	}
	return prepared;
}

function prepare(word: string): BlockedWord {
	const [, inside] = /^\*(.+)\*$/.exec(word) ?? [];
	const plain = undress(inside ?? word).trim();
	return { word, plain: plain.slice(0, MAX_PLAIN), isInside: inside !== undefined };
}

/** 1 for letters, digits and marks: a word next to one of these does not stand alone. */
function markJoins(plain: string): Uint8Array {
	const joins = new Uint8Array(plain.length);
	for (const { index, 0: run } of plain.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) joins.fill(1, index, index + run.length);
	return joins;
}

/** Invisible characters, and accents that fit any letter. Source: Unicode, blocks of combining marks. */
const UNSEEN =
	/[\p{Cf}\p{Default_Ignorable_Code_Point}]|[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;

/**
 * A letter with its marks in a script where marks are vowels or sounds, such as Hindi, Arabic or Japanese; or any other
 * mark.
 */
const MARKED = /([\p{L}--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]]\p{M}*)|\p{M}/gv;

/** Maps look-alike letters to one form, and drops invisible characters and decorative marks. */
function undress(text: string): string {
	const bare = text.normalize('NFKD').replace(UNSEEN, '').replace(MARKED, '$1').toLowerCase();
	return Array.from(bare, (letter) => confusablesMap.get(letter) ?? letter)
		.join('')
		.toLowerCase();
}
