import { parseAst } from 'rolldown/parseAst';

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
	readonly type: string;
	readonly start: number;
	readonly [part: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
	typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Where what people read would end up, so that even a single word there is one. */
const SHOWN = new Set(['label', 'title', 'placeholder', 'description', 'content', 'question', 'hint']);

/** What the log and the operator read, and what only tells one case from another. */
const UNSEEN = new Set(['serviceSays', 'type', 'kind', 'cause']);

/**
 * The texts in a source that look like something people read: two words in a row anywhere, or any word where Discord
 * shows it. What is logged, and the message of an error that is not told to anybody, does not count.
 */
export const findSentences = (source: string): string[] => sentencesIn(parseAst(source, { lang: 'ts' }), source, false);

function sentencesIn(value: unknown, source: string, isShown: boolean): string[] {
	if (Array.isArray(value)) return value.flatMap((item) => sentencesIn(item, source, isShown));
	if (!isNode(value) || isForTheLog(value, source)) return [];
	const property = value.type === 'Property' ? nameOf(value['key']) : undefined;
	if (property !== undefined && UNSEEN.has(property)) return [];
	const isShownHere = property === undefined ? isShown : SHOWN.has(property);
	const text = textOf(value);
	const isSentence = text !== undefined && (isShownHere ? A_WORD : TWO_WORDS).test(text);
	const inner = Object.entries(value).flatMap(([part, node]) =>
		part === 'key' ? [] : sentencesIn(node, source, isShownHere),
	);
	return isSentence ? [text, ...inner] : inner;
}

const A_WORD = /\p{L}{2}/u;
const TWO_WORDS = /\p{L}{2,}[,.:]? \p{L}{2,}/u;

const nameOf = (key: unknown): string => (isNode(key) && typeof key['name'] === 'string' ? key['name'] : '');

function textOf(node: Node): string | undefined {
	if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
	if (node.type !== 'TemplateElement' || typeof node['value'] !== 'object' || node['value'] === null) return undefined;
	return 'cooked' in node['value'] && typeof node['value'].cooked === 'string' ? node['value'].cooked : undefined;
}

function isForTheLog(node: Node, source: string): boolean {
	if (node.type === 'ImportDeclaration') return true;
	const callee = node['callee'];
	if (!isNode(callee) || typeof callee['end'] !== 'number') return false;
	const name = source.slice(callee.start, callee['end']);
	if (node.type === 'CallExpression') return callee.type === 'Super' || /(^|\.)log\.\w+$/.test(name);
	return node.type === 'NewExpression' && name.endsWith('Error') && name !== 'UserError';
}
