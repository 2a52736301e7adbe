import { open, readlink } from 'node:fs/promises';

/**
 * Stands between the store and the disk: `onFlush` runs in place of each flush of the database's log, which it is
 * handed. Until disposed of.
 */
export async function interceptFlushes(onFlush: (flush: () => Promise<void>) => Promise<void>): Promise<Disposable> {
	// Node does not export the class of its files.
	await using anyFile = await open(new URL(import.meta.url));
	const prototype: object = Object.getPrototypeOf(anyFile);
	const original: unknown = Reflect.get(prototype, 'datasync');
	if (typeof original !== 'function') throw new Error('files have no datasync');
	const intercepting = new Proxy(original, {
		apply: (called, self, values) => onFlush(async () => void (await Reflect.apply(called, self, values))),
	});
	Reflect.set(prototype, 'datasync', intercepting);
	return { [Symbol.dispose]: () => Reflect.set(prototype, 'datasync', original) };
}

/** Flushes that wait until they are let go, one by one. */
export async function holdFlushes() {
	type Release = (error?: Error) => void;
	const held: Release[] = [];
	/** What was let go before it began. */
	let ahead = 0;
	let isHolding = true;
	let begun = 0;
	const watchers = new Set<() => void>();
	/** Lets the next one go, or fail. */
	function letGo(error?: Error): void {
		const release = held.shift();
		if (release === undefined) ahead++;
		else release(error);
	}
	const interception = await interceptFlushes(async (flush) => {
		begun++;
		for (const look of watchers) look();
		if (isHolding && ahead === 0) {
			const { promise, resolve, reject } = Promise.withResolvers<void>();
			held.push((error) => (error === undefined ? resolve() : reject(error)));
			await promise;
		} else ahead--;
		await flush();
	});
	return {
		count: () => begun,
		/** Resolves once so many have begun. */
		async begun(count: number): Promise<void> {
			while (begun < count) {
				const { promise, resolve } = Promise.withResolvers<void>();
				watchers.add(resolve);
				await promise;
				watchers.delete(resolve);
			}
		},
		letGo,
		[Symbol.dispose]() {
			isHolding = false;
			for (const release of held) release();
			interception[Symbol.dispose]();
		},
	};
}

/** The files and folders that are flushed to disk while `work` runs, where the system says which those are. */
export async function flushedBy(work: () => Promise<unknown>): Promise<string[]> {
	await using probe = await open('/dev/null');
	const prototype: typeof probe = Object.getPrototypeOf(probe);
	const { sync } = prototype;
	const flushed: string[] = [];
	prototype.sync = async function (this: typeof probe) {
		flushed.push(await readlink(`/proc/self/fd/${this.fd}`));
		return sync.call(this);
	};
	try {
		await work();
	} finally {
		prototype.sync = sync;
	}
	return flushed;
}
