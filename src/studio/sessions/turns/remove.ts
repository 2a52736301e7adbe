import { relist } from './places.ts';
import { type Session, type SessionRecords, sessionLock } from './session-records.ts';

/** The ways from messages to a turn. The list goes last, because by it a second attempt finds the rest. */
export async function removeLinks({ messages, links }: SessionRecords, turnId: string): Promise<void> {
	for (const { id } of (await messages.get(turnId))?.messages ?? [])
		if ((await links.get(id))?.turnId === turnId) await links.delete(id);
	await messages.delete(turnId);
}

/** Removes a turn that no session lists, with the ways to it. Its blobs are left to the sweep. */
export async function removeTurn(records: SessionRecords, turnId: string): Promise<void> {
	await removeLinks(records, turnId);
	await records.turns.delete(turnId);
}

/**
 * Removes a session if it `isDue` still, and returns the ids of its turns. It goes first: from then on nobody finds its
 * turns, and those that a crash leaves are collected by the sweep, because no session lists them.
 */
export async function removeSession(
	records: SessionRecords,
	id: string,
	isDue: (session: Session) => boolean,
): Promise<readonly string[] | undefined> {
	const { sessions, locks } = records;
	const removed = await locks.withLock([sessionLock(id)], async ({ signal }) => {
		const session = await sessions.get(id);
		if (session === undefined || !isDue(session)) return undefined;
		signal.throwIfAborted();
		await sessions.delete(id);
		return session;
	});
	if (removed === undefined) return undefined;
	for (const turnId of removed.turnIds) await removeTurn(records, turnId);
	await relist(records, removed.placeId, id);
	return removed.turnIds;
}
