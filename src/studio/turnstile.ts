/** Lets those who entered for the same thing out in the order in which they entered. */
export class Turnstile {
	readonly #last = new Map<string, Promise<void>>();

	/** To be disposed of when done, however that ends. */
	enter(key: string): Pass {
		const before = this.#last.get(key) ?? Promise.resolve();
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#last.set(key, promise);
		return {
			isMyTurn: before,
			[Symbol.dispose]: () => {
				// Whoever comes after still waits for those who came before.
				void before.then(resolve);
				if (this.#last.get(key) === promise) this.#last.delete(key);
			},
		};
	}
}

export interface Pass extends Disposable {
	/** Resolves when all who entered before are done. */
	readonly isMyTurn: Promise<void>;
}
