import { type Lease, UnreadableError } from '../../store.ts';
import { relist } from './places.ts';
import type { BlobRelease } from './release-blobs.ts';
import { removeTurn, skipUnreadable } from './remove.ts';
import type { ForgottenTurn, Removal, Session, SessionRecords, Turn } from './session-records.ts';
import { hashesOfTurn, picturesOf } from './stored-part.ts';

const keyOf = (userId: string, sessionId: string) => `${userId}-${sessionId}`;

/**
 * Records what is about to be removed from a session for a person. Called under the session's lock, before anything is
 * removed, so that `finishRemoval` finds what a crash leaves.
 */
export async function noteRemoval(
	{ people, removals }: SessionRecords,
	about: Pick<Removal, 'userId' | 'turnIds'> & { readonly session: Session },
	going: readonly (Turn | ForgottenTurn)[],
	lease: Lease,
): Promise<Removal> {
	const { userId, turnIds, session } = about;
	const contents = going
		.filter((turn) => turn.kind === 'turn')
		.map((turn) => ({
			turnId: turn.id,
			hashes: [...hashesOfTurn(turn)],
			pictures: picturesOf([...turn.user, ...turn.model]),
			bytes: turn.bytes,
		}));
	const { id: sessionId, placeId } = session;
	const isWhole = session.ownerId === userId;
	const isPartlyUnread = going.length < turnIds.length;
	await people.add(userId, { kind: 'removal', id: sessionId });
	const noted: Removal = { v: 1, userId, sessionId, placeId, isWhole, turnIds, isPartlyUnread, contents };
	return removals.set(keyOf(userId, sessionId), noted, { lease });
}

/**
 * The turns of a session; one that is lost or unreadable must not keep the others from being removed. An unreadable one
 * may be anybody's or show anybody's picture, so what refers to it stays for the next attempt.
 */
export async function readTurns({ turns }: SessionRecords, session: Session | undefined) {
	let hasUnreadable = false;
	const read = (id: string) =>
		turns.get(id).catch((error: unknown) => {
			if (!(error instanceof UnreadableError)) throw error;
			hasUnreadable = true;
			return undefined;
		});
	const found = await Promise.all((session?.turnIds ?? []).map(read));
	return { turns: found.filter((turn) => turn !== undefined), hasUnreadable };
}

/** Deletes a session before its turns, so that nobody finds them from then on. Called under its lock. */
export async function hideSession(records: SessionRecords, session: Session, lease: Lease): Promise<Removal> {
	const { ownerId: userId, turnIds } = session;
	const { turns } = await readTurns(records, session);
	const noted = await noteRemoval(records, { userId, session, turnIds }, turns, lease);
	lease.signal.throwIfAborted();
	await records.sessions.delete(session.id);
	return noted;
}

/** A removal that an earlier attempt recorded and did not finish. */
export const unfinishedRemoval = ({ removals }: SessionRecords, userId: string, sessionId: string) =>
	removals.get(keyOf(userId, sessionId));

export interface Removed {
	readonly sessions: number;
	readonly contents: Removal['contents'];
	/** The users of some blobs are unknown; the sweep finds them. */
	readonly mayLeaveBlobs: boolean;
}

/**
 * Removes what is left of a recorded removal, its record last, and returns what has gone since. A turn that still has
 * its content, because the earlier attempt ended before it, is left for the next. Call this under the session's lock,
 * unless you recorded the removal yourself or the session is gone: the record must outlast an attempt under way.
 */
export async function finishRemoval(
	records: SessionRecords,
	{ userId, sessionId, placeId, isWhole, turnIds, isPartlyUnread, contents }: Removal,
	blobs: BlobRelease,
): Promise<Removed> {
	const isGone = (await records.sessions.get(sessionId)) === undefined;
	if (isGone) {
		for (const id of turnIds) await removeTurn(records, id);
		await skipUnreadable(records, placeId, () => relist(records, placeId, sessionId));
	}
	const kinds = await Promise.all(contents.map(async ({ turnId }) => (await records.turns.get(turnId))?.kind));
	const gone = contents.filter((_, index) => kinds[index] !== 'turn');
	await blobs.remove(new Set(gone.flatMap(({ hashes }) => hashes)), new Set(turnIds));
	await records.removals.delete(keyOf(userId, sessionId));
	await records.people.remove(userId, { kind: 'removal', id: sessionId });
	return { sessions: isGone && isWhole && gone.length > 0 ? 1 : 0, contents: gone, mayLeaveBlobs: isPartlyUnread };
}
