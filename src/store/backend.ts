import { Keyv, type KeyvStorageAdapter } from 'keyv';
import { z } from 'zod';
import type { Lease, Locks } from '../studio/store.ts';
import { DamagedError } from './failures.ts';

/**
 * How long one call to the store may take, in milliseconds. On SQLite, a write waits this long for another process and
 * blocks the event loop meanwhile.
 */
export const STORE_TIMEOUT_MS = 5000;

/** One record to write together with others. */
export interface EncodedRecord {
	readonly key: string;
	readonly encoded: string;
	/** How long it lives, in milliseconds. @defaultValue for ever */
	readonly ttlMs?: number | undefined;
}

/** What a storage medium must provide to keep records and locks. */
export interface Backend extends AsyncDisposable {
	readonly keyv: Keyv;
	readonly locks: Locks;
	/** Writes all of them or none, and only while the lease is held. @throws LeaseLostError */
	setWhileHeld(lease: Lease, records: readonly EncodedRecord[]): Promise<void>;
	/** Writes atomically, unless the key has a live record. @returns whether it was written. */
	add(key: string, encoded: string, ttlMs?: number): Promise<boolean>;
	/** Every stored pair whose key begins with `prefix`, each key once, with the records still encoded. */
	scan(prefix: string): AsyncIterable<readonly (readonly [key: string, encoded: unknown])[]>;
	/** Resolves when everything that was written before the call is as durable as the medium makes it. */
	flush(): Promise<void>;
	/** Has it made durable in a moment, in the order in which it was written. */
	flushSoon(): void;
	/** Runs `work` if the medium is open, and waits for it no longer than the medium allows. */
	bounded<T>(work: () => Promise<T>): Promise<T>;
	ping(): Promise<unknown>;
	/** Purges deleted data from the files of the medium, as far as they are ours. */
	purgeDeleted(): Promise<unknown>;
}

const envelope = z.object({ value: z.unknown(), expires: z.number().optional() });

/** keyv's stored form, `{"value":…,"expires":…}`, as plain JSON. Refuses a damaged record without quoting it. */
export const recordFormat = {
	stringify: (record: unknown) => JSON.stringify(record),
	parse(text: string) {
		const record = decode(text);
		if (record === undefined) throw new DamagedError('the stored record is damaged');
		return record;
	},
};

/** What was stored, in its envelope; `undefined` when it's damaged. */
export function decode(encoded: unknown): z.infer<typeof envelope> | undefined {
	try {
		return envelope.parse(JSON.parse(z.string().parse(encoded)));
	} catch {
		return undefined;
	}
}

/**
 * A strict keyv. It throws every error of its store as long as nobody listens for `error`. It mustn't check expiry
 * itself, because it deletes an expired record in a second step, and with it anything written in between.
 */
export const openKeyv = (store: KeyvStorageAdapter) =>
	new Keyv({ store, serialization: recordFormat, checkExpired: false });
