import { UnreadableError } from '../../store.ts';
import { blobLock, GRACE_MS, removeBlob } from './keep-blobs.ts';
import type { SessionRecords } from './session-records.ts';
import { hashesOfTurn } from './stored-part.ts';

/**
 * Removes the blobs of removed turns at once. Made for each command or sweep: it caches the users that it finds by
 * reading all turns. Those added later are in the records of users.
 */
export interface BlobRelease {
	/**
	 * Removes those blobs that no turn refers to, and returns them; none if the blobs may belong to another bot. Reads
	 * all turns, at most once, and only if the users of some blob are unknown.
	 *
	 * @param goneIds turns that will not be written any more if they are absent.
	 */
	remove(hashes: ReadonlySet<string>, goneIds: ReadonlySet<string>): Promise<ReadonlySet<string>>;
	/** Whether blobs are left to a sweep, because their users are unknown. */
	mayLeaveBlobs(): Promise<boolean>;
}

export function createBlobRelease(records: SessionRecords): BlobRelease {
	const { locks, users } = records;
	let scanned: ReturnType<typeof readUsers> | undefined;

	async function removeOne(hash: string, goneIds: ReadonlySet<string>): Promise<boolean> {
		return locks.withLock([blobLock(hash)], async (lease) => {
			const known = await users.get(hash);
			if (known?.isPartial !== false) scanned ??= readUsers(records);
			const found = await scanned;
			const listed = [...new Set([...(known?.turnIds ?? []), ...(found?.users.get(hash) ?? [])])];
			const areUsing = await Promise.all(listed.map((id) => mayUse(records, id, { hash, goneIds })));
			const turnIds = listed.filter((_, index) => areUsing[index]);
			if (turnIds.length > 0 || (known?.isPartial !== false && found?.isWhole === false)) {
				if (known !== undefined) await users.set(hash, { ...known, turnIds }, { lease });
				return false;
			}
			lease.signal.throwIfAborted();
			await removeBlob(records, hash);
			return true;
		});
	}

	return {
		async remove(hashes, goneIds) {
			const removed = new Set<string>();
			if (hashes.size === 0 || !(await records.areBlobsOurs())) return removed;
			for (const hash of hashes) if (await removeOne(hash, goneIds)) removed.add(hash);
			return removed;
		},
		async mayLeaveBlobs() {
			return !(await records.areBlobsOurs()) || (await scanned)?.isWhole === false;
		},
	};
}

/**
 * An absent turn was lost in a crash, unless its blobs were pinned just now and it is about to be written. One that
 * cannot be read may use the blob.
 */
async function mayUse(
	{ turns, pins, clock }: SessionRecords,
	turnId: string,
	{ hash, goneIds }: { readonly hash: string; readonly goneIds: ReadonlySet<string> },
): Promise<boolean> {
	const turn = await turns.get(turnId).catch((error: unknown) => {
		if (error instanceof UnreadableError) return 'unreadable' as const;
		throw error;
	});
	if (turn === 'unreadable') return true;
	if (turn !== undefined) return turn.kind === 'turn' && hashesOfTurn(turn).has(hash);
	return !goneIds.has(turnId) && ((await pins.get(hash))?.atMs ?? -Infinity) >= clock.now() - GRACE_MS;
}

/** The turns that refer to each blob, and whether all turns could be read: an unreadable one may refer to any blob. */
async function readUsers({ turns }: SessionRecords) {
	const users = new Map<string, string[]>();
	let isWhole = true;
	const onUnreadable = () => {
		isWhole = false;
	};
	for await (const [id, turn] of turns.entries({ onUnreadable }))
		if (turn.kind === 'turn') for (const hash of hashesOfTurn(turn)) users.set(hash, [...(users.get(hash) ?? []), id]);
	return { users, isWhole };
}
