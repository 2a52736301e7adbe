import { z } from 'zod';
import { formatCustomId } from '../custom-id.ts';
import type { Card } from '../studio/delivery.ts';
import type { Models } from '../studio/generation/models.ts';
import type { Conversations } from '../studio/sessions/conversations.ts';
import type { Session } from '../studio/sessions/turns/session-records.ts';
import type { TreeNode } from '../studio/sessions/turns/tree.ts';
import { labelOf } from '../text.ts';
import type { Words } from '../words/words.ts';

/** Turns on one page: with their links they take at most 2300 of the 4000 characters that Discord allows. */
const PAGE_TURNS = 10;

/** Carried by a page button, version 1: the session, and the number of the newest turn to show. */
const pageId = z.string().regex(/^v1-\d{1,20}-\d{1,6}$/);

export function readPageId(text: string): { readonly sessionId: string; readonly newest: number } | undefined {
	if (!pageId.safeParse(text).success) return undefined;
	const [, sessionId = '', newest] = text.split('-');
	return { sessionId, newest: Number(newest) };
}

interface PageContext {
	readonly conversations: Conversations;
	readonly models: Models;
	readonly guildId: string | null;
	/** The reader's language. */
	readonly words: Words;
}

/**
 * Describes a session and its turns, newest first. A turn names the one it continues unless that's the one before it.
 *
 * @param newest the number of the first turn on the page. @defaultValue the newest turn
 */
export async function sessionPage(
	session: Session,
	{ conversations, models, guildId, words }: PageContext,
	newest: number = session.turnIds.length,
): Promise<Card> {
	const { id, settings, turnIds } = session;
	const nodes = flatten(await conversations.turnsOf(session));
	const byId = new Map(nodes.map((node) => [node.turn.id, node]));
	const numbers = new Map(turnIds.map((turnId, index) => [turnId, index + 1]));
	const microDollars = nodes.reduce((sum, { turn }) => sum + (turn.kind === 'turn' ? turn.costMicroDollars : 0), 0);
	const first = Math.max(1, Math.min(newest, turnIds.length));
	const shown = turnIds.slice(Math.max(0, first - PAGE_TURNS), first).toReversed();
	const { aspect, size = '1K' } = settings;
	const model = models[settings.model].nickname;
	const facts = words.sessions.facts({ model, aspect, size, turns: turnIds.length, microDollars });
	const lines = shown.flatMap((turnId) => {
		const node = byId.get(turnId);
		return node === undefined ? [] : [describeNode(node, numbers, { guildId, words })];
	});
	const button = (label: string, to: number) => ({
		label,
		customId: formatCustomId({ action: 'session', id: pageId.parse(`v1-${id}-${to}`) }),
	});
	return {
		text: [facts, ...lines].join('\n'),
		buttons: [
			...(first < turnIds.length ? [button(words.sessions.newer, Math.min(first + PAGE_TURNS, turnIds.length))] : []),
			...(first > PAGE_TURNS ? [button(words.sessions.older, first - PAGE_TURNS)] : []),
		],
	};
}

const flatten = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...flatten(node.children)]);

function describeNode(
	{ turn, messages, isHead }: TreeNode,
	numbers: ReadonlyMap<string, number>,
	{ guildId, words }: Pick<PageContext, 'guildId' | 'words'>,
): string {
	const number = numbers.get(turn.id) ?? 0;
	const parent = turn.parentId === null ? 0 : (numbers.get(turn.parentId) ?? 0);
	const { startedAfresh, fromTurn } = words.sessions;
	const from = parent === number - 1 ? '' : ` · ${parent === 0 ? startedAfresh : fromTurn({ turn: parent })}`;
	return `${isHead ? '**→**' : '•'} ${number}. ${describeTurn(turn, messages, { guildId, words })}${from}`;
}

function describeTurn(
	turn: TreeNode['turn'],
	[message]: TreeNode['messages'],
	{ guildId, words: { sessions } }: Pick<PageContext, 'guildId' | 'words'>,
): string {
	if (turn.kind === 'forgotten') return sessions.deletedTurn;
	const prompt = turn.user.findLast(({ text }) => text !== undefined)?.text ?? '';
	const short = labelOf(prompt) || sessions.aPicture;
	const link = message && `https://discord.com/channels/${guildId ?? '@me'}/${message.placeId}/${message.id}`;
	return link === undefined ? short : `[${short}](${link})`;
}
