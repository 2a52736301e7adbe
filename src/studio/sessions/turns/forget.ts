import type { Lease } from '../../store.ts';
import type { PersonEntry } from '../person-index.ts';
import { type BlobRelease, createBlobRelease } from './release-blobs.ts';
import { finishRemoval, hideSession, noteRemoval, type Removed, readTurns, unfinishedRemoval } from './removal.ts';
import { removeLinks } from './remove.ts';
import {
	type ForgottenTurn,
	type Removal,
	type Session,
	type SessionRecords,
	sessionLock,
	type Turn,
} from './session-records.ts';
import { picturesOf, withoutPictures } from './stored-part.ts';

/** What was removed, including by an earlier attempt that did not finish. */
export interface Forgotten {
	readonly sessions: number;
	/** All turns of their own sessions, and their turns in others' sessions. */
	readonly turns: number;
	/** Distinct pictures, given and drawn. */
	readonly pictures: number;
	/** What the turns took of a request body. */
	readonly bytes: number;
	/** Some picture files were left to the sweep, because others may need them. */
	readonly mayLeaveFiles: boolean;
}

/** Adds up what was removed. */
class Tally {
	#sessions = 0;
	#turns = 0;
	#bytes = 0;
	readonly #pictures = new Set<string>();
	#mayLeaveFiles = false;

	add({ sessions, contents, mayLeaveBlobs }: Removed): void {
		this.#mayLeaveFiles ||= mayLeaveBlobs;
		this.#sessions += sessions;
		this.#turns += contents.length;
		for (const { bytes, pictures } of contents) {
			this.#bytes += bytes;
			for (const hash of pictures) this.addPicture(hash);
		}
	}

	addPicture(hash: string): void {
		this.#pictures.add(hash);
	}

	get total(): Forgotten {
		return {
			sessions: this.#sessions,
			turns: this.#turns,
			pictures: this.#pictures.size,
			bytes: this.#bytes,
			mayLeaveFiles: this.#mayLeaveFiles,
		};
	}
}

/**
 * Raises the tombstone first, so that concurrent writes are refused or found. What cannot be removed does not keep the
 * rest from being removed.
 *
 * @throws AggregateError with everything that failed.
 */
export async function forget(records: SessionRecords, userId: string, askedAs: string): Promise<Forgotten> {
	await records.people.forgetUntil(userId, askedAs);
	const blobs = createBlobRelease(records);
	const tally = new Tally();
	const failures: unknown[] = [];
	for (const entry of await records.people.of(userId))
		try {
			await take(records, { userId, entry, blobs, tally });
		} catch (error) {
			failures.push(error);
		}
	if (failures.length > 0) throw new AggregateError(failures, 'not all that is kept of a person could be removed');
	const mayLeaveBlobs = await blobs.mayLeaveBlobs();
	return { ...tally.total, mayLeaveFiles: mayLeaveBlobs || tally.total.mayLeaveFiles };
}

interface Task {
	readonly userId: string;
	readonly entry: PersonEntry;
	readonly blobs: BlobRelease;
	readonly tally: Tally;
}

/** Removes what an entry refers to, and then the entry. */
async function take(records: SessionRecords, task: Task): Promise<void> {
	const { entry, blobs, tally } = task;
	if (entry.kind === 'picture') return hidePicture(records, task);
	if (entry.kind !== 'session' && entry.kind !== 'removal') return;
	const noted = await removeFrom(records, task);
	if (noted !== undefined) tally.add(await finishRemoval(records, noted, blobs));
}

/** Hides a person's session, or their part of another's session, from everybody. */
function removeFrom(records: SessionRecords, { userId, entry, blobs, tally }: Task): Promise<Removal | undefined> {
	const { sessions, locks, people } = records;
	return locks.withLock([sessionLock(entry.id)], async (lease) => {
		// Under the lock, because another attempt may still be removing what it lists.
		const unfinished = await unfinishedRemoval(records, userId, entry.id);
		if (unfinished !== undefined) tally.add(await finishRemoval(records, unfinished, blobs));
		else if (entry.kind === 'removal') await people.remove(userId, entry);
		const session = await sessions.get(entry.id);
		if (session?.ownerId === userId) {
			const noted = await hideSession(records, session, lease);
			await people.remove(userId, { kind: 'session', id: session.id });
			return noted;
		}
		const { turns, hasUnreadable } = await readTurns(records, session);
		const noted = session && (await removeTheirs(records, session, { userId, lease, turns }));
		// Under the lock, because a newer turn of theirs may be waiting to index the session again.
		if (!hasUnreadable) await people.remove(userId, { kind: 'session', id: entry.id });
		return noted;
	});
}

