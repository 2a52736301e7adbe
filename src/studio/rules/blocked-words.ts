import { confusablesMap } from 'confusables';

/** A list of words, compiled for searching. */
interface Prepared {
	readonly pattern: RegExp;
	/** Each word as it is written in the list, by what the pattern matches. */
	readonly written: ReadonlyMap<string, string>;
}

/** The most characters of a word that are compared: some symbols expand to a whole phrase. */
const MAX_PLAIN = 200;

/** The most characters of lists that stay compiled, for all servers together. */
const MAX_KEPT = 400_000;

/** Compiled lists by content. A pure cache, so neither the caller nor eviction affects results. */
const kept = new Map<string, Prepared>();

/** A letter, digit or mark: a word next to one of these does not stand alone. */
const WORD_CHARACTER = '[\\p{L}\\p{N}\\p{M}]';

/**
 * One of the words that the text contains, in any case and despite look-alike letters. A word matches whole words only;
 * between asterisks (`*word*`) it also matches inside others. The largest list takes 0.1 s at most for 6000 characters,
 * or 0.2 s if every character expands to a phrase.
 */
export function findBlockedWord(text: string, words: readonly string[]): string | undefined {
	const { pattern, written } = prepareWords(words);
	const { whole, inside } = pattern.exec(undress(text))?.groups ?? {};
	const plain = whole ?? inside;
	return plain && written.get(keyOf({ plain, isInside: whole === undefined }));
}

/** Whether any of the word remains after normalising; an empty word would match everything. */
export const isVisible = (word: string): boolean => prepare(word).plain !== '';

/** Compiles each list once. */
export function prepareWords(words: readonly string[]): Prepared {
	const key = words.join('\0');
	const known = kept.get(key);
	if (known !== undefined) return known;
	const visible = words.map((word) => ({ word, ...prepare(word) })).filter(({ plain }) => plain !== '');
	const written = new Map(visible.map((one) => [keyOf(one), one.word]));
	const prepared = { written, pattern: buildPattern(visible) };
	kept.set(key, prepared);
	let characters = [...kept.keys()].reduce((sum, { length }) => sum + length, 0);
	for (const oldest of kept.keys()) {
		if (characters <= MAX_KEPT) break;
		kept.delete(oldest);
		characters -= oldest.length;
	}
	return prepared;
}

interface NormalizedWord {
	/** What is left of the word after normalising. */
	readonly plain: string;
	/** Matches inside other words too. */
	readonly isInside: boolean;
}

/** What cutting between the two halves of a character leaves. */
const HALF_PAIR = /[\ud800-\udbff]$/;

const keyOf = ({ plain, isInside }: NormalizedWord) => `${isInside} ${plain}`;

function prepare(word: string): NormalizedWord {
	const [, inside] = /^\*(.+)\*$/.exec(word) ?? [];
	const plain = undress(inside ?? word).trim();
	return { plain: plain.slice(0, MAX_PLAIN).replace(HALF_PAIR, ''), isInside: inside !== undefined };
}

function buildPattern(words: readonly NormalizedWord[]): RegExp {
	const anyOf = (isInside: boolean) => {
		const patterns = words.filter((word) => word.isInside === isInside).map(({ plain }) => RegExp.escape(plain));
		// An empty group would match everywhere.
		return patterns.join('|') || '(?!)';
	};
	const whole = `(?<!${WORD_CHARACTER})(?<whole>${anyOf(false)})(?!${WORD_CHARACTER})`;
	return new RegExp(`${whole}|(?<inside>${anyOf(true)})`, 'u');
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
	// Half a surrogate pair makes the pattern, and the search with it, hundreds of times slower.
	const bare = text.toWellFormed().normalize('NFKD').replace(UNSEEN, '').replace(MARKED, '$1').toLowerCase();
	return Array.from(bare, (letter) => confusablesMap.get(letter) ?? letter)
		.join('')
		.toLowerCase();
}
