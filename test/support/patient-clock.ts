import { type Clock, systemClock } from '../../src/clock.ts';
import { RENEW_EVERY_MS } from '../../src/store/redis-locks.ts';

const startedAtMs = Date.now();
const { sleep } = systemClock;

/**
 * For tests among real processes and servers, which take as long as the machine has other things to do: no bound is ever
 * reached. Time stands still, and what sleeps with a signal, which is how something else is waited for no longer than so
 * long, sleeps until the signal aborts. Pauses pass as always, and so does the time to renewing a lock, because Redis
 * counts that in its own time.
 */
export const patientClock: Clock = {
	now: () => startedAtMs,
	sleep(ms, signal) {
		if (signal === undefined || ms === RENEW_EVERY_MS) return sleep(ms, signal);
		return new Promise((_, reject) => {
			signal.throwIfAborted();
			signal.addEventListener('abort', () => reject(signal.reason), { once: true });
		});
	},
};
