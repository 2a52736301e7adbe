import { z } from 'zod';
import { formatCustomId, idInCustomId } from '../custom-id.ts';
import type { InteractionTarget } from '../studio/requests/request.ts';
import type { Session } from '../studio/sessions/turns/session-records.ts';
import type { TreeNode } from '../studio/sessions/turns/tree.ts';
import { labelOf } from '../text.ts';
import { wordsOf } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import type { Services } from './command.ts';

/** Turns on one page: with their links they take at most 2300 of the 4000 characters that Discord allows. */
const PAGE_TURNS = 10;

/** Carried by a page button, version 1: the session, and the number of the newest turn to show. */
const pageId = z.templateLiteral(['v1-', idInCustomId, '-', z.string().regex(/^\d{1,6}$/)]);

/** @throws ZodError for one from another version. */
export function readPageId(text: string) {
	const [, sessionId = '', newest] = pageId.parse(text).split('-');
	return { sessionId, newest: Number(newest) };
}

interface SessionPageOptions {
	readonly replyTo: InteractionTarget;
	readonly guildId: string | null;
	/** The number of the first turn on the page. @defaultValue the newest turn */
	readonly newest?: number;
}

/** Shows a session's turns, newest first. A turn names the one it continues unless that's the one before it. */
export async function showSession(
	session: Session,
	{ replyTo, guildId, newest = session.turnIds.length }: SessionPageOptions,
	{ studio, models, delivery }: Services,
): Promise<void> {
	const { id, settings, turnIds } = session;
	const words = wordsOf(replyTo);
	const nodes = flatten(await studio.conversations.turnsOf(session));
	const microDollars = nodes.reduce((sum, { turn }) => sum + (turn.kind === 'turn' ? turn.costMicroDollars : 0), 0);
	const first = Math.max(1, Math.min(newest, turnIds.length));
	const shown = turnIds.slice(Math.max(0, first - PAGE_TURNS), first).toReversed();
	const { aspect, size = '1K' } = settings;
	const model = models[settings.model].nickname;
	const facts = words.sessions.facts({ model, aspect, size, turns: turnIds.length, microDollars });
	const lines = shown.flatMap((turnId) => {
		const node = nodes.find(({ turn }) => turn.id === turnId);
		return node === undefined ? [] : [describeNode(node, turnIds, guildId, words)];
	});
	const button = (label: string, to: number) => ({
		label,
		customId: formatCustomId({ action: 'session', id: pageId.parse(`v1-${id}-${to}`) }),
	});
	const buttons = [
		...(first < turnIds.length ? [button(words.sessions.newer, Math.min(first + PAGE_TURNS, turnIds.length))] : []),
		...(first > PAGE_TURNS ? [button(words.sessions.older, first - PAGE_TURNS)] : []),
	];
	await delivery.offer(replyTo, { text: [facts, ...lines].join('\n'), buttons });
}

const flatten = (nodes: readonly TreeNode[]): TreeNode[] => nodes.flatMap((node) => [node, ...flatten(node.children)]);

function describeNode(
	{ turn, messages, isHead }: TreeNode,
	turnIds: readonly string[],
	guildId: string | null,
	{ sessions }: Words,
): string {
	const number = turnIds.indexOf(turn.id) + 1;
	const parent = turn.parentId === null ? 0 : turnIds.indexOf(turn.parentId) + 1;
	const { startedAfresh, fromTurn } = sessions;
	const from = parent === number - 1 ? '' : ` · ${parent === 0 ? startedAfresh : fromTurn({ turn: parent })}`;
	return `${isHead ? '**→**' : '•'} ${number}. ${describeTurn(turn, messages[0], guildId, sessions)}${from}`;
}

function describeTurn(
	turn: TreeNode['turn'],
	message: TreeNode['messages'][number] | undefined,
	guildId: string | null,
	{ aPicture, deletedTurn }: Words['sessions'],
): string {
	if (turn.kind === 'forgotten') return deletedTurn;
	const prompt = turn.user.findLast(({ text }) => text !== undefined)?.text ?? '';
	const short = labelOf(prompt) || aPicture;
	const link = message && `https://discord.com/channels/${guildId ?? '@me'}/${message.placeId}/${message.id}`;
	return link === undefined ? short : `[${short}](${link})`;
}
