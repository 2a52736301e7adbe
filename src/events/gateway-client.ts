import { Client, type GatewayIntentBits, type IIdentifyThrottler, Partials, Status } from 'discord.js';
import type { Shards } from '../shards.ts';

export interface GatewayClientOptions {
	/** Base URL of another Discord, without the API version. */
	readonly apiUrl: string | undefined;
	readonly intents: readonly GatewayIntentBits[];
	readonly shards: Shards;
	/** Paces the shards of several processes; by default those of this process only. */
	readonly identifyThrottler?: ((maxConcurrency: number) => IIdentifyThrottler) | undefined;
}

/** Timeout of a REST request, in milliseconds: discord.js's 15 seconds are too short for an upload on a slow line. */
export const REST_TIMEOUT_MS = 120_000;

/** A client that isn't connected yet. */
export function createGatewayClient({ apiUrl, intents, shards, identifyThrottler }: GatewayClientOptions): Client {
	return new Client({
		intents,
		// Without it, discord.js silently drops direct messages, and messages in threads that aren't cached.
		partials: [Partials.Channel],
		// A number other than 1, or discord.js would read SHARD_COUNT by itself; it is not used with `auto`.
		...(shards === 'auto' ? { shards, shardCount: 2 } : { shards: shards.ids, shardCount: shards.count }),
		ws: {
			...(identifyThrottler !== undefined && {
				async buildIdentifyThrottler(manager) {
					const { session_start_limit: limit } = await manager.fetchGatewayInformation();
					return identifyThrottler(limit.max_concurrency);
				},
			}),
		},
		rest: { timeout: REST_TIMEOUT_MS, ...(apiUrl === undefined ? {} : { api: apiUrl }) },
	});
}

/** Whether every shard of this process is connected. A client that was ready once says so even while none is. */
export const isConnected = (client: Client): boolean =>
	client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready);
