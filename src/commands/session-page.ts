import { z } from 'zod';
import { formatCustomId } from '../custom-id.ts';
import type { Models } from '../studio/generation/models.ts';
import type { Card } from '../studio/panel.ts';
import type { Session } from '../studio/sessions/turns/session-records.ts';
import type { TreeNode } from '../studio/sessions/turns/tree.ts';
import type { Turns } from '../studio/sessions/turns/turns.ts';
import { counted, labelOf } from '../text.ts';

/** Turns on one page: with their links they take at most 2300 of the 4000 characters that Discord takes. */
const PAGE_TURNS = 10;

/** The first version of what a page's button carries: the session, and the number of the newest turn to show. */
const pageId = z.string().regex(/^v1-\d{1,20}-\d{1,6}$/);

export function readPageId(text: string): { readonly sessionId: string; readonly newest: number } | undefined {
	if (!pageId.safeParse(text).success) return undefined;
	const [, sessionId = '', newest] = text.split('-');
	return { sessionId, newest: Number(newest) };
}

/**
 * What a session is, and its turns by their numbers, newest first, each with what it continues from where that is not
 * the one before.
 *
 * @param newest the number of the first turn on the page; of the newest there is by default.
 */
export async function sessionPage(
	session: Session,
	{ turns, models, guildId }: { readonly turns: Turns; readonly models: Models; readonly guildId: string | null },
	newest: number = session.turnIds.length,
): Promise<Card> {
	const { id, settings, turnIds } = session;
	const nodes = flatten(await turns.tree(id));
	const byId = new Map(nodes.map((node) => [node.turn.id, node]));
	const numbers = new Map(turnIds.map((turnId, index) => [turnId, index + 1]));
	const cents = nodes.reduce((sum, { turn }) => sum + (turn.kind === 'turn' ? turn.costMicroDollars : 0), 0) / 10_000;
	const first = Math.max(1, Math.min(newest, turnIds.length));
	const shown = turnIds.slice(Math.max(0, first - PAGE_TURNS), first).toReversed();
	const { model, aspect, size } = settings;
	const facts = `${models[model].nickname} · ${aspect} · ${size ?? '1K'} · ${counted(turnIds.length, 'turn')} · ${cents.toFixed(1)} ¢ so far`;
	const lines = shown.flatMap((turnId) => {
		const node = byId.get(turnId);
		return node === undefined ? [] : [describeNode(node, numbers, guildId)];
	});
	const button = (label: string, to: number) => ({
		label,
		customId: formatCustomId({ action: 'session', id: pageId.parse(`v1-${id}-${to}`) }),
	});
	return {
		text: [facts, ...lines].join('\n'),
		buttons: [
			...(first < turnIds.length ? [button('Newer', Math.min(first + PAGE_TURNS, turnIds.length))] : []),
			...(first > PAGE_TURNS ? [button('Older', first - PAGE_TURNS)] : []),
		],
	};
}

const flatten = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...flatten(node.children)]);

function describeNode(
	{ turn, messages, isHead }: TreeNode,
	numbers: ReadonlyMap<string, number>,
	guildId: string | null,
): string {
	const number = numbers.get(turn.id) ?? 0;
	const parent = turn.parentId === null ? 0 : (numbers.get(turn.parentId) ?? 0);
	const from = parent === number - 1 ? '' : parent === 0 ? ' · begun anew' : ` · from ${parent}`;
	return `${isHead ? '**→**' : '•'} ${number}. ${describeTurn(turn, messages, guildId)}${from}`;
}

function describeTurn(turn: TreeNode['turn'], [message]: TreeNode['messages'], guildId: string | null): string {
	if (turn.kind === 'forgotten') return '(deleted)';
	const words = turn.user.findLast(({ text }) => text !== undefined)?.text ?? '';
	const short = labelOf(words) || 'a picture';
	const link = message && `https://discord.com/channels/${guildId ?? '@me'}/${message.placeId}/${message.id}`;
	return link === undefined ? short : `[${short}](${link})`;
}
