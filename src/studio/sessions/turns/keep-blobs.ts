import type { Lease } from '../../store.ts';
import { blobName } from '../blob-name.ts';
import type { SessionRecords } from './session-records.ts';

/**
 * How long a blob is kept that nothing refers to, in milliseconds. Longer than it takes from keeping a blob to writing
 * the record that names it, and than a sweep takes.
 */
export const GRACE_MS = 3_600_000;

/** How long a blob is still kept after a sweep first saw that nothing refers to it, in milliseconds: a week. */
export const MARKED_MS = 7 * 24 * 3_600_000;

/** How long a mark is remembered, in milliseconds. After that, as when sweeps did not run, the week begins anew. */
const MARK_TTL_MS = 4 * MARKED_MS;

export const blobLock = (hash: string) => `blob:${hash}`;

/**
 * Keeps blobs, by their hashes, that a record will soon refer to, a turn if it is named. Each is pinned before it is
 * put, because a sweep may just be removing an old one of the same bytes, and loses the mark that it may have had; it is
 * put before its user is noted, so that a crash leaves no note without a blob.
 */
export async function keepBlobs(records: SessionRecords, kept: ReadonlyMap<string, Uint8Array>, turnId?: string) {
	const { pins, marks, locks, blobs, clock } = records;
	if (kept.size === 0) return;
	await locks.withLock([...kept.keys()].map(blobLock), async (lease) => {
		const pin = { v: 1, atMs: clock.now() } as const;
		const keep = async (hash: string, bytes: Uint8Array) => {
			await pins.set(hash, pin, { ttlMs: 2 * GRACE_MS, lease });
			await marks.delete(hash);
			if (turnId === undefined) return blobs.put(bytes);
			return withUser(records, hash, { turnId, lease }, () => blobs.put(bytes));
		};
		await Promise.all([...kept].map(([hash, bytes]) => keep(hash, bytes)));
	});
}

/** Puts a blob and notes that a turn is about to refer to it. Called under the lock of the blob. */
async function withUser(
	{ users, blobs }: SessionRecords,
	hash: string,
	{ turnId, lease }: { readonly turnId: string; readonly lease: Lease },
	put: () => Promise<unknown>,
): Promise<void> {
	const known = await users.get(hash);
	// Without a record, what is there already may be used by turns that are older than such records.
	const isPartial = known?.isPartial ?? (await blobs.has(hash));
	await put();
	const turnIds = new Set([...(known?.turnIds ?? []), turnId]);
	await users.set(hash, { v: 1, isPartial, turnIds: [...turnIds] }, { lease });
}

export async function keepBlob(records: SessionRecords, bytes: Uint8Array): Promise<string> {
	const hash = blobName(bytes);
	await keepBlobs(records, new Map([[hash, bytes]]));
	return hash;
}

/** Marks a blob that nothing refers to, unless it is marked; whether it has been for so long that it is due. */
export async function markBlob({ marks, clock }: SessionRecords, hash: string): Promise<boolean> {
	const mark = await marks.get(hash);
	if (mark === undefined) await marks.set(hash, { v: 1, atMs: clock.now() }, { ttlMs: MARK_TTL_MS });
	return mark !== undefined && mark.atMs <= clock.now() - MARKED_MS;
}

/** Removes a blob that nothing refers to, unless it has been pinned since `sinceMs`. Says whether it went. */
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

/** Removes a blob and what is noted of it. Called under its lock. */
export async function removeBlob({ blobs, users, marks }: SessionRecords, hash: string): Promise<void> {
	await users.delete(hash);
	await blobs.delete(hash);
	await marks.delete(hash);
}