interface SessionWork {
	readonly userId: string;
	readonly lease: Lease;
	/** Those of the session that can be read, oldest first. */
	readonly turns: readonly (Turn | ForgottenTurn)[];
}

/**
 * Removes a person's turns from another's session, and their pictures from turns that continued from them. In this
 * order, so that a crash leaves what a second attempt finds, and never a head without content.
 */
async function removeTheirs(
	records: SessionRecords,
	session: Session,
	{ userId, lease, turns: found }: SessionWork,
): Promise<Removal | undefined> {
	const { sessions, turns } = records;
	const kept = found.filter((turn) => turn.kind === 'turn');
	const theirs = kept.filter(({ authorId }) => authorId === userId);
	const others = kept.filter(({ authorId }) => authorId !== userId);
	if (theirs.length === 0) return undefined;
	const turnIds = theirs.map(({ id }) => id);
	const noted = await noteRemoval(records, { userId, session, turnIds }, theirs, lease);
	const pictures = theirs.flatMap(({ user, model }) => [...givenByAuthor(user), ...picturesOf(model)]);
	for (const turn of others.filter(({ isFreshStart }) => isFreshStart)) {
		const own = ownPictures(others, turn.authorId);
		const going = new Set(pictures.filter((hash) => !own.has(hash)));
		if (picturesOf(turn.user).some((hash) => going.has(hash)))
			await turns.set(turn.id, { ...turn, user: withoutPictures(turn.user, going) }, { lease });
	}
	const headId = nearestOther(found, session.headId, userId);
	const bytes = others.reduce((sum, turn) => sum + turn.bytes, 0);
	await sessions.set(session.id, { ...session, headId, bytes }, { lease });
	for (const { v, id, parentId, createdAtMs } of theirs) {
		await removeLinks(records, id);
		await turns.set(id, { v, kind: 'forgotten', id, sessionId: session.id, parentId, createdAtMs }, { lease });
	}
	return noted;
}

/** What an author drew, or gave other than to go on afresh, which may be from another's picture. */
function ownPictures(turns: readonly Turn[], userId: string): ReadonlySet<string> {
	const own = turns.filter(({ authorId }) => authorId === userId);
	return new Set(
		own.flatMap(({ user, model, isFreshStart }) => [
			...picturesOf(model),
			...(isFreshStart ? [] : givenByAuthor(user)),
		]),
	);
}

const givenByAuthor = (user: Turn['user']) => picturesOf(user.filter(({ isContributed }) => isContributed !== true));

/** The first turn of another on the path from a turn to its root; `null` where the path is lost before. */
function nearestOther(turns: readonly (Turn | ForgottenTurn)[], turnId: string | null, userId: string): string | null {
	const turn = turns.find(({ id }) => id === turnId);
	if (turn === undefined) return null;
	return turn.kind === 'turn' && turn.authorId !== userId ? turn.id : nearestOther(turns, turn.parentId, userId);
}

/** Removes one picture from others' turns in a session, and its blob while nobody can append to the session. */
function hidePicture(records: SessionRecords, { userId, entry, blobs, tally }: Task): Promise<void> {
	const given = new Set(entry.hash === undefined ? [] : [entry.hash]);
	return records.locks.withLock([sessionLock(entry.id)], async (lease) => {
		const session = await records.sessions.get(entry.id);
		const { turns, hasUnreadable } = await readTurns(records, session);
		const shown = await hideIn(records, given, { userId, lease, turns });
		const removed = await blobs.remove(given, new Set());
		for (const hash of [...shown, ...removed]) tally.addPicture(hash);
		if (!hasUnreadable) await records.people.remove(userId, entry);
	});
}

/** Returns the pictures that were there. */
async function hideIn(
	records: SessionRecords,
	pictures: ReadonlySet<string>,
	{ userId, lease, turns }: SessionWork,
): Promise<readonly string[]> {
	const hidden: string[] = [];
	for (const turn of turns) {
		if (turn.kind !== 'turn' || turn.authorId === userId) continue;
		const shown = picturesOf(turn.user).filter((hash) => pictures.has(hash));
		if (shown.length === 0) continue;
		await records.turns.set(turn.id, { ...turn, user: withoutPictures(turn.user, pictures) }, { lease });
		hidden.push(...shown);
	}
	return hidden;
}
