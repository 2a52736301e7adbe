/**
 * The store could not do, or could not say, what it was asked. Nothing follows from it, least of all "absent".
 * A write that failed this way has usually not happened, but one that ran out of time may yet.
 */
export class StoreError extends Error {
	override readonly name: string = 'StoreError';
}

/** There is no room left for what was to be kept. */
export class StoreFullError extends StoreError {
	override readonly name = 'StoreFullError';
}

/** A record is there but is not understood: it is damaged, or of a version that is not known. */
export class UnreadableError extends StoreError {
	override readonly name = 'UnreadableError';
}

/** Another process keeps its records in the same folder; two would not see each other's locks. */
export class FolderInUseError extends StoreError {
	override readonly name = 'FolderInUseError';
}

/** The lock was no longer held, so nothing was written: somebody else may be at work on the same records. */
export class LeaseLostError extends StoreError {
	override readonly name = 'LeaseLostError';
}

/** The bytes kept under a hash are not the bytes that were put there. Asking again does not help. */
export class BlobCorruptError extends Error {
	override readonly name = 'BlobCorruptError';
}

/** The right to change what a lock guards, for as long as the work that was given it runs. */
export interface Lease {
	/** Aborts with a `LeaseLostError` as soon as it is known that the lock was lost. */
	readonly signal: AbortSignal;
}

export interface WriteOptions {
	/** How long the record is kept at least, in milliseconds, more than 0; it goes some time after. Default: for ever. */
	readonly ttlMs?: number;
	/** The write happens only while this lease is held, decided by the store in one step with the write. */
	readonly lease?: Lease;
}

/**
 * One kind of record: JSON in, equal JSON out.
 *
 * A key is any text but the empty one and one with half a surrogate pair, which no medium keeps apart from others.
 */
export interface Records {
	/**
	 * `undefined` only when absent.
	 *
	 * @throws UnreadableError when what is kept is damaged.
	 * @throws StoreError when the store cannot say.
	 */
	get(key: string): Promise<unknown>;
	/**
	 * @throws LeaseLostError when the lease was no longer held; nothing was written.
	 * @throws StoreError when the store is broken.
	 * @throws TypeError when the value is not JSON through and through: `undefined`, a `Date` and bytes are not.
	 */
	set(key: string, value: unknown, options?: WriteOptions): Promise<void>;
	/**
	 * Writes only when the record is absent, decided by the store in one step with the write, among all processes. One
	 * whose lifetime is over counts as absent.
	 *
	 * @returns whether it was written.
	 * @throws StoreError when the store is broken; the record may have been written.
	 * @throws TypeError when the value is not JSON through and through.
	 */
	add(key: string, value: unknown, options?: Pick<WriteOptions, 'ttlMs'>): Promise<boolean>;
	/** Whether there was something to delete. @throws StoreError */
	delete(key: string): Promise<boolean>;
	/**
	 * Every record whose key begins with `prefix` (default: every record), in no promised order; one that is damaged
	 * comes with the value `undefined`, so that it does not hide the others. Others may write meanwhile: what is there
	 * from start to end comes exactly once, what comes or goes may be seen or not.
	 *
	 * @throws StoreError
	 */
	entries(prefix?: string): AsyncIterable<readonly [key: string, value: unknown]>;
}

export interface Locks {
	/**
	 * Runs `work` while holding every key. Keys are taken in one fixed order and given back when `work` ends, however
	 * it ends. A second `withLock` on a held key inside `work` waits for itself and fails.
	 *
	 * @throws StoreError when the locks cannot be had in time; `work` was not begun.
	 */
	withLock<T>(keys: readonly string[], work: (lease: Lease) => Promise<T>): Promise<T>;
}

/** Bytes, named by the lower-case hex of their SHA-256. */
export interface Blobs {
	/**
	 * Keeps the bytes and returns their hash; putting them again only renews `writtenAtMs`. A reader never sees half
	 * of them, and they were checked after the write.
	 *
	 * @throws StoreError
	 */
	put(bytes: Uint8Array): Promise<string>;
	/**
	 * `undefined` only when absent.
	 *
	 * @throws BlobCorruptError when the bytes do not hash to their name.
	 * @throws StoreError when the store cannot say.
	 */
	get(hash: string): Promise<Uint8Array | undefined>;
	/** Whether there is such a blob, its bytes unread. @throws StoreError */
	has(hash: string): Promise<boolean>;
	/** No matter whether it is there. @throws StoreError */
	delete(hash: string): Promise<void>;
	/** Every blob, with the time of its latest `put`; blobs may come and go meanwhile. @throws StoreError */
	entries(): AsyncIterable<{ readonly hash: string; readonly writtenAtMs: number }>;
}

/** Whose blobs they are, by the ids that records and blobs carry. */
export type Ownership =
	| { readonly kind: 'ours' }
	/** They carry another id than the records, several, or none. */
	| { readonly kind: 'not-ours'; readonly recordsId: string; readonly blobsIds: readonly string[] };

/** All that outlives the process. Disposing closes it: whoever still uses it gets errors. */
export interface Store extends AsyncDisposable {
	/** @param namespace the kind of record: lower-case letters, digits and hyphens. */
	records(namespace: string): Records;
	readonly locks: Locks;
	readonly blobs: Blobs;
	/**
	 * Whether the blobs belong to these records and to no others: only then do these records say which are needed.
	 *
	 * @param named the hashes that the records name. Records and blobs from before there were ids get one id when most
	 * of the blobs are among them.
	 * @throws StoreError
	 */
	ownership(named: ReadonlySet<string>): Promise<Ownership>;
	/**
	 * Whether records and blobs carry one id and no other. Reads two small records and changes nothing, so that records
	 * and blobs from before there were ids, which are not known to be ours, can still get one by `ownership`.
	 *
	 * @throws StoreError
	 */
	areBlobsOurs(): Promise<boolean>;
	/** Says in the log that a record is not understood and was left alone, and never what it holds. */
	reportUnreadable(kind: string, id: string): void;
	/** Resolves when records and blobs can be read. @throws StoreError */
	ping(): Promise<void>;
	/**
	 * Sees to it that nobody who reads the files of the store finds records that were deleted or replaced; where other
	 * software keeps them, that is its own affair. @throws StoreError
	 */
	purgeDeleted(): Promise<void>;
}
