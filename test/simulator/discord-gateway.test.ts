import { type Client, Events, GatewayIntentBits, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fakeClock } from '../support/fake-clock.ts';
import { type DiscordOptions, startDiscord } from './discord/start.ts';
import { clientFor, connect, PING, register, restOf } from './discord-client.ts';

const start = (options: Partial<DiscordOptions> = {}) => startDiscord({ clock: fakeClock(), ...options });

/** The names of the commands that a client hears of, as it hears of them. */
function heard(client: Client): string[] {
	const names: string[] = [];
	client.on(Events.InteractionCreate, (interaction) => {
		if (interaction.isChatInputCommand()) names.push(interaction.commandName);
	});
	return names;
}

test('a wrong token is refused: the login rejects', async () => {
	await using discord = await start();
	await using client = clientFor(discord);
	await expect(client.login('MTIz.wrong.token')).rejects.toThrow();
});

test('a token that only the gateway finds wrong closes with 4004', async () => {
	await using discord = await start();
	expect(await closeCode(discord.apiUrl, { token: 'wrong', intents: 1 })).toBe(4004);
});

test.each([
	[GatewayIntentBits.MessageContent, [GatewayIntentBits.MessageContent], undefined],
	[GatewayIntentBits.MessageContent, [], 4014],
	[GatewayIntentBits.GuildMembers, [GatewayIntentBits.MessageContent], 4014],
	[GatewayIntentBits.GuildPresences, [GatewayIntentBits.GuildMembers], 4014],
	[GatewayIntentBits.GuildMessages, [], undefined],
])('asking for intent %i where %j are enabled closes with %s', async (intent, privilegedIntents, code) => {
	await using discord = await start({ privilegedIntents });
	expect(await closeCode(discord.apiUrl, { token: discord.token, intents: intent })).toBe(code);
});

test.each([
	[[0, 1], undefined],
	[[1, 2], undefined],
	[[2, 2], 4010],
	[[-1, 2], 4010],
	[[0.5, 2], 4010],
	[[0, 0], 4010],
])('identifying as shard %j closes with %s', async (shard, code) => {
	await using discord = await start();
	expect(await closeCode(discord.apiUrl, { token: discord.token, intents: 1, shard })).toBe(code);
});

test.each([
	[2, [0, 1], undefined],
	[3, [0, 1], 4011],
	[4, [0, 2], undefined],
	[5, [0, 2], 4011],
	[5, [1, 2], undefined],
])(
	'with two guilds to a shard at most, a bot in %i guilds that identifies as shard %j is closed with %s',
	async (count, shard, code) => {
		await using discord = await start({ maxGuildsPerShard: 2 });
		for (let made = 0; made < count; made++) discord.guild();
		discord.guild({ installed: false });
		expect(await closeCode(discord.apiUrl, { token: discord.token, intents: 1, shard })).toBe(code);
	},
);

test.each([
	[0, 1],
	[2, 1],
	[3, 2],
	[5, 3],
])('with five guilds to a shard at most, a bot in %i guilds is advised to use %i shards', async (count, shards) => {
	await using discord = await start({ maxGuildsPerShard: 5 });
	for (let made = 0; made < count; made++) discord.guild();
	expect(await restOf(discord).get(Routes.gatewayBot())).toMatchObject({ shards });
});

/** The code that an identifying client is closed with; `undefined` when it is made welcome. */
function closeCode(
	apiUrl: string,
	identify: { token: string; intents: number; shard?: number[] },
): Promise<number | undefined> {
	const socket = new WebSocket(apiUrl.replace('http', 'ws').replace('/api', '/?v=10&encoding=json'));
	return new Promise((resolve) => {
		socket.on('close', (code) => resolve(code));
		socket.on('message', (raw) => {
			const { op, t } = JSON.parse(String(raw));
			if (op === 10) socket.send(JSON.stringify({ op: 2, d: identify }));
			if (t === 'READY') resolve(undefined);
		});
	});
}

test.each([
	['held on to', true, 'RESUMED'],
	['invalidated', false, 9],
])('resuming a session that is %s (resumable: %s) is answered with %s', async (_what, resumable, expected) => {
	await using discord = await start();
	const { token } = discord;
	const ready = await firstAnswer(discord.apiUrl, { op: 2, d: { token, intents: 1 } });
	discord.gateway.invalidate(resumable);
	const resume = { op: 6, d: { token, session_id: ready.d.session_id, seq: 1 } };
	const { op, t } = await firstAnswer(discord.apiUrl, resume);
	expect(t ?? op).toBe(expected);
});

/** What the gateway first says to a client that opens with this. */
function firstAnswer(apiUrl: string, opening: object) {
	const socket = new WebSocket(apiUrl.replace('http', 'ws').replace('/api', '/?v=10&encoding=json'));
	return new Promise<{ op: number; t?: string; d: { session_id: string } }>((resolve) => {
		socket.on('message', (raw) => {
			const payload = JSON.parse(String(raw));
			if (payload.op === 10) socket.send(JSON.stringify(opening));
			else resolve(payload);
		});
	});
}

test('discord.js reports a disallowed intent by rejecting the login', async () => {
	await using discord = await start({ privilegedIntents: [] });
	await using client = clientFor(discord, { intents: [GatewayIntentBits.MessageContent] });
	await expect(client.login(discord.token)).rejects.toThrow('disallowed intents');
});

test('a payload over 4096 bytes closes the connection', async () => {
	await using discord = await start();
	expect(await closeCode(discord.apiUrl, { token: 'x'.repeat(4096), intents: 1 })).toBe(4002);
});

