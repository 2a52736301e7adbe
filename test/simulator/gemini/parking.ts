/** Where calls wait: for `release()`, for the clock, or for their client to give up. */
export class Parking {
	readonly #held = new Set<() => void>();
	readonly #watchers = new Set<() => void>();
	#parked = 0;

	/** Counts the call as parked for as long as `wait` is pending. */
	async park(wait: Promise<void>): Promise<void> {
		this.#parked++;
		for (const watcher of [...this.#watchers]) watcher();
		try {
			await wait;
		} finally {
			this.#parked--;
		}
	}

	/** Waits for `release()`; rejects with the signal's reason when that aborts first. */
	async hold(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		this.#held.add(resolve);
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
		await this.park(promise).finally(() => this.#held.delete(resolve));
	}

	/** Lets the calls that are held now go on; later ones are held anew. */
	release(): void {
		for (const resolve of this.#held) resolve();
	}

	/** Resolves once at least `count` calls are parked. */
	async inFlight(count: number): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		const check = () => this.#parked >= count && resolve();
		this.#watchers.add(check);
		check();
		await promise;
		this.#watchers.delete(check);
	}
}
