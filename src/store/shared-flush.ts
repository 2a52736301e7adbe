import { setImmediate, setTimeout } from 'node:timers/promises';
import { type Clock, withinTime } from '../clock.ts';
import { STORE_TIMEOUT_MS } from './backend.ts';

/** How long a write that nobody waits for may be missing on the disk, in milliseconds. */
const SOON_MS = 20;

interface SharedFlushOptions {
	readonly flush: () => Promise<void>;
	readonly clock: Clock;
	/** Called once, with the error of the first flush that fails. */
	readonly onFailure: (error: unknown) => void;
}

/**
 * Flushes a file to disk for many writers at once: all that was written meanwhile shares the next flush. Once a flush has
 * failed, nobody knows what is on disk, and no later one can tell; while one takes too long, nobody knows yet.
 */
export class SharedFlush {
	readonly #flush: () => Promise<void>;
	readonly #clock: Clock;
	readonly #onFailure: (error: unknown) => void;
	/** The latest flush that was started. */
	#latest = Promise.resolve();
	/** The flush that will cover what is written until it starts. */
	#next: Promise<void> | undefined;
	/** Something was written since the latest flush for which only `soon` was asked. */
	#needsFlush = false;
	#failure: { readonly error: unknown } | undefined;

	constructor({ flush, clock, onFailure }: SharedFlushOptions) {
		this.#flush = flush;
		this.#clock = clock;
		this.#onFailure = onFailure;
	}

	/**
	 * @throws the error of the flush that has failed, for the rest of the process.
	 * @throws TooSlowError when one took longer than `STORE_TIMEOUT_MS`, until it succeeds.
	 */
	assertWhole(): void {
		if (this.#failure !== undefined) throw this.#failure.error;
	}

	/** Resolves when all that was written before the call is on disk. @throws likewise */
	async now(): Promise<void> {
		this.#next ??= this.#start();
		try {
			await withinTime(this.#clock, STORE_TIMEOUT_MS, this.#next);
		} catch (error) {
			this.#failure ??= { error };
			throw error;
		}
	}

	/** Has what was written flushed with the next write that somebody waits for, or after `SOON_MS`. */
	soon(): void {
		if (this.#needsFlush) return;
		this.#needsFlush = true;
		const flushIfNeeded = () => (this.#needsFlush ? this.now() : undefined);
		// By the machine's time, like the disk itself. Whoever asks `assertWhole` next hears of a failure.
		setTimeout(SOON_MS, undefined, { ref: false })
			.then(flushIfNeeded)
			.catch(() => {});
	}

	async #start(): Promise<void> {
		await this.#latest;
		// What is written in the same turn of the event loop comes along.
		await setImmediate();
		this.#next = undefined;
		this.#needsFlush = false;
		this.#latest = this.#flush().then(
			() => {
				this.#failure = undefined;
			},
			(error: unknown) => {
				this.#failure = { error };
				this.#onFailure(error);
				throw error;
			},
		);
		await this.#latest;
	}
}
