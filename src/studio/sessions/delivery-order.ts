/** Lets those who entered for the same thing out in the order in which they asked, however late they came to enter. */
export class DeliveryOrder {
	readonly #inside = new Map<string, Map<bigint, Promise<void>>>();

	/**
	 * To be disposed of when done, however that ends; once more changes nothing.
	 *
	 * @param askedAs the id of the Discord event, which grows with time. Source: Discord, snowflakes.
	 */
	enter(key: string, askedAs: string): DeliverySlot {
		const mine = BigInt(askedAs);
		const inside = this.#inside.get(key) ?? new Map<bigint, Promise<void>>();
		this.#inside.set(key, inside);
		const { promise, resolve } = Promise.withResolvers<void>();
		inside.set(mine, promise);
		const earlier = () => [...inside].filter(([id]) => id < mine).map(([, leaving]) => leaving);
		return {
			hasToWait: () => earlier().length > 0,
			async isFirst() {
				while (earlier().length > 0) await Promise.all(earlier());
			},
			[Symbol.dispose]: () => {
				if (!inside.delete(mine)) return;
				if (inside.size === 0) this.#inside.delete(key);
				resolve();
			},
		};
	}
}

export interface DeliverySlot extends Disposable {
	/** Whether somebody is inside who asked before. */
	hasToWait(): boolean;
	/** Resolves when nobody is inside any more who asked before. */
	isFirst(): Promise<void>;
}
