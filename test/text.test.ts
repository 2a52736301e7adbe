import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { abridge, clip, joinWithin, link, quote, showAddresses, withoutMarkup } from '../src/text.ts';

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

/** What people write to make a message look like something else, and what it is made of. */
const MARKUP = [
	...'\\*_~`|[](){}<>@#&!+-=:;/.,"\'1a \n\t🦊',
	'](https://evil.example',
	'[kite',
	'```',
	'||',
	'\n# ',
	'\n> ',
	'\n- ',
	'\n1. ',
	'-# ',
	'<@100000000000000004>',
	'<@&1>',
	'<#1>',
	'<t:1:R>',
	'</imagine:1>',
	'<:fox:1>',
	':fox:',
	'@everyone',
	'@here',
	'https://evil.example',
	'discord.gg/evil',
];
const writing = fc.oneof(
	anyText,
	fc.array(fc.constantFrom(...MARKUP), { maxLength: 30 }).map((parts) => parts.join('')),
);

/** All that Discord makes something of, in a text whose escaped characters are gone. */
const LIVE = [/[\\*_~`|[\]<@]/, /:\S+:/, /\w+:\/\//, /discord\.gg\//, /^\s*(?:[+-]|\d+\.)\s/m, /^\s*(?:[#>]|-#)/m];
const withoutEscaped = (text: string) => text.replaceAll(/\\[^0-9A-Za-z\s]/g, 'E');
const asShown = (text: string) => text.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1');

describe('a text without markup', () => {
	test('has none that lives, and is shown as it was written', () => {
		fc.assert(
			fc.property(writing, (text) => {
				const inert = withoutMarkup(text);
				for (const markup of LIVE) expect(withoutEscaped(inert)).not.toMatch(markup);
				expect(asShown(inert)).toBe(text);
			}),
			{ numRuns: 2000 },
		);
	});

	test.each([
		['a kite-like #2, version 1.5: 1 > 0 & so on (large)!', 'a kite-like #2, version 1.5: 1 > 0 & so on (large)!'],
		['**bold**', '\\*\\*bold\\*\\*'],
		['1. item\n22. item', '1\\. item\n22\\. item'],
		[
			'kite [a](https://evil.example) [b](https://evil.example)',
			'kite \\[a\\](https\\:\\/\\/evil.example) \\[b\\](https\\:\\/\\/evil.example)',
		],
	])('%j is written %j', (text, escaped) => {
		expect(withoutMarkup(text)).toBe(escaped);
	});
});

describe('masked links', () => {
	test('do not survive, whatever stands around them, and nothing else is lost', () => {
		fc.assert(
			fc.property(writing, (text) => {
				const shown = showAddresses(text);
				expect(shown).not.toContain('](');
				if (!text.includes('](')) expect(shown).toBe(text);
				for (const [address] of text.matchAll(/https:\/\/[a-z.]+/g)) expect(shown).toContain(address);
			}),
			{ numRuns: 2000 },
		);
	});

	test.each([
		['see [this](https://a.example/b)', 'see this (<https://a.example/b>)'],
		[
			'[one](<https://a.example>) **and** [two](http://b.example)',
			'one (<https://a.example>) **and** two (<http://b.example>)',
		],
		['[a](https://a.example "good.example")', '[a]\\(https://a.example "good.example")'],
		['[Fox](https://a.example/Fox_(animal))', 'Fox (<https://a.example/Fox_(animal)>)'],
		['[https://good.example](https://evil.example)', 'https://good.example (<https://evil.example>)'],
		['[a](discord://evil)', '[a]\\(discord://evil)'],
		['[[a](https://a.example)](https://b.example)', '[a (<https://a.example>)]\\(https://b.example)'],
		['[no link] (at all)', '[no link] (at all)'],
	])('%j becomes %j', (text, shown) => {
		expect(showAddresses(text)).toBe(shown);
	});
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

test('a long list names the first few and how many more there are, and a short one is left as it is', () => {
	const more = ({ amount }: { amount: number }) => `and ${amount} more`;
	expect(abridge(['a', 'b', 'c', 'd'], 2, more)).toEqual(['a', 'b', 'and 2 more']);
	expect(abridge(['a', 'b'], 2, more)).toEqual(['a', 'b']);
	expect(abridge([], 2, more)).toEqual([]);
});
