import { open } from 'node:fs/promises';

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

/** Flushes that wait until they are let go. */
export async function holdFlushes() {
	const held: { end(error?: Error): void }[] = [];
	const watchers = new Set<() => void>();
	let isHolding = true;
	let flushes = 0;
	const interception = await interceptFlushes(async (flush) => {
		flushes++;
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		held.push({ end: (error) => (error === undefined ? resolve() : reject(error)) });
		for (const look of watchers) look();
		if (isHolding) await promise;
		await flush();
	});
	return {
		count: () => flushes,
		/** Resolves once so many have begun. */
		async begun(count: number): Promise<void> {
			while (flushes < count) {
				const { promise, resolve } = Promise.withResolvers<void>();
				watchers.add(resolve);
				await promise;
				watchers.delete(resolve);
			}
		},
		/** Lets one go, counted from 0. */
		letGo: (index: number, error?: Error) => held[index]?.end(error),
		[Symbol.dispose]() {
			isHolding = false;
			for (const { end } of held) end();
			interception[Symbol.dispose]();
		},
	};
}
