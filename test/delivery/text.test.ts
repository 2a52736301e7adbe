import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, joinWithin, link, quote, withoutMarkup } from '../../src/delivery/text.ts';

const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc
		.array(fc.constantFrom('🦊', 'a', '\n', '[', ']', '(', ')', '<', '>', '*', '\\', '`', ' '))
		.map((parts) => parts.join('')),
);

describe('clip', () => {
	test('leaves what is short enough and marks what it cuts, within the limit and without half a character', () => {
		fc.assert(
			fc.property(anyText, fc.nat({ max: 30 }), (text, maxChars) => {
				const clipped = clip(text, maxChars);
				expect(clipped.length).toBeLessThanOrEqual(maxChars);
				expect(clipped.isWellFormed()).toBe(true);
				if (text.length <= maxChars) expect(clipped).toBe(text);
				else if (maxChars > 0) expect(clipped).toMatch(/…$/);
			}),
		);
	});

	test.each([
		['foxes', 5, 'foxes'],
		['foxes', 4, 'fox…'],
		['foxes', 1, '…'],
		['foxes', 0, ''],
	])('%j in %i characters is %j', (text, maxChars, clipped) => {
		expect(clip(text, maxChars)).toBe(clipped);
	});
});

test('every line of a quotation is quoted, and nothing of it is lost', () => {
	fc.assert(
		fc.property(anyText, (text) => {
			const lines = quote(text).split('\n');
			expect(lines.filter((line) => !line.startsWith('> '))).toEqual([]);
			expect(
				lines
					.map((line) => line.slice(2))
					.join('\n')
					.replaceAll('> ', ''),
			).toBe(text.replaceAll('> ', ''));
		}),
	);
});

test.each([
	['**bold**', '\\*\\*bold\\*\\*'],
	['_a_ ~~b~~ ||c|| `d`', '\\_a\\_ \\~\\~b\\~\\~ \\|\\|c\\|\\| \\`d\\`'],
	['# heading', '\\# heading'],
	['- item\n1. item', '\\- item\n1\\. item'],
	['[text](https://example.com)', '\\[text](https://example.com)'],
	['https://example.com/a_b_c', 'https://example.com/a_b_c'],
])('%j is shown as it was written', (text, escaped) => {
	expect(withoutMarkup(text)).toBe(escaped);
});

describe('a link', () => {
	test('is one link whatever its text, shows something, and leads where it should', () => {
		fc.assert(
			fc.property(anyText, fc.webUrl({ withFragments: true, withQueryParameters: true }), (text, url) => {
				const [, label = '', target = ''] = /^\[((?:\\.|[^\\[\]\n])+)\]\(<([^<>\s]+)>\)$/.exec(link(text, url)) ?? [];
				expect(label.trim()).not.toBe('');
				expect(target).toBe(new URL(url).href);
			}),
		);
	});

	test.each(['', '  ', '[]', '\n'])('with nothing to show (%j) shows the site', (text) => {
		expect(link(text, 'https://example.com/a')).toBe('[example.com](<https://example.com/a>)');
	});

	test('that would end before its address does has that part of it encoded', () => {
		expect(link('a', 'https://example.com/a>)b?<c>#>')).toBe('[a](<https://example.com/a%3E)b?%3Cc%3E#%3E>)');
	});
});

describe('texts joined within a limit', () => {
	test('are as many as fit, in their order', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c') })),
				fc.nat({ max: 60 }),
				(texts, maxChars) => {
					const joined = joinWithin(texts, ' · ', maxChars);
					expect(joined.length).toBeLessThanOrEqual(maxChars);
					const shown = joined.split(' · ').filter((text) => text !== '');
					let from = 0;
					for (const text of shown) from = texts.indexOf(text, from) + 1 || Number.NaN;
					expect(from).not.toBeNaN();
					// Nothing that was left out would still fit at the end.
					const left = texts.filter((text) => text !== '' && !shown.includes(text));
					for (const text of left) expect(`${joined} · ${text}`.length).toBeGreaterThan(maxChars);
				},
			),
		);
	});

	test('one that is too long does not keep back the others', () => {
		expect(joinWithin(['four', 'much too long', 'four', 'two'], ', ', 10)).toBe('four, four');
	});
});
