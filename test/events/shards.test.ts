import { type Client, Events, GatewayIntentBits, type IIdentifyThrottler } from 'discord.js';
import { afterEach, expect, test, vi } from 'vitest';
import { type ConnectOptions, connect, IntentRefusedError } from '../../src/events/connect.ts';
import { isConnected } from '../../src/events/gateway-client.ts';
import { createLog } from '../../src/log.ts';
import type { Shards } from '../../src/shard-variables.ts';
import { type DiscordOptions, type LocalDiscord, startDiscord } from '../simulator/discord/start.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { startPlantain } from '../support/plantain.ts';

const start = (options: Partial<DiscordOptions> = {}) =>
	startDiscord({ clock: fakeClock(), maxConcurrency: 16, ...options });

/** The bot's own client, and the texts of the messages that it hears, in order. */
async function join({ apiUrl, token }: LocalDiscord, shards: Shards, further: Partial<ConnectOptions> = {}) {
	const heard: string[] = [];
	const client = await connect({
		apiUrl,
		token,
		shards,
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
		log: createLog('silent'),
		listen: (connecting) => connecting.on(Events.MessageCreate, ({ id }) => heard.push(id)),
		onLost: () => {},
		...further,
	});
	return { client, heard, [Symbol.asyncDispose]: () => client.destroy() };
}

const shardsOf = ({ gateway }: LocalDiscord) =>
	gateway.sessions.map(({ shard }) => shard).toSorted(([a], [b]) => a - b);

const next = (client: Client, event: string) => new Promise((resolve) => client.once(event, resolve));

afterEach(() => vi.unstubAllEnvs());

test.each([
	['auto', 'all'],
	['', ' '],
])(
	'with SHARD_COUNT=%j and SHARDS=%j in the environment the bot takes the shards that Discord recommends',
	async (count, ids) => {
		vi.stubEnv('SHARD_COUNT', count);
		vi.stubEnv('SHARDS', ids);
		await using discord = await start({ maxGuildsPerShard: 5 });
		const channels = Array.from({ length: 5 }, () => discord.guild().channel('pictures'));
		await using bot = await join(discord, 'auto');
		expect(shardsOf(discord)).toEqual([
			[0, 3],
			[1, 3],
			[2, 3],
		]);
		expect(bot.client.guilds.cache.size).toBe(5);
		const alice = discord.user('alice');
		for (const channel of channels) {
			const isHeard = next(bot.client, Events.MessageCreate);
			await alice.in(channel).say('good morning');
			await isHeard;
		}
		expect(bot.heard).toEqual(channels.flatMap(({ messages }) => [...messages.keys()]));
	},
);

test('the configured shards are connected and no others, whatever the environment says', async () => {
	vi.stubEnv('SHARDS', '1,3');
	vi.stubEnv('SHARD_COUNT', '4');
	await using discord = await start();
	await using _ = await join(discord, { count: 4, ids: [1, 3] });
	expect(shardsOf(discord)).toEqual([
		[1, 4],
		[3, 4],
	]);
});

test('of two processes with a shard each, the one with the server hears its messages, and shard 0 direct ones', async () => {
	await using discord = await start();
	const servers = [discord.guild(), discord.guild()].toSorted((a, b) => shardOf(a.id) - shardOf(b.id));
	const alice = discord.user('alice');
	const said: string[][] = [[], []];
	await using first = await join(discord, { count: 2, ids: [0] });
	await using second = await join(discord, { count: 2, ids: [1] });
	const bots = [first, second];
	const say = async (place: ReturnType<LocalDiscord['direct']>, listener: number) => {
		const isHeard = next(bots[listener]?.client ?? first.client, Events.MessageCreate);
		said[listener]?.push((await alice.in(place).say('good morning')).id);
		await isHeard;
	};
	for (const [listener, server] of servers.entries()) await say(server.channel('pictures'), listener);
	await say(discord.direct(alice, discord.bot), 0);
	await say((servers[1] ?? discord.guild()).channel('pictures'), 1);
	expect(bots.map(({ heard }) => heard)).toEqual(said);
});

const shardOf = (guildId: string) => Number((BigInt(guildId) >> 22n) % 2n);

test('a bot in more servers than its shards may have is told in one line to raise SHARD_COUNT', async () => {
	await using discord = await start({ maxGuildsPerShard: 2 });
	for (let made = 0; made < 3; made++) discord.guild();
	await expect(join(discord, { count: 1, ids: [0] })).rejects.toThrow(
		/^Discord wants more shards for so many servers: raise SHARD_COUNT/,
	);
	await using _ = await join(discord, { count: 2, ids: [0, 1] });
});

