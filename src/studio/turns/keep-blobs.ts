import { blobName } from '../blob-name.ts';
import type { Archive } from './archive.ts';

/**
 * How long a blob is kept that nothing refers to, in milliseconds. Longer than it takes from keeping a blob to writing
 * the record that names it, and than a sweep takes.
 */
export const GRACE_MS = 3_600_000;

const blobLock = (hash: string) => `blob:${hash}`;

/**
 * Keeps blobs, by their hashes, that a record will soon refer to. Each is pinned before it is put, because a sweep may
 * just be removing an old one of the same bytes.
 */
export async function keepBlobs({ pins, locks, blobs, clock }: Archive, kept: ReadonlyMap<string, Uint8Array>) {
	if (kept.size === 0) return;
	const hashes = [...kept.keys()];
	await locks.withLock(hashes.map(blobLock), async (lease) => {
		const pin = { v: 1, atMs: clock.now() } as const;
		await Promise.all(hashes.map((hash) => pins.set(hash, pin, { ttlMs: 2 * GRACE_MS, lease })));
	});
	await Promise.all([...kept.values()].map((bytes) => blobs.put(bytes)));
}

export async function keepBlob(archive: Archive, bytes: Uint8Array): Promise<string> {
	const hash = blobName(bytes);
	await keepBlobs(archive, new Map([[hash, bytes]]));
	return hash;
}

/** Removes a blob that nothing refers to, unless it has been pinned since `sinceMs`. Says whether it went. */
export function dropBlob({ pins, locks, blobs }: Archive, hash: string, sinceMs: number): Promise<boolean> {
	return locks.withLock([blobLock(hash)], async ({ signal }) => {
		const pin = await pins.get(hash);
		if (pin !== undefined && pin.atMs >= sinceMs) return false;
		signal.throwIfAborted();
		await blobs.delete(hash);
		return true;
	});
}
