import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBlockedWord } from '../../src/studio/blocked-words.ts';

test.each([
	['a bad fox', ['bad'], 'bad'],
	['a BAD fox', ['bad'], 'bad'],
	['a bаd fox (with a Cyrillic а)', ['bad'], 'bad'],
	['a ⓑⓐⓓ fox', ['bad'], 'bad'],
	['a b\u200bad fox', ['bad'], 'bad'],
	['a bád fox', ['bad'], 'bad'],
	['bad', ['bad'], 'bad'],
	['a badger', ['bad'], undefined],
	['a badger', ['*bad*'], '*bad*'],
	['a forbаdden fox', ['*bad*'], '*bad*'],
	['a forbаdden fox', ['bad'], undefined],
	['two words together', ['words together'], 'words together'],
	['c++ on a shirt', ['c++'], 'c++'],
	['(a.b)', ['a.b'], 'a.b'],
	['axb', ['a.b'], undefined],
	['anything', [], undefined],
	['anything', ['**'], undefined],
])('%j with %j blocked finds %j', (text, words, found) => {
	expect(findBlockedWord(text, words)).toBe(found);
});

test('no word makes the search throw, and a word that stands alone is always found', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (word, text) => {
			expect(() => findBlockedWord(text, [word])).not.toThrow();
		}),
	);
	fc.assert(
		fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.string(), (word, text) => {
			expect(findBlockedWord(`${text} ${word} ${text}`, [word])).toBe(word);
		}),
	);
});
