import { systemClock } from '../../../src/clock.ts';
import { RENEW_EVERY_MS } from '../../../src/studio/quota/process-lease.ts';

/** Loaded before the bot: leases are renewed, and those of others looked at, every second; no time at all passes at once. */
const { sleep } = systemClock;
const { setTimeout: delay } = await import('node:timers/promises');
const QUICK_MS = new Map([
	[RENEW_EVERY_MS, 1000],
	[0, 0],
]);
Object.assign(systemClock, {
	sleep(ms: number, signal?: AbortSignal) {
		const quickMs = QUICK_MS.get(ms);
		return quickMs === undefined || signal === undefined ? sleep(ms, signal) : delay(quickMs, undefined, { signal });
	},
});
