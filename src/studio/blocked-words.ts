import { remove } from 'confusables';

/**
 * The first of the words that a text holds, in any case and however its letters are dressed up. A word stands for
 * itself alone; between asterisks (`*word*`) it is found inside others too.
 */
export function findBlockedWord(text: string, words: readonly string[]): string | undefined {
	const plain = undress(text);
	return words.find((word) => {
		const [, inside] = /^\*(.+)\*$/.exec(word) ?? [];
		if (inside !== undefined) return plain.includes(undress(inside));
		const alone = undress(word).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
		return new RegExp(`(?<![\\p{L}\\p{N}])${alone}(?![\\p{L}\\p{N}])`, 'u').test(plain);
	});
}

/** The same letters for all that look alike, without accents and invisible characters. */
const undress = (text: string) =>
	remove(
		text
			.normalize('NFKD')
			.replace(/[\p{M}\p{Cf}]/gu, '')
			.toLowerCase(),
	).toLowerCase();
