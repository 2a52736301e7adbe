import { UnreadableError } from '../../store.ts';
import { blobLock } from './keep-blobs.ts';
import { type SessionRecords, sessionLock } from './session-records.ts';
import { hashesOfTurn } from './stored-part.ts';

/** Adds missing entries for the owners of sessions, the authors of turns, and the turns that refer to blobs. */
export async function completeIndex(records: SessionRecords): Promise<void> {
	const { sessions, turns, people } = records;
	const isMissing = await people.readMissing();
	const listings = await countListings(records);
	for await (const [id, { ownerId }] of sessions.entries())
		if (isMissing(ownerId, { kind: 'session', id })) await enterOwner(records, id);
	const unlisted = new Map<string, string[]>();
	let unreadable = 0;
	for await (const [id, turn] of turns.entries({ onUnreadable: () => unreadable++ })) {
		if (turn.kind !== 'turn') continue;
		if (isMissing(turn.authorId, { kind: 'session', id: turn.sessionId }))
			await enterAuthor(records, id, turn.sessionId);
		const hashes = hashesOfTurn(turn);
		if (hashes.size === (listings.get(id) ?? 0)) continue;
		for (const hash of hashes) unlisted.set(hash, [...(unlisted.get(hash) ?? []), id]);
	}
	// Only now that all turns are known, because whoever removes blobs relies on a complete list.
	for (const [hash, turnIds] of unlisted) await listUsers(records, hash, { turnIds, isWhole: unreadable === 0 });
}

/** How many blobs list each turn as a user: fewer than it refers to if a version without such lists wrote it. */
async function countListings({ users }: SessionRecords): Promise<ReadonlyMap<string, number>> {
	const counts = new Map<string, number>();
	for await (const [, { turnIds }] of users.entries())
		for (const id of turnIds) counts.set(id, (counts.get(id) ?? 0) + 1);
	return counts;
}

/** Unless the session has been removed since it was listed. */
const enterOwner = ({ sessions, people, locks }: SessionRecords, id: string) =>
	locks.withLock([sessionLock(id)], () =>
		unlessUnreadable(async () => {
			const session = await sessions.get(id);
			if (session !== undefined) await people.add(session.ownerId, { kind: 'session', id });
		}),
	);

/** Unless the turn has been forgotten or removed since it was listed. */
const enterAuthor = ({ turns, people, locks }: SessionRecords, turnId: string, sessionId: string) =>
	locks.withLock([sessionLock(sessionId)], () =>
		unlessUnreadable(async () => {
			const turn = await turns.get(turnId);
			if (turn?.kind === 'turn') await people.add(turn.authorId, { kind: 'session', id: sessionId });
		}),
	);

/**
 * Adds turns to the users of a blob, unless all of them, and with them the blob, have been removed since they were
 * listed.
 */
const listUsers = (
	records: SessionRecords,
	hash: string,
	{ turnIds, isWhole }: { readonly turnIds: readonly string[]; readonly isWhole: boolean },
) =>
	records.locks.withLock([blobLock(hash)], (lease) =>
		unlessUnreadable(async () => {
			if (!(await isAnyUsing(records, turnIds, hash))) return;
			const known = await records.users.get(hash);
			const listed = new Set([...(known?.turnIds ?? []), ...turnIds]);
			const isPartial = !isWhole && known?.isPartial !== false;
			await records.users.set(hash, { ...known, v: 1, isPartial, turnIds: [...listed] }, { lease });
		}),
	);

async function isAnyUsing({ turns }: SessionRecords, turnIds: readonly string[], hash: string): Promise<boolean> {
	for (const id of turnIds) {
		const turn = await turns.get(id);
		if (turn?.kind === 'turn' && hashesOfTurn(turn).has(hash)) return true;
	}
	return false;
}

/** One unreadable record must not keep the others from being indexed. */
async function unlessUnreadable(work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof UnreadableError)) throw error;
	}
}
