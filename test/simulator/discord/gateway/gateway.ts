import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayOpcodes, GatewayIntentBits as Intent } from 'discord.js';
import type { VerifyClientCallbackAsync, WebSocket } from 'ws';
import { z } from 'zod';
import type { Clock } from '../../../../src/clock.ts';
import { applicationFlags } from '../rest/applications.ts';
import type { Dispatch, World } from '../world/world.ts';
import { HeartbeatMonitor } from './heartbeat-monitor.ts';
import { Session } from './session.ts';

const PRIVILEGED = Intent.GuildMembers | Intent.GuildPresences | Intent.MessageContent;

const identify = z.looseObject({
	token: z.string(),
	intents: z.number(),
	shard: z.tuple([z.number(), z.number()]).default([0, 1]),
});
const resume = z.looseObject({ token: z.string(), session_id: z.string(), seq: z.number() });
const payload = z.looseObject({ op: z.number(), d: z.unknown().optional() });

/** The largest payload a client may send, in bytes. Source: Discord, events/gateway. */
const MAX_PAYLOAD_BYTES = 4096;

/** How a connection is met: not at all until it goes, with an HTTP status, without a greeting, or well. */
export type Reception = 'no-answer' | 'unavailable' | 'no-hello' | 'welcome';

export interface GatewayOptions {
	/** Where clients connect. */
	readonly url: string;
	/** How often clients must show that they live, in milliseconds. */
	readonly heartbeatIntervalMs: number;
	/** The clock that clients' heartbeats are held against. */
	readonly clock: Clock;
	/** The world, which is made after its gateway. */
	world(): World;
}

/** The gateway: greets clients, tells each session what it may know, and misbehaves when told to. */
export class Gateway {
	readonly #options: GatewayOptions;
	readonly #sessions = new Map<string, Session>();
	readonly #sockets = new Set<WebSocket>();
	#identifies = 0;
	#resumes = 0;
	#withholdsAcks = false;
	/** How the next connections are met, in their order; all others are welcome. */
	readonly #receptions: Reception[] = [];
	readonly #unanswered = new Set<Duplex>();
	#isNextSilent = false;
	/** Clients that are not greeted yet. */
	#waiting: WebSocket[] | undefined;

	constructor(options: GatewayOptions) {
		this.#options = options;
	}

