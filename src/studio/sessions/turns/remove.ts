import { relist } from './places.ts';
import { type Session, type SessionRecords, sessionLock } from './session-records.ts';

/** Removes the links from messages to a turn. The list goes last, because a second attempt finds the rest by it. */
export async function removeLinks({ messages, links }: SessionRecords, turnId: string): Promise<void> {
	for (const { id } of (await messages.get(turnId))?.messages ?? [])
		if ((await links.get(id))?.turnId === turnId) await links.delete(id);
	await messages.delete(turnId);
}

/** Removes a turn that no session lists, with its links. Its blobs are left to the sweep. */
export async function removeTurn(records: SessionRecords, turnId: string): Promise<void> {
	await removeLinks(records, turnId);
	await records.turns.delete(turnId);
}

/**
 * Removes a session if it still `isDue`, and returns the ids of its turns. The session goes first, so that nobody finds
 * its turns; the sweep collects those that a crash leaves, because no session lists them.
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
