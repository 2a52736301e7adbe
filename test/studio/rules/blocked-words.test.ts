import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBlockedWord, isVisible, prepareWords } from '../../../src/studio/rules/blocked-words.ts';

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
	['a b\u0301\u0302ad fox', ['bad'], 'bad'],
	['a ❤️ fox', ['❤'], '❤'],
	['a b\u200bad fox', ['fox', 'bad'], 'bad'],
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

/** Words that differ in nothing but a sign on a letter. */
test.each([
	['बाल', 'बोल'],
	['बल', 'बाल'],
	['कम', 'कमी'],
	['काम', 'कम'],
	['दिन', 'दीन'],
	['かき', 'がき'],
	['عَلَم', 'عِلْم'],
])('%s and %s are two words, each found as itself alone', (one, other) => {
	for (const [word, different] of [
		[one, other],
		[other, one],
	] as const) {
		expect(findBlockedWord(`a ${word} b`, [word])).toBe(word);
		expect(findBlockedWord(`a ${different} b`, [word])).toBeUndefined();
	}
});

test.each(['\u200b', '\u00ad', '*\u200b*', '\u3164', '\ufe0f', '\u200b \u200c', '\u0301'])(
	'a word of nothing that can be seen (%j) blocks nothing',
	(word) => {
		expect(isVisible(word)).toBe(false);
		for (const text of ['a fox', '', '🦊', word]) expect(findBlockedWord(text, [word])).toBeUndefined();
		expect(findBlockedWord('a bad fox', [word, 'bad'])).toBe('bad');
	},
);

test('no half of a surrogate pair gets into the pattern, which would make it slow', () => {
	const half = /\\u(?:\{)?d[89a-f]/i;
	fc.assert(
		fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 })), (words) => {
			expect(prepareWords([...words, 'fox\ud83d', '*\ude00*']).pattern.source).not.toMatch(half);
		}),
	);
});

test('a word that is cut in the middle of an emoji is found', () => {
	const word = `*${'ﷺ'.repeat(11)}x😀y*`;
	expect(prepareWords([word]).pattern.source).not.toContain('y');
	expect(findBlockedWord(word, [word])).toBe(word);
});

test('of many words the same ones are found as when each is looked for alone', () => {
	const word = fc.stringMatching(/^\*?[ab ]{0,4}[ab]\*?$/);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 12 }), fc.stringMatching(/^[ab ]{0,30}$/), (words, text) => {
			const found = findBlockedWord(text, words);
			const alone = words.filter((one) => findBlockedWord(text, [one]) !== undefined);
			expect(found === undefined).toBe(alone.length === 0);
			if (found !== undefined) expect(alone).toContain(found);
		}),
	);
});

test('one word is found as a plain search finds it', () => {
	const word = fc.stringMatching(/^[ab]{1,4}$/);
	fc.assert(
		fc.property(word, fc.stringMatching(/^[ab ]{0,30}$/), (one, text) => {
			expect(findBlockedWord(text, [one]) !== undefined).toBe(new RegExp(`\\b${one}\\b`).test(text));
			expect(findBlockedWord(text, [`*${one}*`]) !== undefined).toBe(text.includes(one));
		}),
	);
});

test('a list is prepared once for all prompts, and anew when it changes', () => {
	const words = Array.from({ length: 500 }, (_, index) => `${index}`.padEnd(100, 'x'));
	const prepared = prepareWords(words);
	findBlockedWord('a fox', words);
	expect(prepareWords([...words])).toBe(prepared);
	expect(prepareWords(words.slice(1))).not.toBe(prepared);
});

test('of lists that are not asked for any more, no more are kept prepared than have room', () => {
	const listOf = (number: number) => Array.from({ length: 500 }, (_, index) => `${number} ${index}`.padEnd(100, 'x'));
	const first = prepareWords(listOf(1));
	for (let number = 2; number < 10; number++) prepareWords(listOf(number));
	expect(prepareWords(listOf(1))).not.toBe(first);
});
