/**
 * The store failed. Nothing follows about its contents, least of all that something is absent. A failed write has
 * usually not happened, but one that timed out still may.
 */
export class StoreError extends Error {
	override readonly name: string = 'StoreError';
}

/** There is no storage space left. */
export class StoreFullError extends StoreError {
	override readonly name = 'StoreFullError';
}

/** The store does not take this very record, and has written nothing; it may take others. */
export class RecordRefusedError extends StoreError {
	override readonly name = 'RecordRefusedError';
}

/** A record exists but cannot be read: it is damaged, or of an unknown version. */
export class UnreadableError extends StoreError {
	override readonly name = 'UnreadableError';
}

/** Another process keeps its records in the same folder; the two would not see each other's locks. */
export class FolderInUseError extends StoreError {
	override readonly name = 'FolderInUseError';
}

/** The lock was lost, so nothing was written: somebody else may be working on the same records. */
export class LeaseLostError extends StoreError {
	override readonly name = 'LeaseLostError';
}

/** The stored bytes do not match their hash. Retrying does not help. */
export class BlobCorruptError extends Error {
	override readonly name = 'BlobCorruptError';
}

/** Permission to change what a lock guards, valid while the work under the lock runs. */
export interface Lease {
	/** Aborts with a `LeaseLostError` as soon as the lock is known to be lost. */
	readonly signal: AbortSignal;
}

export interface WriteOptions {
	/**
	 * The minimum lifetime of the record in milliseconds, more than 0; it is removed some time after. @defaultValue for
	 * ever
	 */
	readonly ttlMs?: number;
	/** Write only while this lease is held; the store checks that and writes in one step. */
	readonly lease?: Lease;
	/**
	 * When a write is answered. `now`: once it is on disk. `soon`: once everybody reads it; it is then on disk in a few
	 * hundredths of a second, and not later than anything that is written after it, so the end of the process does not
	 * lose it, and a power cut only together with all that came after. @defaultValue `now`
	 */
	readonly durability?: 'now' | 'soon';
}

/** A record to write together with others. */
export interface RecordWrite {
	readonly namespace: string;
	readonly key: string;
	/** Called only if no later write of the same record replaces it. @throws whatever is wrong with the value */
	readonly value: () => unknown;
	readonly ttlMs?: number;
}

/**
 * Records of one kind: JSON in, equal JSON out.
 *
 * A key is any text except the empty one and one with a lone surrogate, which some media cannot tell apart from others.
 */
export interface Records {
	/**
	 * `undefined` only when absent.
	 *
	 * @throws UnreadableError when the record is damaged.
	 * @throws StoreError when the store fails.
	 */
	get(key: string): Promise<unknown>;
	/**
	 * @throws LeaseLostError when the lease is no longer held; nothing was written.
	 * @throws StoreError when the store fails.
	 * @throws TypeError when the value is not pure JSON: `undefined`, a `Date` and bytes are not.
	 */
	set(key: string, value: unknown, options?: WriteOptions): Promise<void>;
	/**
	 * Writes only if the record is absent; the store checks and writes in one step, across all processes. An expired
	 * record counts as absent.
	 *
	 * @returns whether it was written.
	 * @throws StoreError when the store fails; the record may have been written.
	 * @throws TypeError when the value is not pure JSON.
	 */
	add(key: string, value: unknown, options?: Omit<WriteOptions, 'lease'>): Promise<boolean>;
	/** Returns whether there was something to delete. @throws StoreError */
	delete(key: string, options?: Pick<WriteOptions, 'durability'>): Promise<boolean>;
	/**
	 * Every record whose key begins with `prefix` (default: every record), in no particular order. A damaged record has
	 * the value `undefined`, so that it does not hide the others. During concurrent writes, a record that exists
	 * throughout comes exactly once; one that comes or goes may or may not be listed.
	 *
	 * @throws StoreError
	 */
	entries(prefix?: string): AsyncIterable<readonly [key: string, value: unknown]>;
}

export interface Locks {
	/**
	 * Runs `work` while holding every key. Keys are taken in a fixed order and released when `work` ends, however it
	 * ends. A nested `withLock` on a held key waits for itself and fails.
	 *
	 * @throws StoreError when the locks are not free in time; `work` was not started.
	 */
	withLock<T>(keys: readonly string[], work: (lease: Lease) => Promise<T>): Promise<T>;
}

/** Bytes, named by the lower-case hex of their SHA-256. */
export interface Blobs {
	/**
	 * Stores the bytes and returns their hash; storing them again only renews `writtenAtMs`. Writes are atomic and
	 * verified.
	 *
	 * @throws StoreError
	 */
	put(bytes: Uint8Array): Promise<string>;
	/**
	 * `undefined` only when absent.
	 *
	 * @throws BlobCorruptError when the bytes do not match their hash.
	 * @throws StoreError when the store fails.
	 */
	get(hash: string): Promise<Uint8Array | undefined>;
	/** Whether the blob exists, without reading it. @throws StoreError */
	has(hash: string): Promise<boolean>;
	/** Does nothing if it is absent. @throws StoreError */
	delete(hash: string): Promise<void>;
	/** Every blob, with the time of its latest `put`; blobs may come and go in the meantime. @throws StoreError */
	entries(): AsyncIterable<{ readonly hash: string; readonly writtenAtMs: number }>;
}

/** Whether the blobs belong to these records, judged by the ids that both carry. */
export type Ownership =
	| { readonly kind: 'ours' }
	/** The blobs carry a different id than the records, several ids, or none. */
	| { readonly kind: 'not-ours'; readonly recordsId: string; readonly blobsIds: readonly string[] };

/** Everything that outlives the process. Disposing of it closes it; later calls fail. */
export interface Store extends AsyncDisposable {
	/** @param namespace the kind of record: lower-case letters, digits and hyphens. */
	records(namespace: string): Records;
	/**
	 * Writes all of them or none, in one step, while the lease is held. Of several writes of one record the last counts.
	 *
	 * @throws LeaseLostError when the lease is no longer held; nothing was written.
	 * @throws StoreError when the store fails.
	 * @throws TypeError when a value is not pure JSON; nothing was written.
	 */
	setTogether(writes: readonly RecordWrite[], lease: Lease): Promise<void>;
	readonly locks: Locks;
	readonly blobs: Blobs;
	/**
	 * Whether the blobs belong to these records and to no others: only then do these records say which blobs are needed.
	 *
	 * @param named the hashes that the records refer to. Records and blobs from before ids existed get a common id if
	 * most of the blobs are among them.
	 * @throws StoreError
	 */
	ownership(named: ReadonlySet<string>): Promise<Ownership>;
	/**
	 * Whether records and blobs carry one common id. Reads two small records and changes nothing, so that records and
	 * blobs from before ids existed can still get one from `ownership`.
	 *
	 * @throws StoreError
	 */
	areBlobsOurs(): Promise<boolean>;
	/** Logs that a record cannot be read and was left alone, without its contents. */
	reportUnreadable(kind: string, id: string): void;
	/** Resolves when records and blobs are readable. @throws StoreError */
	ping(): Promise<void>;
	/**
	 * Removes deleted and replaced records from the files of the store, where the store has files of its own; what a
	 * backup still reads, some seconds after it has ended.
	 *
	 * @throws StoreError
	 */
	purgeDeleted(): Promise<void>;
}
