import { messagesOf } from './append.ts';
import {
	type ForgottenTurn,
	requireSession,
	type SessionRecords,
	type Turn,
	type TurnMessage,
	turnsOf,
} from './session-records.ts';

/** A turn among the others of its session. */
export interface TreeNode {
	readonly turn: Turn | ForgottenTurn;
	/** A plain message continues from here. */
	readonly isHead: boolean;
	readonly messages: readonly TurnMessage[];
	/** Oldest first. */
	readonly children: readonly TreeNode[];
}

/** The turns that began from nothing, with all that came of them. */
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
