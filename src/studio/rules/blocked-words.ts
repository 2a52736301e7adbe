import { confusablesMap } from 'confusables';
import { type Automaton, buildAutomaton, findIn } from './word-automaton.ts';

/** A list of words, ready to be looked for. */
interface Prepared {
	readonly words: readonly BlockedWord[];
	readonly automaton: Automaton;
}

interface BlockedWord {
	/** As it stands in the list. */
	readonly word: string;
	readonly plain: string;
	/** It is found inside other words too. */
	readonly isInside: boolean;
}

/** Most characters of a word that are compared: some signs stand for a whole phrase, so a word grows when it is read. */
const MAX_PLAIN = 200;

/** Most characters of lists that are kept prepared, all servers together. */
const MAX_KEPT = 400_000;

/** By what they hold. A pure function of the words, so it does not matter who asks, or what is forgotten. */
const kept = new Map<string, Prepared>();

/**
 * One of the words, if a text holds any, in any case and however its letters are dressed up. A word stands for itself
 * alone; between asterisks (`*word*`) it is found inside others too. Takes as long as the text, however many words
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

/** Whether there is something in a word that a prompt can hold; without, it would be found everywhere. */
export const isVisible = (word: string): boolean => prepare(word).plain !== '';

/** The same list is prepared once. */
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

/** 1 where a letter, a digit or a sign that belongs to one stands: a word beside it does not stand alone. */
function markJoins(plain: string): Uint8Array {
	const joins = new Uint8Array(plain.length);
	for (const { index, 0: run } of plain.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) joins.fill(1, index, index + run.length);
	return joins;
}

/** What nobody sees, and the accents that can be put on any letter. Source: Unicode, blocks of combining marks. */
const UNSEEN =
	/[\p{Cf}\p{Default_Ignorable_Code_Point}]|[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;

/** A letter of a script whose marks are vowels or sounds, as in Hindi, Arabic or Japanese, with its marks; or any other mark. */
const MARKED = /([\p{L}--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]]\p{M}*)|\p{M}/gv;

/** The same letters for all that look alike, without invisible characters and without marks that only decorate. */
function undress(text: string): string {
	const bare = text.normalize('NFKD').replace(UNSEEN, '').replace(MARKED, '$1').toLowerCase();
	return Array.from(bare, (letter) => confusablesMap.get(letter) ?? letter)
		.join('')
		.toLowerCase();
}
