/** Delivers the results of one session in the order in which they were requested, however late each request enters. */
export interface DeliveryOrder {
	/**
	 * Takes a slot, to be disposed of when done; disposing twice is harmless. Never rejects.
	 *
	 * @param requestId the id of the Discord event, which grows with time. Source: Discord, snowflakes.
	 */
	enter(sessionId: string, requestId: string): Promise<DeliverySlot>;
}

export interface DeliverySlot extends Disposable {
	/** Whether an earlier request still holds its slot. Never rejects. */
	hasToWait(): Promise<boolean>;
	/** Resolves when no earlier request holds its slot, or when the signal aborts. Never rejects. */
	untilFirst(signal: AbortSignal): Promise<void>;
}

/** The slot of a request that nothing comes before, because its session begins with it. */
export const NO_ORDER: DeliverySlot = {
	hasToWait: () => Promise.resolve(false),
	untilFirst: () => Promise.resolve(),
	[Symbol.dispose]() {},
};

export const untilAborted = (signal: AbortSignal): Promise<void> =>
	new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener('abort', () => resolve(), { once: true });
	});

/** An order that holds in this process. */
export class InProcessDeliveryOrder implements DeliveryOrder {
	readonly #sessions = new Map<string, Map<bigint, Promise<void>>>();

	async enter(sessionId: string, requestId: string): Promise<DeliverySlot> {
		const ownId = BigInt(requestId);
		const entered = this.#sessions.get(sessionId) ?? new Map<bigint, Promise<void>>();
		this.#sessions.set(sessionId, entered);
		const { promise, resolve } = Promise.withResolvers<void>();
		entered.set(ownId, promise);
		const earlier = () => [...entered].filter(([id]) => id < ownId).map(([, leaving]) => leaving);
		return {
			hasToWait: async () => earlier().length > 0,
			async untilFirst(signal) {
				const aborted = untilAborted(signal);
				while (earlier().length > 0 && !signal.aborted) await Promise.race([aborted, Promise.all(earlier())]);
			},
			[Symbol.dispose]: () => {
				if (!entered.delete(ownId)) return;
				if (entered.size === 0) this.#sessions.delete(sessionId);
				resolve();
			},
		};
	}
}
