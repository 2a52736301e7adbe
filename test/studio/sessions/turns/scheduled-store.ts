import type { Scheduler } from 'fast-check';
import type { Blobs, Records } from '../../../../src/studio/store.ts';
import type { TurnStore } from './fixture.ts';

/** The store, but every call happens, and every answer arrives, when the scheduler says. */
export function scheduledStore(store: TurnStore, scheduler: Scheduler): TurnStore {
	const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
		await scheduler.schedule(Promise.resolve());
		const result = await work();
		await scheduler.schedule(Promise.resolve());
		return result;
	};
	async function* eachInTurn<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
		for await (const entry of entries) {
			await scheduler.schedule(Promise.resolve());
			yield entry;
		}
	}
	const recordsOf = (records: Records): Records => ({
		get: (key) => inTurn(() => records.get(key)),
		set: (key, value, options) => inTurn(() => records.set(key, value, options)),
		add: (key, value, options) => inTurn(() => records.add(key, value, options)),
		delete: (key) => inTurn(() => records.delete(key)),
		entries: (prefix) => eachInTurn(records.entries(prefix)),
	});
	const { blobs } = store;
	const scheduledBlobs: Blobs = {
		put: (bytes) => inTurn(() => blobs.put(bytes)),
		get: (hash) => inTurn(() => blobs.get(hash)),
		has: (hash) => inTurn(() => blobs.has(hash)),
		delete: (hash) => inTurn(() => blobs.delete(hash)),
		entries: () => eachInTurn(blobs.entries()),
	};
	return {
		records: (namespace) => recordsOf(store.records(namespace)),
		setTogether: (writes, lease) => inTurn(() => store.setTogether(writes, lease)),
		locks: store.locks,
		blobs: scheduledBlobs,
		ownership: (named) => inTurn(() => store.ownership(named)),
		areBlobsOurs: () => inTurn(() => store.areBlobsOurs()),
		reportUnreadable: store.reportUnreadable,
	};
}
