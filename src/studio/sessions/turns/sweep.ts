import { type Ownership, StoreError, UnreadableError } from '../../store.ts';
import { dropBlob, GRACE_MS, markBlob } from './keep-blobs.ts';
import { tidyPerson } from './people.ts';
import { tidy } from './places.ts';
import { createBlobRelease } from './release-blobs.ts';
import { hideSession } from './removal.ts';
import { removeTurn } from './remove.ts';
import { type Session, type SessionRecords, sessionLock } from './session-records.ts';
import { hashesOfTurn } from './stored-part.ts';

/** What a sweep of the sessions removed. */
export interface SweptSessions {
	readonly sessions: number;
	readonly turns: number;
}

/** What a sweep of the blobs removed, or why it removed nothing. */
export type SweptBlobs =
	| { readonly kind: 'swept'; readonly blobs: number }
	/** Unreadable records may refer to any blob. */
	| { readonly kind: 'unreadable'; readonly records: number }
	| Extract<Ownership, { readonly kind: 'not-ours' }>;

/** Logs an unreadable record and continues, so that it does not keep the others from being swept. */
class Attempts {
	readonly #report: SessionRecords['report'];
	/** How many records could not be read. */
	unreadable = 0;
	/** Why removals could not be finished. */
	readonly failures: StoreError[] = [];

	constructor({ report }: SessionRecords) {
		this.#report = report;
	}

	/** @param sessionId of the session that `work` is about. */
	async make<T>(sessionId: string, work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			if (!(error instanceof UnreadableError)) throw error;
			this.#report('session', sessionId);
			this.unreadable++;
			return undefined;
		}
	}

	/** Leaves what the store refuses to the next sweep, so that the others are removed. */
	async finish(sessionId: string, work: () => Promise<void>): Promise<void> {
		try {
			await this.make(sessionId, work);
		} catch (error) {
			if (!(error instanceof StoreError)) throw error;
			this.failures.push(error);
		}
	}
}

/** Removes due sessions with their turns and pictures, and what crashes left of others. */
export async function sweepSessions(records: SessionRecords, retentionMs: number): Promise<SweptSessions> {
	const attempts = new Attempts(records);
	const unusedSinceMs = records.clock.now() - retentionMs;
	const releases = await readReleases(records);
	const isDue = (session: Session) => session.lastUsedAtMs <= unusedSinceMs || releases.take(session);
	const { listed, sessions, turns } = await hideDueSessions(records, isDue, attempts);
	// If some could not be removed now, their place must still be known as released.
	if (attempts.unreadable === 0) for (const key of releases.keys) await records.releases.delete(key);
	for await (const [placeId, { sessionIds }] of records.places.entries())
		for (const id of sessionIds) await attempts.make(id, () => tidy(records, placeId, id));
	const blobs = createBlobRelease(records);
	for await (const { userId, entry } of records.people.all())
		await attempts.finish(entry.id, () => tidyPerson(records, userId, entry, blobs));
	let orphans = 0;
	for await (const [id, { sessionId }] of records.turns.entries()) {
		if (listed.has(id)) continue;
		if ((await attempts.make(sessionId, () => removeOrphan(records, id, sessionId))) === true) orphans++;
	}
	const [cause] = attempts.failures;
	if (cause !== undefined)
		throw new StoreError(`${attempts.failures.length} removals are left to the next sweep`, { cause });
	return { sessions, turns: turns + orphans };
}

/** The places and guilds that no longer exist, and whether a session goes with one of them. */
async function readReleases({ releases }: SessionRecords) {
	const atMsById = new Map<string | null, number>();
	const keys: string[] = [];
	for await (const [key, { id, atMs }] of releases.entries()) {
		keys.push(key);
		atMsById.set(id, Math.max(atMs, atMsById.get(id) ?? 0));
	}
	return {
		keys,
		take: ({ createdAtMs, guildId, parentPlaceId, placeId }: Session) =>
			[guildId, parentPlaceId, placeId].some((id) => createdAtMs <= (atMsById.get(id) ?? -1)),
	};
}

/**
 * Records the removal of each due session, which is then finished like one that a crash interrupted. Also returns the ids
 * of all turns listed by the remaining sessions.
 */
async function hideDueSessions(records: SessionRecords, isDue: (session: Session) => boolean, attempts: Attempts) {
	const listed = new Set<string>();
	let [sessions, turns] = [0, 0];
	for await (const [id, session] of records.sessions.entries({ onUnreadable: () => attempts.unreadable++ })) {
		const noted = isDue(session) ? await attempts.make(id, () => hideIfDue(records, id, isDue)) : undefined;
		if (noted === undefined) {
			for (const turnId of session.turnIds) listed.add(turnId);
			continue;
		}
		sessions++;
		turns += noted.turnIds.length;
	}
	return { listed, sessions, turns };
}

/** Hides a session that is still due. */
function hideIfDue(records: SessionRecords, id: string, isDue: (session: Session) => boolean) {
	return records.locks.withLock([sessionLock(id)], async (lease) => {
		const session = await records.sessions.get(id);
		return session !== undefined && isDue(session) ? hideSession(records, session, lease) : undefined;
	});
}

/**
 * Removes a turn unless it has been listed in the meantime: appending holds the lock from writing the turn to writing
 * its session.
 */
function removeOrphan(records: SessionRecords, turnId: string, sessionId: string): Promise<boolean> {
	return records.locks.withLock([sessionLock(sessionId)], async ({ signal }) => {
		const session = await records.sessions.get(sessionId);
		if (session?.turnIds.includes(turnId)) return false;
		signal.throwIfAborted();
		await removeTurn(records, turnId);
		return true;
	});
}

/**
 * Marks the blobs that no turn refers to, and removes those that were marked long ago and are still unreferenced. Removes
 * nothing unless every turn can be read and the blobs belong to these records alone.
 */
export async function sweepBlobs(records: SessionRecords): Promise<SweptBlobs> {
	const sinceMs = records.clock.now() - GRACE_MS;
	const { named, unreadable } = await readNamed(records);
	if (unreadable > 0) return { kind: 'unreadable', records: unreadable };
	// After the listing, so that records lost in the middle of it are noticed.
	const ownership = await records.ownership(named);
	if (ownership.kind === 'not-ours') return ownership;
	for await (const [hash] of records.marks.entries()) if (named.has(hash)) await records.marks.delete(hash);
	let blobs = 0;
	for await (const { hash, writtenAtMs } of records.blobs.entries()) {
		if (writtenAtMs >= sinceMs || named.has(hash)) continue;
		if ((await markBlob(records, hash)) && (await dropBlob(records, hash, sinceMs))) blobs++;
	}
	return { kind: 'swept', blobs };
}

/** The hashes of all referenced blobs, and how many turns could not be read. */
async function readNamed({ turns }: SessionRecords) {
	const named = new Set<string>();
	let unreadable = 0;
	for await (const [, turn] of turns.entries({ onUnreadable: () => unreadable++ }))
		for (const hash of turn.kind === 'turn' ? hashesOfTurn(turn) : []) named.add(hash);
	return { named, unreadable };
}
