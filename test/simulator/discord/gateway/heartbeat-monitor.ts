import type { Clock } from '../../../../src/clock.ts';

/**
 * How much later than its interval a heartbeat may come, in milliseconds. Discord says that there is a tolerance for the
 * network, not how much; inferred.
 */
export const HEARTBEAT_TOLERANCE_MS = 5000;

export interface HeartbeatMonitorOptions {
	readonly clock: Clock;
	/** How often the client must send a heartbeat, in milliseconds. */
	readonly intervalMs: number;
	/** Called when a heartbeat is overdue. */
	onSilence(): void;
}

/** Watches for the heartbeats of one connection, from when it is opened until it is closed. */
export class HeartbeatMonitor {
	readonly #options: HeartbeatMonitorOptions;
	#waiting = new AbortController();

	constructor(options: HeartbeatMonitorOptions) {
		this.#options = options;
		this.#wait();
	}

	/** A heartbeat has come. */
	beat(): void {
		this.stop();
		this.#wait();
	}

	stop(): void {
		this.#waiting.abort();
	}

	#wait(): void {
		const { clock, intervalMs, onSilence } = this.#options;
		this.#waiting = new AbortController();
		clock.sleep(intervalMs + HEARTBEAT_TOLERANCE_MS, this.#waiting.signal).then(onSilence, () => {});
	}
}