	/** Every session that is connected or can be resumed, oldest first. */
	get sessions(): readonly Session[] {
		return [...this.#sessions.values()];
	}

	/** How many times clients identified. */
	get identifies(): number {
		return this.#identifies;
	}

	/** How many times clients resumed. */
	get resumes(): number {
		return this.#resumes;
	}

	/** How many handshakes wait for an answer that they won't get. */
	get unanswered(): number {
		return this.#unanswered.size;
	}

	/** How many connections are open. */
	get connections(): number {
		return this.#sockets.size;
	}

	/** Says how the next connections are met, in their order. */
	receive(...receptions: readonly Reception[]): void {
		this.#receptions.push(...receptions);
	}

	/** Answers a handshake, or leaves it. */
	readonly admit: VerifyClientCallbackAsync = ({ req: { socket } }, answer) => {
		const reception = this.#receptions.shift() ?? 'welcome';
		this.#isNextSilent = reception === 'no-hello';
		if (reception !== 'no-answer') return answer(reception !== 'unavailable', 503);
		this.#unanswered.add(socket);
		this.#options.world().changes.announce();
		socket
			.on('end', () => socket.destroy())
			.on('close', () => {
				this.#unanswered.delete(socket);
				this.#options.world().changes.announce();
			})
			.resume();
	};

	/** Asks every client to come again and resume (op 7). */
	reconnect(): void {
		for (const session of this.sessions) session.send({ op: GatewayOpcodes.Reconnect, d: null });
	}

	/** Declares every session invalid (op 9); unless `resumable` the clients must identify anew. */
	invalidate(resumable: boolean): void {
		for (const session of this.sessions) session.send({ op: GatewayOpcodes.InvalidSession, d: resumable });
		if (!resumable) this.#sessions.clear();
	}

	/** Cuts the connections of this shard, or every connection, without a goodbye. */
	drop(shardId?: number): void {
		if (shardId === undefined) {
			for (const socket of this.#unanswered) socket.destroy();
			for (const socket of this.#sockets) socket.terminate();
		} else for (const session of this.sessions.filter(({ shard }) => shard[0] === shardId)) session.cut();
	}

	/** Greets no client that connects, until `greet`. */
	withholdHello(): void {
		this.#waiting ??= [];
	}

	/** Greets the clients that wait for it, and all who come. */
	greet(): void {
		for (const socket of this.#waiting ?? []) this.#sayHello(socket);
		this.#waiting = undefined;
	}

	/** Closes the connections of this shard, or every connection, with this code. */
	close(code: number, shardId?: number): void {
		if (shardId === undefined) for (const socket of this.#sockets) socket.close(code);
		else for (const session of this.sessions.filter(({ shard }) => shard[0] === shardId)) session.close(code);
	}

	/** Lets every shard identify, as if the last time were five seconds ago. */
	skipIdentifySpacing(): void {
		this.#options.world().identifyLimits.skipSpacing();
	}

	/** From now until the next connection, heartbeats stay unanswered. */
	withholdAcks(): void {
		this.#withholdsAcks = true;
	}

	/** Sends every session its last events again. */
	replay(lastCount: number): void {
		for (const session of this.sessions) session.replayLast(lastCount);
	}

	dispatch({ type, guildId, intents, data }: Dispatch): void {
		for (const session of this.sessions) {
			const mayKnow = intents === 0 || (session.intents & intents) !== 0;
			if (mayKnow && session.hears(guildId)) session.dispatch(type, data(session.intents));
		}
	}

	/** A client has connected. */
	welcome(socket: WebSocket): void {
		let session: Session | undefined;
		this.#sockets.add(socket);
		this.#options.world().changes.announce();
		this.#withholdsAcks = false;
		const { clock, heartbeatIntervalMs: intervalMs } = this.#options;
		const onSilence = () => socket.close(GatewayCloseCodes.SessionTimedOut);
		const monitor = new HeartbeatMonitor({ clock, intervalMs, onSilence });
		socket.on('error', () => socket.terminate());
		socket.on('close', (code) => {
			monitor.stop();
			this.#sockets.delete(socket);
			session?.disconnect(socket);
			const saidGoodbye = code === 1000 || code === 1001;
			if (saidGoodbye && session !== undefined) this.#sessions.delete(session.id);
			this.#options.world().changes.announce();
		});
		socket.on('message', (raw) => {
			const text = String(raw);
			const parsed = payload.safeParse(parseJson(text));
			if (!parsed.success || text.length > MAX_PAYLOAD_BYTES) {
				socket.close(GatewayCloseCodes.DecodeError);
				return;
			}
			const { op, d } = parsed.data;
			if (op === GatewayOpcodes.Heartbeat) {
				monitor.beat();
				this.#acknowledge(socket);
			} else if (op === GatewayOpcodes.Identify) session = this.#identify(socket, d);
			else if (op === GatewayOpcodes.Resume) session = this.#resume(socket, d);
			this.#options.world().changes.announce();
		});
		if (this.#isNextSilent) return;
		if (this.#waiting === undefined) this.#sayHello(socket);
		else this.#waiting.push(socket);
	}

	#sayHello(socket: WebSocket): void {
		send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: this.#options.heartbeatIntervalMs } });
	}

	#acknowledge(socket: WebSocket): void {
		if (!this.#withholdsAcks) send(socket, { op: GatewayOpcodes.HeartbeatAck });
	}

	#identify(socket: WebSocket, data: unknown): Session | undefined {
		const world = this.#options.world();
		const parsed = identify.safeParse(data);
		if (!parsed.success) return refuse(socket, GatewayCloseCodes.DecodeError);
		const { token, intents, shard } = parsed.data;
		this.#identifies += 1;
		if (token !== world.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
		if ((intents & PRIVILEGED & ~world.privilegedIntents) !== 0) {
			return refuse(socket, GatewayCloseCodes.DisallowedIntents);
		}
		const [index, count] = shard;
		if (!Number.isInteger(index) || !Number.isInteger(count) || index < 0 || index >= count) {
			return refuse(socket, GatewayCloseCodes.InvalidShard);
		}
		const session = new Session(intents, shard);
		if (guildsOf(session, world).length > world.maxGuildsPerShard) {
			return refuse(socket, GatewayCloseCodes.ShardingRequired);
		}
		const met = world.identifyLimits.take(index);
		if (met === 'token-reset') return this.#resetToken(world);
		if (met === 'invalid-session') return send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
		this.#sessions.set(session.id, session);
		session.connect(socket);
		this.#introduce(session, world);
		return session;
	}

	/** Ends every session, and the token with them. Source: Discord, events/gateway; that they end with 4004 is inferred. */
	#resetToken(world: World): undefined {
		world.resetToken();
		this.#sessions.clear();
		this.close(GatewayCloseCodes.AuthenticationFailed);
	}

	/** READY, then every guild of the shard. */
	#introduce(session: Session, world: World): void {
		const guilds = guildsOf(session, world);
		session.dispatch(GatewayDispatchEvents.Ready, {
			v: 10,
			user: world.bot.payload(),
			guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
			session_id: session.id,
			resume_gateway_url: `${this.#options.url}/resume`,
			shard: session.shard,
			application: { id: world.applicationId, flags: applicationFlags(world) },
		});
		if ((session.intents & Intent.Guilds) === 0) return;
		for (const guild of guilds) session.dispatch(GatewayDispatchEvents.GuildCreate, guild.payload());
	}

	#resume(socket: WebSocket, data: unknown): Session | undefined {
		const parsed = resume.safeParse(data);
		const session = parsed.success ? this.#sessions.get(parsed.data.session_id) : undefined;
		if (!parsed.success || session === undefined || parsed.data.token !== this.#options.world().token) {
			return send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
		}
		this.#resumes += 1;
		session.connect(socket);
		session.replayAfter(parsed.data.seq);
		session.dispatch(GatewayDispatchEvents.Resumed, {});
		return session;
	}
}

/** The guilds with the bot whose events come to this session. */
const guildsOf = (session: Session, world: World) =>
	[...world.guilds.values()].filter(({ id, installed }) => installed && session.hears(id));

function send(socket: WebSocket, message: object): undefined {
	socket.send(JSON.stringify(message));
}

function refuse(socket: WebSocket, code: GatewayCloseCodes): undefined {
	socket.close(code);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
