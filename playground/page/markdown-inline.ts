/** A part of a line. */
export type Inline =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'code'; readonly text: string }
	| { readonly kind: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler'; readonly children: readonly Inline[] }
	| { readonly kind: 'link'; readonly url: string; readonly children: readonly Inline[] }
	| { readonly kind: 'user' | 'role' | 'channel'; readonly id: string }
	| { readonly kind: 'command'; readonly name: string; readonly id: string }
	| { readonly kind: 'time'; readonly atMs: number; readonly style: string };

/** How deep styles go before the rest is plain text. */
const MAX_DEPTH = 12;

type Rule = readonly [pattern: RegExp, make: (match: RegExpExecArray, depth: number) => Inline | undefined];

const styled =
	(kind: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler') =>
	([, inner = '']: RegExpExecArray, depth: number): Inline => ({ kind, children: parse(inner, depth + 1) });

/** A link that leads nowhere but to the web; anything else, `javascript:` among it, is no link. */
function link(address: string, children: readonly Inline[]): Inline | undefined {
	if (!URL.canParse(address)) return undefined;
	const { protocol, href } = new URL(address);
	return protocol === 'https:' || protocol === 'http:' ? { kind: 'link', url: href, children } : undefined;
}

/** Tried in this order at every place. */
const RULES: readonly Rule[] = [
	[/^\\([^\p{L}\p{N}\s])/u, ([, text = '']) => ({ kind: 'text', text })],
	[/^(`+)([\s\S]*?[^`])\1(?!`)/, ([, , text = '']) => ({ kind: 'code', text: text.trim() || text })],
	[/^<@!?(\d{5,20})>/, ([, id = '']) => ({ kind: 'user', id })],
	[/^<@&(\d{5,20})>/, ([, id = '']) => ({ kind: 'role', id })],
	[/^<#(\d{5,20})>/, ([, id = '']) => ({ kind: 'channel', id })],
	[/^<\/([^:>\n]{1,100}):(\d{1,20})>/, ([, name = '', id = '']) => ({ kind: 'command', name, id })],
	[
		/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/,
		([, seconds = '', style = 'f']) => ({ kind: 'time', atMs: Number(seconds) * 1000, style }),
	],
	[/^<a?:(\w{2,32}):\d{5,20}>/, ([, name = '']) => ({ kind: 'text', text: `:${name}:` })],
	[/^<(https?:\/\/[^\s<>]+)>/, ([, url = '']) => link(url, [{ kind: 'text', text: url }])],
	[
		/^\[((?:\\.|[^[\]\\\n])+)\]\(<?([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?: "[^"\n]*")?\)/,
		([, words = '', url = ''], depth) => link(url, parse(words, depth + 1)),
	],
	[/^https?:\/\/[^\s<>]*[^\s<>.,:;"'\])!?]/, ([url]) => link(url, [{ kind: 'text', text: url }])],
	[/^\|\|([\s\S]+?)\|\|/, styled('spoiler')],
	[/^\*\*([\s\S]+?)\*\*(?!\*)/, styled('strong')],
	[/^__([\s\S]+?)__(?!_)/, styled('underline')],
	[/^~~([\s\S]+?)~~/, styled('strike')],
	[/^\*(?![\s*])((?:\*\*[\s\S]+?\*\*|\\.|[^*\\])*?[^\s*\\])\*(?!\*)/, styled('em')],
	[/^_(?!_)((?:__[\s\S]+?__|\\.|[^_\\])+?)_(?![\p{L}\p{N}_])/u, styled('em')],
];

/** What a place must begin with for any rule to hold there. */
const SPECIAL = /[\\`<[|*_~]|https?:/g;

/** Reads the styles, mentions and links of a text. */
export const parseInline = (text: string): Inline[] => parse(text, 0);

function parse(text: string, depth: number): Inline[] {
	const found: Inline[] = [];
	let plain = '';
	let at = 0;
	const add = (one: Inline | undefined) => {
		if (plain !== '') found.push({ kind: 'text', text: plain });
		plain = '';
		if (one !== undefined) found.push(one);
	};
	while (at < text.length) {
		SPECIAL.lastIndex = at;
		const next = depth < MAX_DEPTH ? (SPECIAL.exec(text)?.index ?? text.length) : text.length;
		plain += text.slice(at, next);
		at = next;
		if (at >= text.length) break;
		const match = matchAt(text, at, depth);
		if (match?.one.kind === 'text') plain += match.one.text;
		else if (match !== undefined) add(match.one);
		else plain += text[at];
		at += match?.length ?? 1;
	}
	add(undefined);
	return found;
}

function matchAt(text: string, at: number, depth: number): { one: Inline; length: number } | undefined {
	// `a_b_c` is no emphasis.
	const isInWord = text[at] === '_' && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
	const rest = text.slice(at);
	for (const [pattern, make] of RULES) {
		const match = pattern.exec(rest);
		if (match === null || (isInWord && !match[0].startsWith('__'))) continue;
		const one = make(match, depth);
		if (one !== undefined) return { one, length: match[0].length };
	}
	return undefined;
}