test('after a dropped connection the client resumes and hears of what happened meanwhile, once', async () => {
	await using discord = await start();
	const channel = discord.guild().channel('general');
	await register(discord, PING, { ...PING, name: 'pong' });
	await using client = await connect(discord);
	const names = heard(client);
	const alice = discord.user('alice').in(channel);
	await alice.slash('ping');
	await new Promise((resolve) => client.once(Events.InteractionCreate, resolve));
	discord.gateway.drop();
	await discord.until(() => discord.gateway.sessions[0]?.isConnected === false);
	await alice.slash('pong');
	const isBack = new Promise((resolve) => client.once(Events.ShardResume, resolve));
	await isBack;
	expect(names).toEqual(['ping', 'pong']);
	expect(discord.gateway.identifies).toBe(1);
	expect(discord.gateway.resumes).toBe(1);
});

test('when nobody ever connected, what a person does is lost', async () => {
	await using discord = await start();
	const channel = discord.guild().channel('general');
	await register(discord, PING);
	await discord.user('alice').in(channel).slash('ping');
	await using client = await connect(discord);
	const names = heard(client);
	await discord.user('alice').in(channel).slash('ping');
	await new Promise((resolve) => client.once(Events.InteractionCreate, resolve));
	expect(names).toEqual(['ping']);
});

test('asked to reconnect (op 7), the client comes back without identifying anew', async () => {
	await using discord = await start();
	await using client = await connect(discord);
	discord.gateway.reconnect();
	await new Promise((resolve) => client.once(Events.ShardResume, resolve));
	expect(discord.gateway.identifies).toBe(1);
});

test.each([
	[true, 1, 1],
	[false, 2, 0],
])(
	'an invalid session that is resumable: %s makes %i identifies and %i resumes',
	async (resumable, identifies, resumes) => {
		await using discord = await start();
		await using client = await connect(discord);
		const isBack = new Promise<void>((resolve) => {
			client.once(Events.ShardResume, () => resolve());
			client.once(Events.ShardReady, () => resolve());
		});
		discord.gateway.invalidate(resumable);
		await isBack;
		expect([discord.gateway.identifies, discord.gateway.resumes]).toEqual([identifies, resumes]);
		expect(discord.gateway.sessions).toHaveLength(1);
	},
);

test('heartbeats that stay unanswered make the client reconnect and resume', async () => {
	await using discord = await start({ heartbeatIntervalMs: 40 });
	await using client = await connect(discord);
	discord.gateway.withholdAcks();
	await new Promise((resolve) => client.once(Events.ShardResume, resolve));
	expect(discord.gateway.identifies).toBe(1);
});

test('events sent again reach the handler again', async () => {
	await using discord = await start();
	const channel = discord.guild().channel('general');
	await register(discord, PING);
	await using client = await connect(discord);
	const names = heard(client);
	await discord.user('alice').in(channel).slash('ping');
	await new Promise((resolve) => client.once(Events.InteractionCreate, resolve));
	discord.gateway.replay(1);
	await new Promise((resolve) => client.once(Events.InteractionCreate, resolve));
	expect(names).toEqual(['ping', 'ping']);
});

test('a session that said goodbye cannot be resumed, so nothing is kept for it', async () => {
	await using discord = await start();
	const client = await connect(discord);
	expect(discord.gateway.sessions).toHaveLength(1);
	await client.destroy();
	await discord.until(() => discord.gateway.sessions.length === 0);
});

test('two shards each hear of their own guilds and nothing of the other', async () => {
	await using discord = await start();
	const channels = [discord.guild().channel('one'), discord.guild().channel('two')];
	await register(discord, PING);
	await using client = await connect(discord, { shards: [0, 1], shardCount: 2 });
	const shards: (readonly [string | null, number | undefined])[] = [];
	client.on(Events.InteractionCreate, (interaction) =>
		shards.push([interaction.channelId, interaction.guild?.shardId]),
	);
	for (const channel of channels) {
		const isHeard = new Promise((resolve) => client.once(Events.InteractionCreate, resolve));
		await discord.user('alice').in(channel).slash('ping');
		await isHeard;
	}
	expect(new Set(shards.map(([, shard]) => shard)).size).toBe(2);
	expect(shards.map(([channelId]) => channelId)).toEqual(channels.map(({ id }) => id));
});

test('two clients on one shard both hear of everything', async () => {
	await using discord = await start();
	const channel = discord.guild().channel('general');
	await register(discord, PING);
	await using first = await connect(discord);
	await using second = await connect(discord);
	const both = [first, second].map(
		(client) => new Promise((resolve) => client.once(Events.InteractionCreate, resolve)),
	);
	await discord.user('alice').in(channel).slash('ping');
	await Promise.all(both);
});

test('a guild, a channel and a thread made later arrive, and a guild that throws the bot out goes', async () => {
	await using discord = await start();
	await using client = await connect(discord);
	const next = (event: string) => new Promise((resolve) => client.once(event, resolve));
	const joined = next(Events.GuildCreate);
	const guild = discord.guild({ name: 'Late' });
	await joined;
	const created = next(Events.ChannelCreate);
	const channel = guild.channel('general');
	await created;
	const opened = next(Events.ThreadCreate);
	discord.user('alice').in(channel).openThread('a thread');
	await opened;
	expect(client.guilds.cache.get(guild.id)?.name).toBe('Late');
	const left = next(Events.GuildDelete);
	guild.uninstall();
	await left;
	expect(client.guilds.cache.size).toBe(0);
});
