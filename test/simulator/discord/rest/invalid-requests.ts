import type { Clock } from '../../../../src/clock.ts';

/** How many invalid requests an address may make in ten minutes. Source: Discord, topics/rate-limits. */
export const MAX_INVALID_REQUESTS = 10_000;
const WINDOW_MS = 10 * 60_000;
/** How long an address stays banned, in milliseconds: a day, as reported; Discord says only "temporarily". */
export const BAN_MS = 24 * 60 * 60_000;

const INVALID: readonly number[] = [401, 403, 429];

/** Counts answers of 401, 403 and 429; one address that gets too many of them is banned by the proxy in front of Discord. */
export class InvalidRequests {
	readonly #clock: Clock;
	#count = 0;
	#windowEndsAtMs = Number.NEGATIVE_INFINITY;
	#bannedUntilMs = Number.NEGATIVE_INFINITY;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** How many there were in the running ten minutes. */
	get count(): number {
		return this.#clock.now() < this.#windowEndsAtMs ? this.#count : 0;
	}

	/** How long the ban still lasts, in milliseconds; 0 without one. */
	get bannedForMs(): number {
		return Math.max(0, this.#bannedUntilMs - this.#clock.now());
	}

	/** Counts `times` answers of this status; 429 of a limit that is shared with others (`scope`) does not count. */
	note(status: number, scope?: string, times = 1): void {
		if (!INVALID.includes(status) || scope === 'shared') return;
		const nowMs = this.#clock.now();
		if (nowMs >= this.#windowEndsAtMs) {
			this.#count = 0;
			this.#windowEndsAtMs = nowMs + WINDOW_MS;
		}
		this.#count += times;
		if (this.#count >= MAX_INVALID_REQUESTS) this.#bannedUntilMs = nowMs + BAN_MS;
	}
}
