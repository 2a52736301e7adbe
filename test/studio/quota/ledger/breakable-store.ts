import type { LedgerDependencies } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import { type Lease, type Records, type RecordWrite, StoreError } from '../../../../src/studio/store.ts';

/** When a store breaks: at which write, counted from 1, and whether that one is kept all the same. */
export interface Breakage {
	readonly atWrite: number;
	readonly isKept: boolean;
}

/**
 * The end of a process, seen from its ledger: from one write on nothing is answered any more. Writes what is written
 * together one by one, as versions before did, so that whatever they leave behind is tested too.
 */
export function breakAt(store: Omit<LedgerDependencies, 'clock'>, { atWrite, isKept }: Breakage) {
	let writes = 0;
	const assertWhole = () => {
		if (writes >= atWrite) throw new StoreError('The store is broken');
	};
	const records = (namespace: string): Records => {
		const whole = store.records(namespace);
		return {
			async get(key) {
				assertWhole();
				return whole.get(key);
			},
			async set(key, value, options) {
				assertWhole();
				writes++;
				if (writes < atWrite || isKept) await whole.set(key, value, options);
				assertWhole();
			},
			add: (key, value, options) => whole.add(key, value, options),
			delete: (key) => whole.delete(key),
			async *entries(prefix) {
				assertWhole();
				yield* whole.entries(prefix);
			},
		};
	};
	return {
		records,
		async setTogether(together: readonly RecordWrite[], lease: Lease) {
			for (const { namespace, key, value, ttlMs = 1 } of together)
				await records(namespace).set(key, value(), { ttlMs, lease });
		},
		locks: store.locks,
		reportUnreadable: store.reportUnreadable,
		writes: () => writes,
	};
}
