import type { Clock } from '../../clock.ts';

/** Consecutive failures that open a model's circuit. */
const FAILURES_TO_OPEN = 5;
/** How long an open circuit blocks calls before one may try again, in milliseconds. */
const OPEN_MS = 60_000;

interface State {
	failuresInRow: number;
	/** When the next call may go through, while the circuit is open. */
	opensAtMs: number;
}

/** One circuit breaker per model id, so that a failing service is not hammered. */
export class CircuitBreakers {
	readonly #states = new Map<string, State>();
	readonly #clock: Clock;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** How long until a call may be tried, in milliseconds; 0 means now, and the caller is then the one who tries. */
	waitMs(modelId: string): number {
		const state = this.#states.get(modelId);
		if (state === undefined || state.failuresInRow < FAILURES_TO_OPEN) return 0;
		const waitMs = Math.max(0, state.opensAtMs - this.#clock.now());
		// One trial at a time; until it has an outcome, the others keep waiting.
		if (waitMs === 0) state.opensAtMs = this.#clock.now() + OPEN_MS;
		return waitMs;
	}

	/** Records the outcome of a call; returns whether the circuit has just opened. */
	record(modelId: string, isFailure: boolean): boolean {
		if (!isFailure) {
			this.#states.delete(modelId);
			return false;
		}
		const failuresInRow = (this.#states.get(modelId)?.failuresInRow ?? 0) + 1;
		this.#states.set(modelId, { failuresInRow, opensAtMs: this.#clock.now() + OPEN_MS });
		return failuresInRow === FAILURES_TO_OPEN;
	}
}
