import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFormatters } from '../../src/words/formatters.ts';
import { LANGUAGES, wordsFor, wordsOf } from '../../src/words/languages.ts';
import { entriesOf, readAll, SAMPLES } from './entries.ts';

const { 'en-US': english, 'en-GB': _, ...others } = LANGUAGES;
const englishEntries = entriesOf(english);

describe.each(Object.entries(others))('in %s', (_locale, words) => {
	const entries = entriesOf(words);

	test('there is everything that there is in English, and nothing else', () => {
		expect([...entries.keys()].toSorted()).toEqual([...englishEntries.keys()].toSorted());
	});

	test('every sentence uses the parameters that the English one uses', () => {
		for (const [key, entry] of entries)
			for (const sample of SAMPLES)
				expect({ key, uses: readAll(entry, sample).uses }).toEqual({
					key,
					uses: readAll(englishEntries.get(key), sample).uses,
				});
	});

	test('no sentence is left in English', () => {
		const left = [...entries].flatMap(([key, entry]) => {
			const { text } = readAll(entry, SAMPLES[0]);
			const isSame = text === readAll(englishEntries.get(key), SAMPLES[0]).text;
			const hasSentence = /\p{L}{2,} \p{L}{2,}/u.test(withoutSamples(text));
			return (isSame && hasSentence) || ENGLISH.test(withoutSamples(text)) ? [`${key}: ${text}`] : [];
		});
		expect(left).toEqual([]);
	});
});

/** Words that are English and nothing else. */
const ENGLISH = /\b(the|you|your|with|this|that|isn't|can't|don't)\b/i;

/** The text without what was put into it, names of commands and code. */
const withoutSamples = (text: string) => text.replaceAll(/`[^`]*`|\/[a-z]+|Model [A-Z]|what was given/g, '');

test.each([
	['de', 'de'],
	['es-419', 'es-ES'],
	['en-GB', 'en-US'],
	['pl', 'en-US'],
	['constructor', 'en-US'],
	[undefined, 'en-US'],
] as const)('whose Discord is in %s reads what those in %s read', (locale, same) => {
	expect(wordsFor(locale)).toBe(LANGUAGES[same]);
});

test('what is private is in the language of the person, what all see in that of the server', () => {
	const locales = { personLocale: 'fr', guildLocale: 'ja' };
	expect(wordsOf({ ...locales, isPrivate: true })).toBe(LANGUAGES.fr);
	expect(wordsOf(locales)).toBe(LANGUAGES.ja);
	expect(wordsOf({ personLocale: 'fr' })).toBe(LANGUAGES.fr);
	expect(wordsOf({ guildLocale: 'ja', isPrivate: true })).toBe(LANGUAGES.ja);
});

test('one is followed by the singular, every other number by the plural, in English', () => {
	const { count } = createFormatters('en-US');
	const pictures = { one: 'picture', other: 'pictures' };
	fc.assert(
		fc.property(fc.nat({ max: 999 }), (amount) => {
			expect(count(amount, pictures)).toBe(`${amount} ${amount === 1 ? 'picture' : 'pictures'}`);
		}),
	);
});

test('money has one form, down to a tenth of a cent', () => {
	const { dollars } = createFormatters('en-US');
	expect([0, 400, 39_000, 150_000, 1_234_567_000].map(dollars)).toEqual([
		'$0.00',
		'$0.00',
		'$0.039',
		'$0.15',
		'$1,234.567',
	]);
});
