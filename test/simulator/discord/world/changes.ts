/** Lets others wait for the world to reach a state, by looking again after every change and at no other time. */
export class Changes {
	readonly #watchers = new Set<() => void>();

	/** Something about the world has changed: every waiting condition is looked at again. */
	announce(): void {
		for (const watcher of [...this.#watchers]) watcher();
	}

	/** Calls `watcher` after every change, until what is returned is called. */
	subscribe(watcher: () => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Resolves as soon as `condition` holds; rejects when it throws. */
	until(condition: () => boolean): Promise<void> {
		return new Promise((resolve, reject) => {
			const look = () => {
				try {
					if (!condition()) return;
					resolve();
				} catch (error) {
					reject(error);
				}
				this.#watchers.delete(look);
			};
			this.#watchers.add(look);
			look();
		});
	}
}
