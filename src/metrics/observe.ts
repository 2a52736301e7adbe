import type { Clock } from '../clock.ts';
import type { ImageModel } from '../studio/generation/ports.ts';
import type { Metrics, StoreOperation } from '../studio/metrics.ts';
import type { UserQueue } from '../studio/requests/user-queue.ts';
import type { Records, Store } from '../studio/store.ts';

interface Observing {
	readonly metrics: Metrics;
	readonly clock: Clock;
}

/** Reports how long each call takes, and how it ends. */
export const observeImageModel = (imageModel: ImageModel, { metrics, clock }: Observing): ImageModel => ({
	async generate(call, signal) {
		const startedAtMs = clock.now();
		const outcome = await imageModel.generate(call, signal);
		metrics.generated(call.model.alias, outcome.kind, clock.now() - startedAtMs);
		return outcome;
	},
});

/** Reports how many jobs wait and run, and how long they waited. */
export const observeUserQueue = (queue: UserQueue, { metrics, clock }: Observing): UserQueue => ({
	async enter(personId, work, options) {
		const enteredAtMs = clock.now();
		let hasBegun = false;
		const begin = async () => {
			hasBegun = true;
			metrics.countJobs('waiting', -1);
			metrics.waited(clock.now() - enteredAtMs);
			metrics.countJobs('running', 1);
			try {
				return await work();
			} finally {
				metrics.countJobs('running', -1);
			}
		};
		metrics.countJobs('waiting', 1);
		try {
			return await queue.enter(personId, begin, options);
		} finally {
			if (!hasBegun) metrics.countJobs('waiting', -1);
		}
	},
});

/** Reports how long each operation takes, and how many bytes of pictures it moves; listings are not timed. */
export function observeStore(store: Store, { metrics, clock }: Observing): Store {
	async function timed<T>(operation: StoreOperation, work: () => Promise<T>): Promise<T> {
		const startedAtMs = clock.now();
		let outcome: 'ok' | 'failed' = 'failed';
		try {
			const result = await work();
			outcome = 'ok';
			return result;
		} finally {
			metrics.stored(operation, outcome, clock.now() - startedAtMs);
		}
	}
	const observeRecords = (records: Records): Records => ({
		get: (key) => timed('get', () => records.get(key)),
		set: (key, value, options) => timed('set', () => records.set(key, value, options)),
		add: (key, value, options) => timed('add', () => records.add(key, value, options)),
		delete: (key, options) => timed('delete', () => records.delete(key, options)),
		entries: (prefix) => records.entries(prefix),
	});
	const { locks, blobs } = store;
	return {
		...store,
		records: (namespace) => observeRecords(store.records(namespace)),
		setTogether: (writes, lease) => timed('set-together', () => store.setTogether(writes, lease)),
		locks: {
			async withLock(keys, work) {
				const startedAtMs = clock.now();
				let isHeld = false;
				const report = (outcome: 'ok' | 'failed') => metrics.stored('lock', outcome, clock.now() - startedAtMs);
				try {
					return await locks.withLock(keys, (lease) => {
						isHeld = true;
						report('ok');
						return work(lease);
					});
				} finally {
					if (!isHeld) report('failed');
				}
			},
		},
		blobs: {
			async put(bytes) {
				const hash = await timed('blob-put', () => blobs.put(bytes));
				metrics.movedBlob('written', bytes.length);
				return hash;
			},
			async get(hash) {
				const bytes = await timed('blob-get', () => blobs.get(hash));
				metrics.movedBlob('read', bytes?.length ?? 0);
				return bytes;
			},
			has: (hash) => timed('blob-has', () => blobs.has(hash)),
			delete: (hash) => timed('blob-delete', () => blobs.delete(hash)),
			entries: () => blobs.entries(),
		},
	};
}
