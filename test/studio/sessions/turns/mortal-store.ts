import { type Blobs, type Records, StoreError } from '../../../../src/studio/store.ts';
import type { TurnStore } from './fixture.ts';

export interface Death {
	/** At which write the process dies, counted from one. */
	readonly atWrite: number;
	/** Whether that write happens. */
	readonly isWritten: boolean;
	/** The process lives on: that write alone ends in a `StoreError`. */
	readonly isPassing?: boolean;
}

/** What one process sees of the store: from its death on, nothing it asks for happens. */
export function mortalStore(store: TurnStore, { atWrite, isWritten, isPassing = false }: Death) {
	const begun: Promise<unknown>[] = [];
	let hasFailed = false;
	/** Settles with the last write that was begun, so that nobody looks at what is left before all of it is there. */
	let death: Promise<unknown> | undefined;

	async function read<T>(work: () => Promise<T>): Promise<T> {
		if (death === undefined) return work();
		await death;
		throw new StoreError('this process is dead');
	}

	const write = <T>(work: () => Promise<T>): Promise<T> =>
		read(async () => {
			if (begun.length + 1 < atWrite || hasFailed) {
				const writing = work();
				begun.push(writing);
				return writing;
			}
			hasFailed = true;
			if (isPassing) {
				if (isWritten) await work();
				throw new StoreError('this was not to be written');
			}
			death = Promise.allSettled([...begun, isWritten && work()]);
			return read(work);
		});

	const recordsOf = (records: Records): Records => ({
		get: (key) => read(() => records.get(key)),
		set: (key, value, options) => write(() => records.set(key, value, options)),
		add: (key, value, options) => write(() => records.add(key, value, options)),
		delete: (key) => write(() => records.delete(key)),
		entries: (prefix) => records.entries(prefix),
	});
	const blobs: Blobs = {
		put: (bytes) => write(() => store.blobs.put(bytes)),
		get: (hash) => read(() => store.blobs.get(hash)),
		has: (hash) => read(() => store.blobs.has(hash)),
		delete: (hash) => write(() => store.blobs.delete(hash)),
		entries: () => store.blobs.entries(),
	};
	const seen: TurnStore = {
		records: (namespace) => recordsOf(store.records(namespace)),
		setTogether: (writes, lease) => write(() => store.setTogether(writes, lease)),
		locks: store.locks,
		blobs,
		ownership: (named) => read(() => store.ownership(named)),
		areBlobsOurs: () => read(() => store.areBlobsOurs()),
		reportUnreadable: store.reportUnreadable,
	};
	return { seen, isDead: () => hasFailed };
}
