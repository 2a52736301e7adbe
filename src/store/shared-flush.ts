import { setImmediate, setTimeout } from 'node:timers/promises';

/** How long a write that nobody waits for may be missing on the disk, in milliseconds. */
const SOON_MS = 20;

/** Flushes a file to disk for many writers at once: all that was written meanwhile shares the next flush. */
export class SharedFlush {
	readonly #flush: () => Promise<void>;
	/** The latest flush that was started. */
	#latest = Promise.resolve();
	/** The flush that will cover what is written until it starts. */
	#next: Promise<void> | undefined;
	/** Something was written that only `soon` was asked for. */
	#isDue = false;

	constructor(flush: () => Promise<void>) {
		this.#flush = flush;
	}

	/** Rejects once a flush has failed. */
	get latest(): Promise<void> {
		return this.#latest;
	}

	/**
	 * Resolves when all that was written before the call is on disk. After a flush has failed nobody knows what is, so it
	 * rejects for the rest of the process.
	 */
	now(): Promise<void> {
		this.#next ??= this.#start();
		return this.#next;
	}

	/** Has what was written flushed with the next write that somebody waits for, or after `SOON_MS`. */
	soon(): void {
		if (this.#isDue) return;
		this.#isDue = true;
		const flushIfDue = () => (this.#isDue ? this.now() : undefined);
		// By the machine's time, like the disk itself. A failure is reported to the next writer that waits.
		setTimeout(SOON_MS, undefined, { ref: false })
			.then(flushIfDue)
			.catch(() => {});
	}

	async #start(): Promise<void> {
		await this.#latest;
		// What is written in the same turn of the event loop comes along.
		await setImmediate();
		this.#next = undefined;
		this.#isDue = false;
		this.#latest = this.#flush();
		await this.#latest;
	}
}
