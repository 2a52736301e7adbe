import type { Lease } from '../../store.ts';
import type { SessionRecords } from './session-records.ts';

/**
 * How long an unreferenced blob is kept at least, in milliseconds: longer than a sweep takes, and than it takes from
 * storing a blob to writing the record that names it.
 */
export const GRACE_MS = 3_600_000;

/** How long an unreferenced blob is kept after a sweep first noticed it, in milliseconds: a week. */
export const MARKED_MS = 7 * 24 * 3_600_000;

/** How long a mark is kept, in milliseconds. After that, for instance if sweeps did not run, the week starts again. */
const MARK_TTL_MS = 4 * MARKED_MS;

export const blobLock = (hash: string) => `blob:${hash}`;

/**
 * Stores blobs, by their hashes, that a turn is about to refer to. Each is pinned before it is stored, because a sweep may
 * be removing an old blob with the same bytes, and loses its mark. It is stored before its user is recorded, so that a
 * crash leaves no user without a blob. The records are on disk not later than the turn.
 */
export async function keepBlobs(records: SessionRecords, kept: ReadonlyMap<string, Uint8Array>, turnId: string) {
	const { pins, marks, locks, clock } = records;
	if (kept.size === 0) return;
	await locks.withLock([...kept.keys()].map(blobLock), async (lease) => {
		const pin = { v: 1, atMs: clock.now() } as const;
		const keep = async (hash: string, bytes: Uint8Array) => {
			await pins.set(hash, pin, { ttlMs: 2 * GRACE_MS, lease, durability: 'soon' });
			await marks.delete(hash);
			await putWithUser(records, hash, bytes, { turnId, lease });
		};
		await Promise.all([...kept].map(([hash, bytes]) => keep(hash, bytes)));
	});
}

/** Stores a blob and records that a turn is about to refer to it. Called under the lock of the blob. */
async function putWithUser(
	{ users, blobs }: SessionRecords,
	hash: string,
	bytes: Uint8Array,
	{ turnId, lease }: { readonly turnId: string; readonly lease: Lease },
): Promise<void> {
	const known = await users.get(hash);
	// Without a record, an existing blob may be used by turns older than such records.
	const isPartial = known?.isPartial ?? (await blobs.has(hash));
	await blobs.put(bytes);
	const turnIds = new Set([...(known?.turnIds ?? []), turnId]);
	await users.set(hash, { v: 1, isPartial, turnIds: [...turnIds] }, { lease, durability: 'soon' });
}

/** Marks an unreferenced blob unless it is marked; returns whether the mark is old enough to remove the blob. */
export async function markBlob({ marks, clock }: SessionRecords, hash: string): Promise<boolean> {
	const mark = await marks.get(hash);
	if (mark === undefined) await marks.set(hash, { v: 1, atMs: clock.now() }, { ttlMs: MARK_TTL_MS });
	return mark !== undefined && mark.atMs <= clock.now() - MARKED_MS;
}

/** Removes an unreferenced blob unless it has been pinned since `sinceMs`; returns whether it did. */
export function dropBlob(records: SessionRecords, hash: string, sinceMs: number): Promise<boolean> {
	const { pins, locks } = records;
	return locks.withLock([blobLock(hash)], async ({ signal }) => {
		const pin = await pins.get(hash);
		if (pin !== undefined && pin.atMs >= sinceMs) return false;
		signal.throwIfAborted();
		await removeBlob(records, hash);
		return true;
	});
}

/** Removes a blob and its records. Called under its lock. */
export async function removeBlob({ blobs, users, marks }: SessionRecords, hash: string): Promise<void> {
	await users.delete(hash);
	await blobs.delete(hash);
	await marks.delete(hash);
}
