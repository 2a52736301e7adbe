import { setTimeout as delay } from 'node:timers/promises';

/** Time, handed in wherever it is needed so that tests decide when it passes. */
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
