import { systemClock } from '../../../src/clock.ts';
import { RENEW_EVERY_MS } from '../../../src/studio/quota/process-lease.ts';

/** Loaded before the bot: leases are renewed, and those of others looked at, every second. */
const { sleep } = systemClock;
const { setTimeout: delay } = await import('node:timers/promises');
Object.assign(systemClock, {
	sleep: (ms: number, signal?: AbortSignal) =>
		ms === RENEW_EVERY_MS && signal !== undefined ? delay(1000, undefined, { signal }) : sleep(ms, signal),
});
