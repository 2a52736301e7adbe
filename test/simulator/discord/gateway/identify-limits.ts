import type { Clock } from '../../../../src/clock.ts';

/** Shards of one bucket identify this far apart, in milliseconds. Source: Discord, events/gateway, "Rate Limiting". */
export const IDENTIFY_SPACING_MS = 5000;
/** How many times an application may identify in a day. Source: Discord, events/gateway, "Identifying". */
export const MAX_IDENTIFIES_PER_DAY = 1000;
const DAY_MS = 24 * 60 * 60_000;

export interface IdentifyLimitsOptions {
	readonly clock: Clock;
	/** How many shards may identify at once, each in a bucket of its own. */
	readonly maxConcurrency: number;
	/** Whether shards of one bucket must keep their distance. */
	readonly isSpaced: boolean;
}

/** Counts how often the application identifies: per bucket of shards, and per day. */
export class IdentifyLimits {
	readonly #options: IdentifyLimitsOptions;
	/** When each bucket is open again, by its key. */
	readonly #opensAtMs = new Map<number, number>();
	#used = 0;
	#dayEndsAtMs = Number.NEGATIVE_INFINITY;

	constructor(options: IdentifyLimitsOptions) {
		this.#options = options;
	}

	/** Counts one IDENTIFY of this shard and says how it is met: an invalid session when it is early, a new token when it is one too many. */
	take(shardId: number): 'welcome' | 'invalid-session' | 'token-reset' {
		const { clock, maxConcurrency, isSpaced } = this.#options;
		this.#beginDay();
		this.#used += 1;
		if (this.#used > MAX_IDENTIFIES_PER_DAY) return 'token-reset';
		const bucket = shardId % maxConcurrency;
		const nowMs = clock.now();
		if (isSpaced && nowMs < (this.#opensAtMs.get(bucket) ?? nowMs)) return 'invalid-session';
		this.#opensAtMs.set(bucket, nowMs + IDENTIFY_SPACING_MS);
		return 'welcome';
	}

	/** Opens every bucket, as if the five seconds had passed. */
	skipSpacing(): void {
		this.#opensAtMs.clear();
	}

	/** What `GET /gateway/bot` tells of it. */
	payload() {
		const { clock, maxConcurrency } = this.#options;
		this.#beginDay();
		return {
			total: MAX_IDENTIFIES_PER_DAY,
			remaining: Math.max(0, MAX_IDENTIFIES_PER_DAY - this.#used),
			reset_after: this.#used === 0 ? 0 : this.#dayEndsAtMs - clock.now(),
			max_concurrency: maxConcurrency,
		};
	}

	/** A day begins with the first IDENTIFY after the last one ended; when Discord's own begins is not documented. */
	#beginDay(): void {
		const nowMs = this.#options.clock.now();
		if (nowMs < this.#dayEndsAtMs) return;
		this.#used = 0;
		this.#dayEndsAtMs = nowMs + DAY_MS;
	}
}
