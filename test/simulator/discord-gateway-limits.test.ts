import { Client, Events, GatewayIntentBits, GatewayOpcodes as Op, Routes } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fakeClock } from '../support/fake-clock.ts';
import { HEARTBEAT_TOLERANCE_MS } from './discord/gateway/heartbeat-monitor.ts';
import { IDENTIFY_SPACING_MS, MAX_IDENTIFIES_PER_DAY } from './discord/gateway/identify-limits.ts';
import { type DiscordOptions, type LocalDiscord, startDiscord } from './discord/start.ts';
import { refusalOf, restOf } from './discord-client.ts';

const INTERVAL_MS = 41_250;
const DAY_MS = 24 * 60 * 60_000;

let discord: LocalDiscord;
afterEach(() => discord[Symbol.asyncDispose]());

/** A Discord whose clients keep time by a clock that the test moves. */
async function start(options: Partial<DiscordOptions> = {}) {
	const time = fakeClock();
	discord = await startDiscord({ clock: fakeClock(), connectionClock: time, ...options });
	return time;
}

interface Payload {
	readonly op: number;
	readonly t: string | null;
	readonly d: { readonly session_id: string };
}

/** A gateway client that does nothing by itself, connected and greeted. */
async function open() {
	const socket = new WebSocket(discord.apiUrl.replace('http', 'ws').replace('/api', '/?v=10&encoding=json'));
	const heard: Payload[] = [];
	const readers = new Set<() => void>();
	socket.on('message', (raw) => {
		heard.push(JSON.parse(String(raw)));
		for (const read of [...readers]) read();
	});
	const closed = new Promise<number>((resolve) => socket.on('close', resolve));
	/** Takes the first payload of one of these kinds that has come or comes. */
	const next = (...ops: readonly number[]) =>
		new Promise<Payload>((resolve) => {
			const read = () => {
				const index = heard.findIndex(({ op }) => ops.includes(op));
				const [payload] = index < 0 ? [] : heard.splice(index, 1);
				if (payload === undefined) return;
				readers.delete(read);
				resolve(payload);
			};
			readers.add(read);
			read();
		});
	await next(Op.Hello);
	const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
	return {
		closed,
		send,
		next,
		isOpen: () => socket.readyState === WebSocket.OPEN,
		/** `READY`, or the opcode of what came instead. */
		async identify(shard: readonly [number, number] = [0, 1]) {
			send(Op.Identify, { token: discord.token, intents: 1, shard });
			const { op, t } = await next(Op.Dispatch, Op.InvalidSession);
			return t ?? op;
		},
		async beat() {
			send(Op.Heartbeat, null);
			await next(Op.HeartbeatAck);
		},
	};
}

const identifyOnce = async (shard?: readonly [number, number]) => (await open()).identify(shard);

describe('heartbeats', () => {
	test('a client that is silent for its interval and the tolerance is closed with 4009, and not a moment before', async () => {
		const time = await start();
		const client = await open();
		await time.advance(INTERVAL_MS + HEARTBEAT_TOLERANCE_MS - 1);
		await client.beat();
		await time.advance(INTERVAL_MS + HEARTBEAT_TOLERANCE_MS - 1);
		expect(client.isOpen()).toBe(true);
		await client.beat();
		await time.advance(INTERVAL_MS + HEARTBEAT_TOLERANCE_MS);
		expect(await client.closed).toBe(4009);
	});

	test('the session of a client that was silent can be resumed', async () => {
		const time = await start();
		const client = await open();
		client.send(Op.Identify, { token: discord.token, intents: 1 });
		const { d } = await client.next(Op.Dispatch);
		await time.advance(INTERVAL_MS + HEARTBEAT_TOLERANCE_MS);
		await client.closed;
		const again = await open();
		again.send(Op.Resume, { token: discord.token, session_id: d.session_id, seq: 1 });
		expect(await again.next(Op.Dispatch, Op.InvalidSession)).toMatchObject({ t: 'RESUMED' });
	});
});

describe('identifying', () => {
	test('a second client within five seconds gets an invalid session, and at five seconds it is let in', async () => {
		const time = await start();
		expect(await identifyOnce()).toBe('READY');
		await time.advance(IDENTIFY_SPACING_MS - 1);
		expect(await identifyOnce()).toBe(Op.InvalidSession);
		await time.advance(1);
		expect(await identifyOnce()).toBe('READY');
	});

	test.each([
		[1, [1, 2], Op.InvalidSession],
		[2, [1, 2], 'READY'],
		[2, [2, 4], Op.InvalidSession],
	] as const)(
		'with a max_concurrency of %i, shard %j right after shard 0 gets %s',
		async (maxConcurrency, shard, met) => {
			await start({ maxConcurrency });
			expect(await identifyOnce([0, shard[1]])).toBe('READY');
			expect(await identifyOnce(shard)).toBe(met);
		},
	);

	test('resuming is not paced', async () => {
		await start();
		const client = await open();
		client.send(Op.Identify, { token: discord.token, intents: 1 });
		const { d } = await client.next(Op.Dispatch);
		const again = await open();
		again.send(Op.Resume, { token: discord.token, session_id: d.session_id, seq: 1 });
		expect(await again.next(Op.Dispatch, Op.InvalidSession)).toMatchObject({ t: 'RESUMED' });
	});

	test('discord.js that is sent away for coming too early comes again by itself', async () => {
		const time = await start();
		await identifyOnce();
		const client = new Client({
			intents: [GatewayIntentBits.Guilds],
			rest: { api: discord.apiUrl },
			// It would wait for five seconds of the machine.
			ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: () => time.advance(2500) }) },
		});
		await using _ = { [Symbol.asyncDispose]: () => client.destroy() };
		const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
		await client.login(discord.token);
		await ready;
		expect(discord.gateway.identifies).toBe(3);
	});

	test('the thousandth time in a day is the last: one more ends every session and the token', async () => {
		const time = await start({ rateLimits: false });
		const rest = restOf(discord);
		const first = await open();
		expect(await first.identify()).toBe('READY');
		for (let count = 2; count <= MAX_IDENTIFIES_PER_DAY; count += 1) expect(await identifyOnce()).toBe('READY');
		expect(await rest.get(Routes.gatewayBot())).toMatchObject({
			session_start_limit: { total: MAX_IDENTIFIES_PER_DAY, remaining: 0, reset_after: DAY_MS },
		});
		expect(first.isOpen()).toBe(true);
		const one = await open();
		one.send(Op.Identify, { token: discord.token, intents: 1 });
		expect(await Promise.all([first.closed, one.closed])).toEqual([4004, 4004]);
		expect(await refusalOf(rest.get(Routes.gatewayBot()))).toEqual([401, 0]);
		await time.advance(DAY_MS);
		expect(await identifyOnce()).toBe('READY');
	});
});
