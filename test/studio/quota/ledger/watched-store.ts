import type { Lease, Locks, Records, Store } from '../../../../src/studio/store.ts';

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
	return {
		locks,
		reportUnreadable: store.reportUnreadable,
		records(namespace: string): Records {
			const records = store.records(namespace);
			return {
				get: (key) => records.get(key),
				async set(key, value, options) {
					const held = options?.lease === undefined ? [] : heldBy.get(options.lease);
					if (held?.includes(`${namespace.replace(/s$/, '')}:${key}`) !== true)
						throw new Error(`${namespace} ${key} was written without its lock`);
					await records.set(key, value, options);
				},
				add: (key, value, options) => records.add(key, value, options),
				delete: (key) => records.delete(key),
				entries: (prefix) => records.entries(prefix),
			};
		},
	};
}
