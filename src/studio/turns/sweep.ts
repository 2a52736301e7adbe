import { type Archive, type Session, sessionLock } from './archive.ts';
import { dropBlob, GRACE_MS } from './keep-blobs.ts';
import { tidyPeople } from './people.ts';
import { tidyPlaces } from './places.ts';
import { removeSession, removeTurn } from './remove.ts';
import { hashesOf } from './stored-part.ts';

export interface SweepOptions {
	/** How long after its last use a session goes, in milliseconds. */
	readonly retentionMs: number;
	/** The hash of every blob that something else than a turn refers to; asked once in every sweep. */
	readonly extraRoots: () => AsyncIterable<string>;
}

/** What a sweep removed. */
export interface Swept {
	readonly sessions: number;
	readonly turns: number;
	readonly blobs: number;
}

export async function sweep(archive: Archive, { retentionMs, extraRoots }: SweepOptions): Promise<Swept> {
	const startedAtMs = archive.clock.now();
	const { listed, sessions, turns } = await sweepSessions(archive, startedAtMs - retentionMs);
	await tidyPlaces(archive);
	await tidyPeople(archive);
	const { inUse, orphans } = await sweepTurns(archive, listed);
	for await (const hash of extraRoots()) inUse.add(hash);
	const blobs = await sweepBlobs(archive, inUse, startedAtMs - GRACE_MS);
	return { sessions, turns: turns + orphans, blobs };
}

/** Removes the sessions that are due, and returns the ids of all turns that the others list. */
async function sweepSessions(archive: Archive, unusedSinceMs: number) {
	const releasedAtMs = new Map<string | null, number>();
	const releases: string[] = [];
	for await (const [key, { id, atMs }] of archive.releases.entries()) {
		releases.push(key);
		releasedAtMs.set(id, Math.max(atMs, releasedAtMs.get(id) ?? 0));
	}
	const isDue = ({ lastUsedAtMs, createdAtMs, guildId, parentPlaceId, placeId }: Session) =>
		lastUsedAtMs <= unusedSinceMs ||
		[guildId, parentPlaceId, placeId].some((id) => createdAtMs <= (releasedAtMs.get(id) ?? -1));
	const listed = new Set<string>();
	let sessions = 0;
	let turns = 0;
	for await (const [id, session] of archive.sessions.entries()) {
		const removed = isDue(session) ? await removeSession(archive, id, isDue) : undefined;
		if (removed !== undefined) sessions++;
		turns += removed?.length ?? 0;
		for (const turnId of removed === undefined ? session.turnIds : []) listed.add(turnId);
	}
	for (const key of releases) await archive.releases.delete(key);
	return { listed, sessions, turns };
}

/** Removes what crashes left, and returns the hashes of all blobs that the other turns refer to. */
async function sweepTurns(archive: Archive, listed: ReadonlySet<string>) {
	const inUse = new Set<string>();
	let orphans = 0;
	for await (const [id, turn] of archive.turns.entries()) {
		if (!listed.has(id) && (await removeOrphan(archive, id, turn.sessionId))) orphans++;
		else if (turn.kind === 'turn') for (const hash of [...turn.user, ...turn.model].flatMap(hashesOf)) inUse.add(hash);
	}
	return { inUse, orphans };
}

/** Removes a turn unless it was listed meanwhile: whoever appends holds the lock from its turn to its session. */
function removeOrphan(archive: Archive, turnId: string, sessionId: string): Promise<boolean> {
	return archive.locks.withLock([sessionLock(sessionId)], async ({ signal }) => {
		const session = await archive.sessions.get(sessionId);
		if (session?.turnIds.includes(turnId)) return false;
		signal.throwIfAborted();
		await removeTurn(archive, turnId);
		return true;
	});
}

async function sweepBlobs(archive: Archive, inUse: ReadonlySet<string>, sinceMs: number): Promise<number> {
	let blobs = 0;
	for await (const { hash, writtenAtMs } of archive.blobs.entries())
		if (writtenAtMs < sinceMs && !inUse.has(hash) && (await dropBlob(archive, hash, sinceMs))) blobs++;
	return blobs;
}
