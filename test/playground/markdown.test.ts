import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from '../../playground/page/markdown.ts';

const wordsOf = (block: Block): string => {
	switch (block.kind) {
		case 'code':
			return block.text;
		case 'quote':
			return block.blocks.map(wordsOf).join('');
		case 'list':
			return block.items.flat().map(wordsOf).join('');
		default:
			return block.children.map(inlineWords).join('');
	}
};
const inlineWords = (inline: Inline): string => {
	if ('text' in inline) return inline.text;
	return 'children' in inline ? inline.children.map(inlineWords).join('') : '';
};
const linksIn = (value: unknown): string[] => {
	if (Array.isArray(value)) return value.flatMap(linksIn);
	if (typeof value !== 'object' || value === null) return [];
	const own = 'kind' in value && value.kind === 'link' && 'url' in value ? [String(value.url)] : [];
	return [...own, ...Object.values(value).flatMap(linksIn)];
};

const text = (words: string): Inline => ({ kind: 'text', text: words });
const paragraph = (...children: Inline[]): Block => ({ kind: 'paragraph', children });

describe('what stands on lines of its own', () => {
	test.each<[string, Block[]]>([
		[
			'# One\n## Two\n### Three\n#### Four',
			[
				{ kind: 'heading', level: 1, children: [text('One')] },
				{ kind: 'heading', level: 2, children: [text('Two')] },
				{ kind: 'heading', level: 3, children: [text('Three')] },
				paragraph(text('#### Four')),
			],
		],
		['-# small\n-#not', [{ kind: 'small', children: [text('small')] }, paragraph(text('-#not'))]],
		['> a\n> b\nc', [{ kind: 'quote', blocks: [paragraph(text('a\nb'))] }, paragraph(text('c'))]],
		['>>> a\nb', [{ kind: 'quote', blocks: [paragraph(text('a\nb'))] }]],
		[
			'see ```js\n*x*\n``` end',
			[paragraph(text('see ')), { kind: 'code', language: 'js', text: '*x*' }, paragraph(text(' end'))],
		],
		[
			'- a\n  - b\n- c',
			[
				{
					kind: 'list',
					start: undefined,
					items: [
						[paragraph(text('a')), { kind: 'list', start: undefined, items: [[paragraph(text('b'))]] }],
						[paragraph(text('c'))],
					],
				},
			],
		],
		['3. a\n4. b', [{ kind: 'list', start: 3, items: [[paragraph(text('a'))], [paragraph(text('b'))]] }]],
	])('%j', (source, blocks) => {
		expect(parseMarkdown(source)).toEqual(blocks);
	});
});

describe('what stands within a line', () => {
	test.each<[string, Inline[]]>([
		[
			'**a** *b* _c_ __d__ ~~e~~ ||f||',
			[
				{ kind: 'strong', children: [text('a')] },
				text(' '),
				{ kind: 'em', children: [text('b')] },
				text(' '),
				{ kind: 'em', children: [text('c')] },
				text(' '),
				{ kind: 'underline', children: [text('d')] },
				text(' '),
				{ kind: 'strike', children: [text('e')] },
				text(' '),
				{ kind: 'spoiler', children: [text('f')] },
			],
		],
		['***both***', [{ kind: 'strong', children: [{ kind: 'em', children: [text('both')] }] }]],
		['snake_case_name 2 * 3 * 4', [text('snake_case_name 2 * 3 * 4')]],
		['\\*not\\* `*code*`', [text('*not* '), { kind: 'code', text: '*code*' }]],
		[
			'<@12345> <@&12345> <#12345>',
			[
				{ kind: 'user', id: '12345' },
				text(' '),
				{ kind: 'role', id: '12345' },
				text(' '),
				{ kind: 'channel', id: '12345' },
			],
		],
		[
			'</session show:42> <t:60:R>',
			[{ kind: 'command', name: 'session show', id: '42' }, text(' '), { kind: 'time', atMs: 60_000, style: 'R' }],
		],
		['[here](https://a.example/x_(y))', [{ kind: 'link', url: 'https://a.example/x_(y)', children: [text('here')] }]],
		[
			'at https://a.example/x.',
			[text('at '), { kind: 'link', url: 'https://a.example/x', children: [text('https://a.example/x')] }, text('.')],
		],
	])('%j', (source, inline) => {
		expect(parseMarkdown(source)).toEqual([paragraph(...inline)]);
	});

	test.each([
		'[x](javascript:alert(1))',
		'[x](JaVaScRiPt:alert(1))',
		'[x](data:text/html,x)',
		'<javascript:alert(1)>',
		'[x](/files)',
		'[x](vbscript:x)',
	])('%s is no link', (source) => {
		expect(linksIn(parseMarkdown(source))).toEqual([]);
	});
});

const typed = fc.string({
	unit: fc.constantFrom(...'ab *_~|`<>@#[](:)/\\-1.\n', 'https://a.b', 'javascript:', '```', '> ', '- '),
	maxLength: 60,
});

test('whatever is typed is read, all its letters are kept, and no link leads anywhere but to the web', () => {
	fc.assert(
		fc.property(typed, (source) => {
			const blocks = parseMarkdown(source);
			expect(linksIn(blocks).every((url) => /^https?:\/\//.test(url))).toBe(true);
			const letters = (one: string) => one.replaceAll(/[^ab]/g, '').length;
			const addresses = linksIn(blocks).join('');
			expect(letters(blocks.map(wordsOf).join('')) + letters(addresses)).toBeGreaterThanOrEqual(
				letters(source.replaceAll(/```[ab-]+\n/g, '')) - letters(source.match(/<[^>]*>/g)?.join('') ?? ''),
			);
		}),
	);
});

test('a text that is made to be slow is read at once all the same', () => {
	const nasty = `${'*'.repeat(1000)}a${'_'.repeat(1000)}${'||'.repeat(500)}${'['.repeat(500)}`;
	expect(parseMarkdown(nasty)).toHaveLength(1);
	expect(parseMarkdown(`${'> '.repeat(500)}x`)).toHaveLength(1);
});
