/** Delivers the results of one session in the order in which they were requested, however late each request enters. */
export class DeliveryOrder {
	readonly #entered = new Map<string, Map<bigint, Promise<void>>>();

	/**
	 * Takes a slot, to be disposed of when done; disposing twice is harmless.
	 *
	 * @param askedAs the id of the Discord event, which grows with time. Source: Discord, snowflakes.
	 */
	enter(key: string, askedAs: string): DeliverySlot {
		const ownId = BigInt(askedAs);
		const entered = this.#entered.get(key) ?? new Map<bigint, Promise<void>>();
		this.#entered.set(key, entered);
		const { promise, resolve } = Promise.withResolvers<void>();
		entered.set(ownId, promise);
		const earlier = () => [...entered].filter(([id]) => id < ownId).map(([, leaving]) => leaving);
		return {
			hasToWait: () => earlier().length > 0,
			async untilFirst() {
				while (earlier().length > 0) await Promise.all(earlier());
			},
			[Symbol.dispose]: () => {
				if (!entered.delete(ownId)) return;
				if (entered.size === 0) this.#entered.delete(key);
				resolve();
			},
		};
	}
}

export interface DeliverySlot extends Disposable {
	/** Whether an earlier request still holds its slot. */
	hasToWait(): boolean;
	/** Resolves when no earlier request holds its slot. */
	untilFirst(): Promise<void>;
}