test('more shards than Discord lets start in a day end the start with one line', async () => {
	await using discord = await start();
	const ids = Array.from({ length: 1001 }, (_, id) => id);
	await expect(join(discord, { count: 1001, ids })).rejects.toThrow(
		/^Discord allows too few further connections today for so many shards \(SHARD_COUNT\)/,
	);
	expect(discord.gateway.identifies).toBe(0);
});

const MESSAGE_CONTENT = { intents: [GatewayIntentBits.MessageContent] };

test('when an intent is refused, connections that nobody answers or greets are given up with the start', async () => {
	await using discord = await start({ privilegedIntents: [] });
	const { gateway } = discord;
	gateway.receive('no-answer', 'no-hello');
	gateway.withholdHello();
	const joining = expect(join(discord, { count: 3, ids: [0, 1, 2] }, MESSAGE_CONTENT)).rejects.toThrow(
		IntentRefusedError,
	);
	await discord.until(() => gateway.unanswered + gateway.connections === 3);
	gateway.greet();
	await joining;
	await discord.until(() => gateway.unanswered + gateway.connections === 0);
});

test('a shard that is about to try again when the start fails no longer does', async () => {
	await using discord = await start();
	const { gateway } = discord;
	await using other = await join(discord, 'auto');
	gateway.receive('unavailable');
	const joining = expect(join(discord, { count: 2, ids: [0, 1] })).rejects.toThrow(IntentRefusedError);
	await discord.until(() => gateway.sessions.length === 2);
	gateway.sessions.at(-1)?.close(4014);
	await joining;
	// The other client waits as long before it tries again, and begins later.
	const isBack = next(other.client, Events.ShardResume);
	gateway.drop();
	await isBack;
	expect(gateway.identifies).toBe(2);
});

test('a shard that is closed for good ends the start though another still waits to identify', async () => {
	await using discord = await start();
	const identifyThrottler = (): IIdentifyThrottler => ({
		async waitForIdentify(shardId) {
			if (shardId === 1) await new Promise(() => {});
		},
	});
	const joining = expect(join(discord, { count: 2, ids: [0, 1] }, { identifyThrottler })).rejects.toThrow(
		IntentRefusedError,
	);
	await discord.until(() => discord.gateway.sessions.length === 1);
	discord.gateway.close(4014, 0);
	await joining;
	await discord.until(() => discord.gateway.connections === 0);
});

test('a shard that reconnects while it waits to identify does so once', async () => {
	await using discord = await start();
	const { promise: turn, resolve: letIn } = Promise.withResolvers<void>();
	let waiting = 0;
	const identifyThrottler = (): IIdentifyThrottler => ({
		waitForIdentify() {
			waiting++;
			if (waiting === 1) discord.gateway.drop();
			else letIn();
			return turn;
		},
	});
	await using _ = await join(discord, 'auto', { identifyThrottler });
	expect(waiting).toBe(2);
	expect(discord.gateway.identifies).toBe(1);
});

test('a shard whose first connection fails is connected at its next try', async () => {
	await using discord = await start();
	discord.gateway.receive('unavailable');
	await using bot = await join(discord, { count: 2, ids: [0, 1] });
	expect(isConnected(bot.client)).toBe(true);
	expect(shardsOf(discord)).toEqual([
		[0, 2],
		[1, 2],
	]);
});

test('while one of two shards is not connected the client is not, and is again when the shard has resumed', async () => {
	await using discord = await start();
	await using bot = await join(discord, { count: 2, ids: [0, 1] });
	const { client } = bot;
	expect(isConnected(client)).toBe(true);
	discord.gateway.withholdHello();
	const isLost = next(client, Events.ShardReconnecting);
	discord.gateway.drop(1);
	await isLost;
	expect([client.isReady(), isConnected(client)]).toEqual([true, false]);
	const isBack = next(client, Events.ShardResume);
	discord.gateway.greet();
	await isBack;
	expect(isConnected(client)).toBe(true);
	expect(discord.gateway.identifies).toBe(2);
});

test('/readyz is 503 while one of two shards is not connected', async () => {
	await using plantain = await startPlantain({
		discord: { maxConcurrency: 2 },
		env: () => ({ SHARD_COUNT: '2' }),
	});
	const { discord, bot, logged } = plantain;
	const readyz = async () => (await fetch(`http://127.0.0.1:${bot.httpPort}/readyz`)).status;
	expect(await readyz()).toBe(200);
	discord.gateway.withholdHello();
	discord.gateway.drop(1);
	await logged('"shardId":1,"msg":"gateway connection lost; reconnecting"');
	expect(await readyz()).toBe(503);
	discord.gateway.greet();
	await discord.until(() => discord.gateway.resumes === 1);
});
