import type { Session, SessionRecords } from './session-records.ts';

/** How many sessions of one place are found by the place; older ones are still found by their messages. */
export const MOST_SESSIONS_LISTED = 20;

const livesAt = (placeId: string, session: Session | undefined): session is Session =>
	session?.placeId === placeId && !session.isEnded;

/**
 * The session that was begun or taken up last of those that live at a place, have turns and have not ended; of one
 * owner if that is named.
 *
 * The list of a place is only where to look: a crash may leave it behind what the sessions themselves say.
 */
export async function sessionAt(
	{ places, sessions }: SessionRecords,
	placeId: string,
	ownerId?: string,
): Promise<Session | undefined> {
	for (const id of (await places.get(placeId))?.sessionIds ?? []) {
		const session = await sessions.get(id);
		if (!livesAt(placeId, session) || session.turnIds.length === 0) continue;
		if (ownerId === undefined || session.ownerId === ownerId) return session;
	}
	return undefined;
}

/** Brings the list of a place up to date with one session. Called after every change of the session. */
export async function relist(
	{ places, sessions, locks }: SessionRecords,
	placeId: string,
	sessionId: string,
): Promise<void> {
	await locks.withLock([`session-place:${placeId}`], async (lease) => {
		const listed = (await places.get(placeId))?.sessionIds ?? [];
		const isHere = livesAt(placeId, await sessions.get(sessionId));
		if (listed.includes(sessionId) === isHere) return;
		const sessionIds = isHere
			? [sessionId, ...listed].slice(0, MOST_SESSIONS_LISTED)
			: listed.filter((id) => id !== sessionId);
		if (sessionIds.length > 0) return void (await places.set(placeId, { v: 1, sessionIds }, { lease }));
		lease.signal.throwIfAborted();
		await places.delete(placeId);
	});
}

/** Takes a session off the list of a place where a crash left it. */
export async function tidy(records: SessionRecords, placeId: string, sessionId: string): Promise<void> {
	if (!livesAt(placeId, await records.sessions.get(sessionId))) await relist(records, placeId, sessionId);
}
