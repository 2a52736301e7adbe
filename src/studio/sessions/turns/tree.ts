import { messagesOf } from './append.ts';
import {
	type ForgottenTurn,
	requireSession,
	type SessionRecords,
	type Turn,
	type TurnMessage,
	turnsOf,
} from './session-records.ts';

/** A turn and those that continue from it. */
export interface TreeNode {
	readonly turn: Turn | ForgottenTurn;
	/** Plain messages continue from here. */
	readonly isHead: boolean;
	readonly messages: readonly TurnMessage[];
	/** Oldest first. */
	readonly children: readonly TreeNode[];
}

/** The first turns of a session, each with its descendants. */
export async function treeOf(records: SessionRecords, sessionId: string): Promise<readonly TreeNode[]> {
	const session = await requireSession(records, sessionId);
	const turns = await turnsOf(records, session);
	const messages = new Map(
		await Promise.all(turns.map(async ({ id }) => [id, await messagesOf(records, id)] as const)),
	);
	const grow = (parentId: string | null): readonly TreeNode[] =>
		turns
			.filter((turn) => turn.parentId === parentId)
			.map((turn) => ({
				turn,
				isHead: turn.id === session.headId,
				messages: messages.get(turn.id) ?? [],
				children: grow(turn.id),
			}));
	return grow(null);
}
