import type { Session, SessionRecords } from './session-records.ts';

/** How many sessions can be found by their place; older ones are still found by their messages. */
export const MOST_SESSIONS_LISTED = 20;

const livesAt = (placeId: string, session: Session | undefined): session is Session =>
	session?.placeId === placeId && !session.isEnded;

/**
 * The session at a place that was started or reopened last, among those with turns that have not ended, and optionally
 * of one owner.
 *
 * The list of a place is only a hint: after a crash it may lag behind the sessions themselves.
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

/**
 * Brings the list of a place up to date with one session. Called after every change of the session.
 *
 * @param durability `now` if no write that is waited for comes after it, and the session may be new there.
 */
export async function relist(
	{ places, sessions, locks }: SessionRecords,
	placeId: string,
	sessionId: string,
	durability: 'now' | 'soon' = 'soon',
): Promise<void> {
	await locks.withLock([`session-place:${placeId}`], async (lease) => {
		const listed = (await places.get(placeId))?.sessionIds ?? [];
		const isHere = livesAt(placeId, await sessions.get(sessionId));
		if (listed.includes(sessionId) === isHere) return;
		const sessionIds = isHere
			? [sessionId, ...listed].slice(0, MOST_SESSIONS_LISTED)
			: listed.filter((id) => id !== sessionId);
		if (sessionIds.length > 0) return void (await places.set(placeId, { v: 1, sessionIds }, { lease, durability }));
		lease.signal.throwIfAborted();
		await places.delete(placeId, { durability });
	});
}

/** Removes a session from the list of a place if a crash left it there. */
export async function tidy(records: SessionRecords, placeId: string, sessionId: string): Promise<void> {
	if (!livesAt(placeId, await records.sessions.get(sessionId))) await relist(records, placeId, sessionId);
}
