import type { Lease, Locks, Records, RecordWrite, Store } from '../../../../src/studio/store.ts';

/** The store, except that it refuses to write a record of the ledger by whoever does not hold that record's lock. */
export function watchLocks(store: Store) {
	const heldBy = new WeakMap<Lease, readonly string[]>();
	const locks: Locks = {
		withLock: (keys, work) =>
			store.locks.withLock(keys, (lease) => {
				heldBy.set(lease, keys);
				return work(lease);
			}),
	};
	const assertLocked = (namespace: string, key: string, lease: Lease | undefined) => {
		const held = lease === undefined ? [] : heldBy.get(lease);
		if (held?.includes(`${namespace.replace(/s$/, '')}:${key}`) !== true)
			throw new Error(`${namespace} ${key} was written without its lock`);
	};
	return {
		locks,
		reportUnreadable: store.reportUnreadable,
		async setTogether(writes: readonly RecordWrite[], lease: Lease) {
			for (const { namespace, key } of writes) assertLocked(namespace, key, lease);
			await store.setTogether(writes, lease);
		},
		records(namespace: string): Records {
			const records = store.records(namespace);
			return {
				get: (key) => records.get(key),
				async set(key, value, options) {
					assertLocked(namespace, key, options?.lease);
					await records.set(key, value, options);
				},
				add: (key, value, options) => records.add(key, value, options),
				delete: (key) => records.delete(key),
				entries: (prefix) => records.entries(prefix),
			};
		},
	};
}
