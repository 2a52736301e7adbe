import type { IIdentifyThrottler } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Records } from '../studio/store.ts';

/**
 * How far apart shards with one rate limit key identify, in milliseconds: Discord's five seconds, and half a second more
 * because the first may have the slower line. Source: Discord, gateway rate limiting.
 */
export const IDENTIFY_SPACING_MS = 5500;

/** How often to ask whether a shard may identify, in milliseconds. */
const POLL_EVERY_MS = 250;

export interface IdentifyThrottlerOptions {
	/** Shared by all processes with the same bot token. */
	readonly records: Records;
	/** How many shards may identify at the same time. Source: Discord, session start limit. */
	readonly maxConcurrency: number;
	readonly clock: Clock;
	readonly log: Pick<Logger, 'warn'>;
}

/** Paces the identifying of all processes on one store; discord.js paces only those of one process. */
export class SharedIdentifyThrottler implements IIdentifyThrottler {
	readonly #options: IdentifyThrottlerOptions;

	constructor(options: IdentifyThrottlerOptions) {
		this.#options = options;
	}

	/** Resolves when the shard may identify. @throws the signal's reason when it aborts first. */
	async waitForIdentify(shardId: number, signal: AbortSignal): Promise<void> {
		const { maxConcurrency, clock } = this.#options;
		while (!(await this.#take(`${shardId % maxConcurrency}`))) await clock.sleep(POLL_EVERY_MS, signal);
	}

	/** Without the store nobody is paced: Discord sends away who comes too early, and discord.js tries again. */
	async #take(key: string): Promise<boolean> {
		const { records, log } = this.#options;
		try {
			return await records.add(key, { v: 1 }, { ttlMs: IDENTIFY_SPACING_MS });
		} catch (err) {
			log.warn({ err }, 'identifying is not paced between processes');
			return true;
		}
	}
}
