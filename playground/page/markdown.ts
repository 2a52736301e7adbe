import { type Inline, parseInline } from './markdown-inline.ts';

export type { Inline } from './markdown-inline.ts';

/** A part of a text that stands on lines of its own. */
export type Block =
	| { readonly kind: 'paragraph' | 'small'; readonly children: readonly Inline[] }
	| { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly children: readonly Inline[] }
	| { readonly kind: 'quote'; readonly blocks: readonly Block[] }
	| { readonly kind: 'list'; readonly start: number | undefined; readonly items: readonly (readonly Block[])[] }
	| { readonly kind: 'code'; readonly language: string; readonly text: string };

/** How deep lists and quotes go before the rest is plain text. */
const MAX_DEPTH = 8;

const FENCE = /^```(?:([\w+-]+)\n)?([\s\S]*?)```/;
const ITEM = /^( *)(?:([-*])|(\d{1,9})\.) +(.*)$/;

/**
 * Reads a text as Discord's client does: headings, `-#`, lists, quotes, code, spoilers, times, mentions, links. Whatever
 * is not complete stays as it was typed.
 */
export function parseMarkdown(text: string): Block[] {
	return parseBlocks(text, 0);
}

function parseBlocks(text: string, depth: number): Block[] {
	const blocks: Block[] = [];
	let rest = text;
	let open: string[] = [];
	const close = () => {
		if (open.length > 0) blocks.push({ kind: 'paragraph', children: parseInline(open.join('\n')) });
		open = [];
	};
	while (rest !== '') {
		const taken = depth < MAX_DEPTH ? takeBlock(rest, depth) : undefined;
		if (taken !== undefined) {
			close();
			blocks.push(taken.block);
			rest = taken.rest;
			continue;
		}
		// A fence may begin within a line.
		const fence = rest.search(/```/);
		const lineEnd = rest.indexOf('\n');
		const end = lineEnd < 0 ? rest.length : lineEnd;
		if (fence > 0 && fence < end && FENCE.test(rest.slice(fence))) {
			open.push(rest.slice(0, fence));
			rest = rest.slice(fence);
			continue;
		}
		open.push(rest.slice(0, end));
		rest = rest.slice(end + 1);
	}
	close();
	return blocks;
}

interface Taken {
	readonly block: Block;
	readonly rest: string;
}

/** The block that a text begins with, if it is anything but a paragraph. */
function takeBlock(text: string, depth: number): Taken | undefined {
	const fence = FENCE.exec(text);
	if (fence?.[2] !== undefined && fence[2].trim() !== '') {
		const code = fence[2].replace(/^\n/, '').replace(/\n$/, '');
		return { block: { kind: 'code', language: fence[1] ?? '', text: code }, rest: after(text, fence[0]) };
	}
	const [line = ''] = text.split('\n', 1);
	const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
	if (heading !== null) {
		const [, marks = '', words = ''] = heading;
		const level = marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
		return { block: { kind: 'heading', level, children: parseInline(words) }, rest: after(text, line) };
	}
	const small = /^-# +(\S.*)$/.exec(line)?.[1];
	if (small !== undefined) return { block: { kind: 'small', children: parseInline(small) }, rest: after(text, line) };
	if (text.startsWith('>>> '))
		return { block: { kind: 'quote', blocks: parseBlocks(text.slice(4), depth + 1) }, rest: '' };
	if (/^> /.test(line)) return takeQuote(text, depth);
	return ITEM.test(line) ? takeList(text, depth) : undefined;
}

function takeQuote(text: string, depth: number): Taken {
	const lines = text.split('\n');
	const end = lines.findIndex((line) => !/^>( |$)/.test(line));
	const quoted = lines.slice(0, end < 0 ? lines.length : end);
	const inner = quoted.map((line) => line.replace(/^> ?/, '')).join('\n');
	return {
		block: { kind: 'quote', blocks: parseBlocks(inner, depth + 1) },
		rest: lines.slice(quoted.length).join('\n'),
	};
}

/** Items of one list, each with whatever is indented under it. */
function takeList(text: string, depth: number): Taken {
	const lines = text.split('\n');
	const [, indent = '', , firstNumber] = ITEM.exec(lines[0] ?? '') ?? [];
	const items: string[][] = [];
	let count = 0;
	for (const line of lines) {
		const item = ITEM.exec(line);
		const isDeeper = /^ +\S/.test(line) && line.search(/\S/) >= indent.length + 2;
		if (item !== null && !isDeeper && (item[3] !== undefined) === (firstNumber !== undefined))
			items.push([item[4] ?? '']);
		else if (isDeeper) items.at(-1)?.push(line.slice(indent.length + 2));
		else break;
		count += 1;
	}
	return {
		block: {
			kind: 'list',
			start: firstNumber === undefined ? undefined : Number(firstNumber),
			items: items.map((item) => parseBlocks(item.join('\n'), depth + 1)),
		},
		rest: lines.slice(count).join('\n'),
	};
}

/** What comes after a block, without the line break that ended it. */
const after = (text: string, taken: string) => text.slice(taken.length).replace(/^\n/, '');
