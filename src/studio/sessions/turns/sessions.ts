import type { SessionLocation, Settings } from '../../requests/request.ts';
import { relist } from './places.ts';
import {
	type ForgottenTurn,
	NotKeptError,
	namedTurn,
	requireSession,
	type Session,
	type SessionRecords,
	sessionLock,
	type Turn,
} from './session-records.ts';

const PRIVATE = 'private:';

/** The place of a session that only one person sees, by the interaction that started it. */
export const privatePlace = (interactionId: string) => `${PRIVATE}${interactionId}`;

/** Whether a person may see a session, however they learned its id. */
export const isOpenTo = ({ placeId, ownerId }: Session, userId: string): boolean =>
	!placeId.startsWith(PRIVATE) || ownerId === userId;

export interface NewSession extends SessionLocation {
	readonly id: string;
	readonly ownerId: string;
	readonly settings: Settings;
	/** The id of the Discord event by which the owner asked for it. */
	readonly askedAs: string;
}

/** The session is listed at its place only from its first turn on, so that nobody finds an empty one. */
export function openSession(records: SessionRecords, { askedAs, ...opened }: NewSession): Promise<Session> {
	const { locks, sessions, clock, people } = records;
	return locks.withLock([sessionLock(opened.id)], async (lease) => {
		const kept = await sessions.get(opened.id);
		if (kept !== undefined) return kept;
		await people.add(opened.ownerId, { kind: 'session', id: opened.id });
		if (await people.isForgotten(opened.ownerId, askedAs))
			throw new NotKeptError(`The owner of the session ${opened.id} has been forgotten`);
		const createdAtMs = clock.now();
		const fresh = { headId: null, isEnded: false, isDropNoticeGiven: false, turnIds: [], bytes: 0 };
		const times = { createdAtMs, lastUsedAtMs: createdAtMs };
		return sessions.set(opened.id, { v: 1, ...opened, ...fresh, ...times }, { lease, durability: 'soon' });
	});
}

/**
 * Changes a session, which counts as using it.
 *
 * @throws NotKeptError @throws StoreError
 */
export async function changeSession(
	records: SessionRecords,
	id: string,
	change: (session: Session) => Partial<Session> | Promise<Partial<Session>>,
	durability: 'now' | 'soon' = 'now',
): Promise<{ readonly before: Session; readonly after: Session }> {
	const { locks, sessions, clock } = records;
	const { before, after } = await locks.withLock([sessionLock(id)], async (lease) => {
		const before = await requireSession(records, id);
		const changed = { ...before, ...(await change(before)), lastUsedAtMs: clock.now() };
		return { before, after: await sessions.set(id, changed, { lease, durability }) };
	});
	for (const placeId of new Set([after.placeId, before.placeId])) await relist(records, placeId, id, durability);
	return { before, after };
}

/** How large a session may grow. */
export interface SessionCaps {
	readonly turns: number;
	/** All its turns together, as they take of a request body. */
	readonly bytes: number;
}

/** Whether a session has room for one more turn. */
export type Room =
	| { readonly kind: 'room' }
	| { readonly kind: 'full'; readonly of: keyof SessionCaps; readonly most: number };

export function roomIn({ turnIds, bytes }: Session, caps: SessionCaps): Room {
	if (turnIds.length >= caps.turns) return { kind: 'full', of: 'turns', most: caps.turns };
	if (bytes >= caps.bytes) return { kind: 'full', of: 'bytes', most: caps.bytes };
	return { kind: 'room' };
}

export type Undone =
	| { readonly kind: 'undone'; readonly turnId: string; readonly headId: string | null }
	| { readonly kind: 'nothing-to-undo' };

/** The first wanted turn on the path from a turn to its root; `null` when there is none. */
async function nearest(
	records: SessionRecords,
	turnId: string | null,
	isWanted: (turn: Turn | ForgottenTurn) => boolean,
): Promise<string | null> {
	if (turnId === null) return null;
	const turn = await namedTurn(records, turnId);
	return isWanted(turn) ? turnId : nearest(records, turn.parentId, isWanted);
}

export async function undo(records: SessionRecords, sessionId: string): Promise<Undone> {
	const { before, after } = await changeSession(records, sessionId, async ({ headId }) => {
		const head = headId === null ? undefined : await namedTurn(records, headId);
		return { headId: await nearest(records, head?.parentId ?? null, ({ kind }) => kind === 'turn') };
	});
	if (before.headId === null) return { kind: 'nothing-to-undo' };
	return { kind: 'undone', turnId: before.headId, headId: after.headId };
}
