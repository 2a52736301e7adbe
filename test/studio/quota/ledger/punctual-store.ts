import type { Clock } from '../../../../src/clock.ts';
import type { Records, RecordWrite } from '../../../../src/studio/store.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';

/** A store that forgets each record at the moment at which it may, by the clock of the test. */
export function openPunctualStore(clock: Clock) {
	const kept = new Map<string, { readonly value: unknown; readonly untilMs: number }>();
	const find = (name: string) => {
		const record = kept.get(name);
		return record === undefined || record.untilMs <= clock.now() ? undefined : record.value;
	};
	const records = (namespace: string): Records => ({
		get: async (key) => find(`${namespace}/${key}`),
		async set(key, value, { ttlMs = Number.POSITIVE_INFINITY } = {}) {
			kept.set(`${namespace}/${key}`, { value, untilMs: clock.now() + ttlMs });
		},
		async add(key, value, options) {
			const isAbsent = find(`${namespace}/${key}`) === undefined;
			if (isAbsent) await this.set(key, value, options);
			return isAbsent;
		},
		delete: async (key) => kept.delete(`${namespace}/${key}`),
		async *entries(prefix = '') {
			const begin = `${namespace}/`;
			for (const name of kept.keys())
				if (name.startsWith(begin + prefix) && find(name) !== undefined)
					yield [name.slice(begin.length), find(name)] as const;
		},
	});
	const { locks, reportUnreadable } = openMemoryStore({ clock });
	const setTogether = async (writes: readonly RecordWrite[]) => {
		for (const { namespace, key, value, ttlMs = 1 } of writes) await records(namespace).set(key, value(), { ttlMs });
	};
	return { records, setTogether, locks, reportUnreadable };
}
