import { setTimeout as delay } from 'node:timers/promises';

/** Something took longer than its time limit. */
export class TooSlowError extends Error {
	override readonly name = 'TooSlowError';
}

/** Time, injected so that tests decide when it passes. */
export interface Clock {
	/** Milliseconds since the Unix epoch. */
	now(): number;
	/** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		signal?.throwIfAborted();
		await delay(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
			throw signal?.aborted === true ? signal.reason : error;
		});
	},
};

/**
 * Settles as `work` does.
 *
 * @throws TooSlowError when `limitMs` milliseconds pass first; `work` goes on, but its result is dropped.
 */
export async function withinTime<T>(clock: Clock, limitMs: number, work: Promise<T>): Promise<T> {
	const settled = new AbortController();
	const expiry = clock.sleep(limitMs, settled.signal).then(() => {
		throw new TooSlowError(`no answer within ${limitMs} ms`);
	});
	try {
		return await Promise.race([work, expiry]);
	} finally {
		settled.abort();
	}
}
