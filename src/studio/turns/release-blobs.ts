import type { Archive } from './archive.ts';
import { blobLock, GRACE_MS, removeBlob } from './keep-blobs.ts';
import { hashesOf } from './stored-part.ts';

/**
 * Removes those blobs at once that no turn refers to, without waiting for a sweep. Reads all turns, once, only when
 * one of the blobs is older than the records of who uses it.
 *
 * @param goneIds turns that do not refer to any blob any more, or never will.
 */
export async function releaseBlobs(
	archive: Archive,
	hashes: ReadonlySet<string>,
	goneIds: ReadonlySet<string>,
): Promise<void> {
	const { locks, users } = archive;
	let scanned: Promise<ReadonlySet<string>> | undefined;
	for (const hash of hashes)
		await locks.withLock([blobLock(hash)], async (lease) => {
			const known = await users.get(hash);
			const listed = (known?.turnIds ?? []).filter((id) => !goneIds.has(id));
			const areUsing = await Promise.all(listed.map((id) => mayUse(archive, id, hash)));
			const turnIds = listed.filter((_, index) => areUsing[index]);
			const isPartial = known?.isPartial !== false;
			if (isPartial) scanned ??= hashesInUse(archive, hashes);
			if (turnIds.length > 0 || (await scanned)?.has(hash)) {
				if (known !== undefined) await users.set(hash, { ...known, turnIds }, { lease });
				return;
			}
			lease.signal.throwIfAborted();
			await removeBlob(archive, hash);
		});
}

/** A turn that is not there was lost in a crash, unless its blobs were pinned just now and it is about to come. */
async function mayUse({ turns, pins, clock }: Archive, turnId: string, hash: string): Promise<boolean> {
	const turn = await turns.get(turnId);
	if (turn === undefined) return ((await pins.get(hash))?.atMs ?? -Infinity) >= clock.now() - GRACE_MS;
	return turn.kind === 'turn' && [...turn.user, ...turn.model].flatMap(hashesOf).includes(hash);
}

/** All that are wanted when a turn is not understood: it may refer to any of them. */
async function hashesInUse({ turns }: Archive, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
	const inUse = new Set<string>();
	let unreadable = 0;
	for await (const [, turn] of turns.entries(() => unreadable++))
		if (turn.kind === 'turn')
			for (const hash of [...turn.user, ...turn.model].flatMap(hashesOf)) if (wanted.has(hash)) inUse.add(hash);
	return unreadable > 0 ? wanted : inUse;
}
