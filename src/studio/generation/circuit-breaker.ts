import type { Clock } from '../../clock.ts';

/** Failures in a row after which a model is left alone. */
const FAILURES_TO_OPEN = 5;
/** How long a failing model is left alone before one request may try it again, in milliseconds. */
const OPEN_MS = 60_000;

interface State {
	failuresInRow: number;
	/** When the next call may go through, while the circuit is open. */
	opensAtMs: number;
}

/** Stops hammering a service that fails: one circuit for each model id, closed until it has failed often in a row. */
export class CircuitBreakers {
	readonly #states = new Map<string, State>();
	readonly #clock: Clock;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** How long until a call may be tried, in milliseconds; 0 when now, and then the caller is the one who tries. */
	waitMs(modelId: string): number {
		const state = this.#states.get(modelId);
		if (state === undefined || state.failuresInRow < FAILURES_TO_OPEN) return 0;
		const waitMs = Math.max(0, state.opensAtMs - this.#clock.now());
		// One trial at a time: until it has come to something the others go on waiting.
		if (waitMs === 0) state.opensAtMs = this.#clock.now() + OPEN_MS;
		return waitMs;
	}

	/** Tells what a call came to; returns whether the circuit has just opened. */
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
