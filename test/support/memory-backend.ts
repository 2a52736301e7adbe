import { KeyvMemoryAdapter } from 'keyv';
import type { Clock } from '../../src/clock.ts';
import { type Backend, openKeyv } from '../../src/store/backend.ts';
import { InProcessLocks, whileHeld } from '../../src/store/in-process-locks.ts';

/** Records in a Map, gone with the process. */
export function openMemory(clock: Clock): Backend {
	const kept = new Map<string, { readonly value: string; readonly expires?: number | undefined }>();
	const keyv = openKeyv(new KeyvMemoryAdapter(kept));
	return {
		keyv,
		locks: new InProcessLocks(clock),
		setWhileHeld: (lease, records) =>
			whileHeld(lease, async () => {
				// By the system's clock, by which keyv reads.
				for (const { key, encoded, ttlMs } of records)
					kept.set(key, { value: encoded, expires: ttlMs === undefined ? undefined : Date.now() + ttlMs });
			}),
		async add(key, encoded, ttlMs) {
			const found = kept.get(key);
			if (found !== undefined && (found.expires ?? Number.POSITIVE_INFINITY) > clock.now()) return false;
			kept.set(key, { value: encoded, expires: ttlMs === undefined ? undefined : clock.now() + ttlMs });
			return true;
		},
		async *scan(prefix) {
			for (const [key, { value }] of kept) if (key.startsWith(prefix)) yield [[key, value]];
		},
		flush: async () => {},
		flushSoon() {},
		bounded: (work) => work(),
		ping: async () => {},
		purgeDeleted: async () => {},
		async [Symbol.asyncDispose]() {},
	};
}
