import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayIntentBits } from 'discord.js';
import { WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { Faults } from './faults.ts';
import { Gateway } from './gateway/gateway.ts';
import { IdentifyLimits } from './gateway/identify-limits.ts';
import { GLOBAL } from './rest/applications.ts';
import { InvalidRequests } from './rest/invalid-requests.ts';
import { RateLimits } from './rest/rate-limits.ts';
import { type RecordedRequest, serve } from './rest/server.ts';
import { Cdn } from './world/cdn.ts';
import type { Channel } from './world/channel.ts';
import type { RegisteredCommand } from './world/command.ts';
import type { Guild, GuildOptions } from './world/guild.ts';
import { DEFAULT_FILE_BYTES } from './world/size-limit.ts';
import type { User, UserOptions } from './world/user.ts';
import { World } from './world/world.ts';

export interface DiscordOptions {
	readonly clock: Clock;
	/** The one bot token that is right. Default: one that looks like Discord's. */
	readonly token?: string;
	/** The privileged intents that are enabled for the application in the portal. Default: message content. */
	readonly privilegedIntents?: readonly GatewayIntentBits[];
	/** The largest file, in bytes, that the bot may post in a place without boosts. Default: 10 MiB; 20 MiB are documented. */
	readonly defaultFileBytes?: number;
	/**
	 * The time that clients keep: heartbeats, the pace of identifying, and the count of invalid requests go by it. Default:
	 * the machine's own, by which discord.js waits whatever `clock` says.
	 */
	readonly connectionClock?: Clock;
	/** How often gateway clients must send a heartbeat, in milliseconds of `connectionClock`. Default: 41250. */
	readonly heartbeatIntervalMs?: number;
	/** How many shards may identify within five seconds. Default: 1. */
	readonly maxConcurrency?: number;
	/** More guilds than this in one shard close its connection with 4011. Default: 2500. */
	readonly maxGuildsPerShard?: number;
	/** What the bot's account is called. Default: bot. */
	readonly botName?: string;
	/**
	 * Whether too many requests meet 429, and clients that identify too soon an invalid session, as on Discord; they then
	 * wait in real time. Requests are counted by `connectionClock`. Default: yes.
	 */
	readonly rateLimits?: boolean;
}

/** A Discord of one's own: REST, gateway and CDN on one loopback port, with a world behind them. */
export interface LocalDiscord extends AsyncDisposable {
	/** What discord.js takes as `rest.api`. */
	readonly apiUrl: string;
	/** The bot token that is right. */
	readonly token: string;
	readonly applicationId: string;
	/** Every request that arrived, oldest first. */
	readonly requests: readonly RecordedRequest[];
	/** Where request bodies disagree with Discord's published schemas; empty when all is well. */
	readonly violations: readonly string[];
	readonly gateway: Gateway;
	/** The answers of 401, 403 and 429 of late, for which Discord bans addresses. */
	readonly invalidRequests: InvalidRequests;
	/** Everything that exists on it, for whoever shows it. */
	readonly world: World;
	readonly faults: Faults;
	/** The bot's own account. */
	readonly bot: User;
	guild(options?: GuildOptions): Guild;
	/** The person of this name, who is created when first named. */
	user(name: string, options?: UserOptions): User;
	/** The direct message between these people, the bot among them unless it is left out: `direct(alice, discord.bot)`. */
	direct(...people: readonly User[]): Channel;
	/** Resolves as soon as the condition holds: it is looked at after every change of the world. */
	until(condition: () => boolean): Promise<void>;
	/** The commands that are registered for a guild, or globally. */
	commands(guildId?: string): readonly RegisteredCommand[];
}

/** Not a literal address, so that connecting takes a look-up as it does to the real one. */
const HOST = 'localhost';

/** Source: Discord, events/gateway, "Sharding". */
const MAX_GUILDS_PER_SHARD = 2500;

/** An invented token in the shape of Discord's. */
const TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GplanT.local-discord-token-that-opens-nothing';

/** Starts a local Discord on a free port of the loopback interface. */
export async function startDiscord(options: DiscordOptions): Promise<LocalDiscord> {
	const { clock, connectionClock = systemClock, token = TOKEN, maxConcurrency = 1 } = options;
	const { privilegedIntents = [GatewayIntentBits.MessageContent], rateLimits: isLimited = true } = options;
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
	const origin = `http://${HOST}:${portOf(server.address())}`;
	const gateway = new Gateway({
		url: origin.replace(/^http/, 'ws'),
		clock: connectionClock,
		heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
		world: () => world,
	});
	const world: World = new World({
		clock,
		cdn: new Cdn(clock, origin),
		origin,
		token,
		identifyLimits: new IdentifyLimits({ clock: connectionClock, maxConcurrency, isSpaced: isLimited }),
		maxGuildsPerShard: options.maxGuildsPerShard ?? MAX_GUILDS_PER_SHARD,
		...(options.botName !== undefined && { botName: options.botName }),
		privilegedIntents: privilegedIntents.reduce((bits, intent) => bits | intent, 0),
		defaultFileBytes: options.defaultFileBytes ?? DEFAULT_FILE_BYTES,
		dispatch: (event) => gateway.dispatch(event),
	});
	const requests: RecordedRequest[] = [];
	const faults = new Faults();
	const rateLimits = isLimited ? new RateLimits(() => connectionClock.now()) : undefined;
	const invalidRequests = new InvalidRequests(connectionClock);
	server.on('request', (incoming, response) => {
		serve({ world, faults, requests, rateLimits, invalidRequests }, incoming, response).catch((error: unknown) =>
			response.destroy(asError(error)),
		);
	});
	const sockets = new WebSocketServer({ server, verifyClient: gateway.admit });
	sockets.on('connection', (socket) => gateway.welcome(socket));

	return {
		apiUrl: `${origin}/api`,
		get token() {
			return world.token;
		},
		applicationId: world.applicationId,
		requests,
		violations: world.violations,
		gateway,
		invalidRequests,
		world,
		faults,
		bot: world.bot,
		guild: (guildOptions) => world.guild(guildOptions),
		user: (name, userOptions) => world.user(name, userOptions),
		direct: (...people) => world.direct(...people),
		until: (condition) => world.changes.until(condition),
		commands: (guildId = GLOBAL) => world.commands.get(guildId) ?? [],
		async [Symbol.asyncDispose]() {
			gateway.drop();
			sockets.close();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const portOf = (address: AddressInfo | string | null) => (typeof address === 'object' ? address?.port : undefined);

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
