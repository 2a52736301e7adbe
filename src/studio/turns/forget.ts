import type { PersonEntry } from '../person-index.ts';
import { type Archive, sessionLock, type Turn, turnsOf } from './archive.ts';
import { releaseBlobs } from './release-blobs.ts';
import { removeLinks, removeSession } from './remove.ts';
import { nearest } from './sessions.ts';
import { hashesOf, picturesOf, withoutPictures } from './stored-part.ts';

/** What was kept of a person and is no more. */
export interface Forgotten {
	readonly sessions: number;
	/** In their own sessions everybody's, in the sessions of others theirs. */
	readonly turns: number;
	/** Different ones, given and drawn. */
	readonly pictures: number;
	/** What the turns took on the wire. */
	readonly bytes: number;
}

/** What went with one entry of the index. */
interface Taken {
	readonly sessions: number;
	readonly turns: readonly Turn[];
	/** The hashes of pictures that were taken out of the turns of others. */
	readonly hidden: readonly string[];
}

const NOTHING: Taken = { sessions: 0, turns: [], hidden: [] };

/**
 * Raises the tombstone first, so that what somebody is about to write is refused or found. What cannot be removed
 * keeps nothing else from going.
 *
 * @throws AggregateError of what kept something from going.
 */
export async function forget(archive: Archive, userId: string, askedAs: string): Promise<Forgotten> {
	await archive.people.forgetUntil(userId, askedAs);
	const forgotten = { sessions: 0, turns: 0, bytes: 0 };
	const pictures = new Set<string>();
	const failures: unknown[] = [];
	for (const entry of await archive.people.of(userId))
		try {
			const { sessions, turns, hidden } = await take(archive, userId, entry);
			forgotten.sessions += sessions;
			forgotten.turns += turns.length;
			forgotten.bytes += turns.reduce((sum, turn) => sum + turn.bytes, 0);
			const parts = turns.flatMap(({ user, model }) => [...user, ...model]);
			for (const hash of [...picturesOf(parts), ...hidden]) pictures.add(hash);
			const hashes = new Set([...parts.flatMap(hashesOf), ...hidden]);
			await releaseBlobs(archive, hashes, new Set(turns.map(({ id }) => id)));
		} catch (error) {
			failures.push(error);
		}
	if (failures.length > 0) throw new AggregateError(failures, 'not all that is kept of a person could be removed');
	return { ...forgotten, pictures: pictures.size };
}

async function take(archive: Archive, userId: string, entry: PersonEntry): Promise<Taken> {
	const { id, kind } = entry;
	if (kind === 'picture') return hidePicture(archive, userId, entry);
	if (kind !== 'session') return NOTHING;
	const removed = await removeSession(archive, id, ({ ownerId }) => ownerId === userId);
	if (removed === undefined) return forgetIn(archive, id, userId);
	await archive.people.remove(userId, entry);
	const turns = removed.filter((turn) => turn.kind === 'turn');
	return { sessions: turns.length > 0 ? 1 : 0, turns, hidden: [] };
}

/**
 * Takes out what a person asked and got in the session of another, and their pictures from which others went on. In
 * this order, so that a crash leaves what a second attempt finds, and never a head without content.
 */
function forgetIn(archive: Archive, sessionId: string, userId: string): Promise<Taken> {
	const { sessions, turns, locks, people } = archive;
	return locks.withLock([sessionLock(sessionId)], async (lease) => {
		const entry = { kind: 'session', id: sessionId } as const;
		const session = await sessions.get(sessionId);
		if (session === undefined) {
			await people.remove(userId, entry);
			return NOTHING;
		}
		const kept = (await turnsOf(archive, session)).filter((turn) => turn.kind === 'turn');
		const theirs = kept.filter(({ authorId }) => authorId === userId);
		const others = kept.filter(({ authorId }) => authorId !== userId);
		const pictures = new Set(theirs.flatMap(({ user, model }) => picturesOf([...user, ...model])));
		const continuing = others.filter(
			({ isFreshStart, user }) => isFreshStart && picturesOf(user).some((hash) => pictures.has(hash)),
		);
		for (const turn of continuing)
			await turns.set(turn.id, { ...turn, user: withoutPictures(turn.user, pictures) }, { lease });
		const headId = await nearest(archive, session.headId, ({ id }) => others.some((other) => other.id === id));
		const bytes = others.reduce((sum, turn) => sum + turn.bytes, 0);
		await sessions.set(sessionId, { ...session, headId, bytes }, { lease });
		for (const { v, id, parentId, createdAtMs } of theirs) {
			await removeLinks(archive, id);
			await turns.set(id, { v, kind: 'forgotten', id, sessionId, parentId, createdAtMs }, { lease });
		}
		// Under the lock, because a newer turn of theirs may be waiting to enter the session again.
		await people.remove(userId, entry);
		const hidden = continuing.flatMap(({ user }) => picturesOf(user)).filter((hash) => pictures.has(hash));
		return { sessions: 0, turns: theirs, hidden };
	});
}

/** Takes one picture out of what others said in a session. */
function hidePicture(archive: Archive, userId: string, entry: PersonEntry): Promise<Taken> {
	const { sessions, turns, locks, people } = archive;
	const { id, hash = '' } = entry;
	return locks.withLock([sessionLock(id)], async (lease) => {
		const session = await sessions.get(id);
		const kept = session === undefined ? [] : await turnsOf(archive, session);
		let hidden: readonly string[] = [];
		for (const turn of kept) {
			if (turn.kind !== 'turn' || turn.authorId === userId || !picturesOf(turn.user).includes(hash)) continue;
			await turns.set(turn.id, { ...turn, user: withoutPictures(turn.user, new Set([hash])) }, { lease });
			hidden = [hash];
		}
		await people.remove(userId, entry);
		return { ...NOTHING, hidden };
	});
}
