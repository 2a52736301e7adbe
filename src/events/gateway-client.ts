import {
	type Channel,
	Client,
	Events,
	type GatewayIntentBits,
	type IIdentifyThrottler,
	Options,
	Partials,
	SimpleIdentifyThrottler,
	Status,
} from 'discord.js';
import type { Shards } from '../shard-variables.ts';
import { ShardingStrategy } from './sharding-strategy.ts';

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

/** How many direct channels are kept. */
export const MAX_DIRECT_CHANNELS = 200;

/**
 * Keeps the bot itself, and a few others in the same server: the author's roles are read from here while their message
 * is handled.
 */
const FEW_MEMBERS = 5;

/**
 * How many of each kind are kept per server or channel. discord.js keeps everything else that it is told of for ever, but
 * only servers, channels, threads and roles are read: for permissions, languages and file sizes.
 */
const CACHE_LIMITS = Options.cacheWithLimits({
	ApplicationCommandManager: 0,
	ApplicationEmojiManager: 0,
	AutoModerationRuleManager: 0,
	BaseGuildEmojiManager: 0,
	EntitlementManager: 0,
	GuildBanManager: 0,
	GuildEmojiManager: 0,
	GuildInviteManager: 0,
	GuildMemberManager: { maxSize: FEW_MEMBERS, keepOverLimit: ({ id, client }) => id === client.user.id },
	GuildScheduledEventManager: 0,
	GuildStickerManager: 0,
	MessageManager: 0,
	PresenceManager: 0,
	ReactionManager: 0,
	ReactionUserManager: 0,
	StageInstanceManager: 0,
	ThreadMemberManager: 0,
	UserManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user.id },
	VoiceStateManager: 0,
	// Missing in discord.js's types.
	...{ GuildSoundboardSoundManager: 0 },
});

/** A client that isn't connected yet, and keeps little of what it hears. */
export function createGatewayClient({
	apiUrl,
	intents,
	shards,
	identifyThrottler = (maxConcurrency) => new SimpleIdentifyThrottler(maxConcurrency),
}: GatewayClientOptions): Client {
	const client = new Client({
		intents,
		makeCache: CACHE_LIMITS,
		// Without Channel, discord.js silently drops direct messages, and messages in threads that aren't cached; without
		// Message, changes of messages that aren't cached, which is all of them. Changes in channels that aren't are dropped all
		// the same; `listen` hears those from the gateway itself.
		partials: [Partials.Channel, Partials.Message],
		// A number other than 1, or discord.js would read SHARD_COUNT by itself; it is not used with `auto`.
		...(shards === 'auto' ? { shards, shardCount: 2 } : { shards: shards.ids, shardCount: shards.count }),
		ws: {
			buildStrategy: (manager) => new ShardingStrategy(manager),
			async buildIdentifyThrottler(manager) {
				const { session_start_limit: limit } = await manager.fetchGatewayInformation();
				return unlessAborted(identifyThrottler(limit.max_concurrency));
			},
		},
		rest: { timeout: REST_TIMEOUT_MS, ...(apiUrl === undefined ? {} : { api: apiUrl }) },
	});
	boundDirectChannels(client);
	return client;
}

/**
 * A throttler may let a shard in whose connection closed meanwhile, discord.js's own too. discord.js would identify on the
 * next connection: too early, which ends the process, or twice.
 */
const unlessAborted = (throttler: IIdentifyThrottler): IIdentifyThrottler => ({
	async waitForIdentify(shardId, signal) {
		await throttler.waitForIdentify(shardId, signal);
		signal.throwIfAborted();
	},
});

/** discord.js keeps a channel for everybody who ever wrote to the bot; each is made again from the next message there. */
function boundDirectChannels(client: Client): void {
	const recent = new Set<string>();
	const keep = ({ channel }: { readonly channel: Channel | null }) => {
		if (channel?.isDMBased() !== true) return;
		recent.delete(channel.id);
		recent.add(channel.id);
		const [oldest] = recent;
		if (oldest === undefined || recent.size <= MAX_DIRECT_CHANNELS) return;
		recent.delete(oldest);
		client.channels.cache.delete(oldest);
	};
	client
		.on(Events.MessageCreate, keep)
		.on(Events.MessageUpdate, (_, message) => keep(message))
		.on(Events.MessageDelete, keep)
		.on(Events.InteractionCreate, keep);
}

/** Whether every shard of this process is connected. A client that was ready once says so even while none is. */
export const isConnected = (client: Client): boolean =>
	client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready);
