import { randomBytes } from 'node:crypto';
import { type GatewayDispatchEvents, GatewayOpcodes } from 'discord.js';
import type { WebSocket } from 'ws';

/** One event as it went, or would have gone, over the wire. */
interface Sent {
	readonly op: GatewayOpcodes.Dispatch;
	readonly t: GatewayDispatchEvents | 'READY' | 'RESUMED';
	readonly s: number;
	readonly d: unknown;
}

/** What one client was told since it identified; it outlives the socket, so that it can be resumed. */
export class Session {
	readonly id = randomBytes(16).toString('hex');
	readonly intents: number;
	/** Which shard of how many. */
	readonly shard: readonly [number, number];
	readonly #history: Sent[] = [];
	#socket: WebSocket | undefined;

	constructor(intents: number, shard: readonly [number, number]) {
		this.intents = intents;
		this.shard = shard;
	}

	get isConnected(): boolean {
		return this.#socket !== undefined;
	}

	connect(socket: WebSocket): void {
		this.#socket = socket;
	}

	disconnect(socket: WebSocket): void {
		if (this.#socket === socket) this.#socket = undefined;
	}

	/** Ends the connection without a goodbye. */
	cut(): void {
		this.#socket?.terminate();
	}

	/** Ends the connection with this code. */
	close(code: number): void {
		this.#socket?.close(code);
	}

	/** Whether events of this guild (of none: direct messages) come to this shard. */
	hears(guildId: string | undefined): boolean {
		const [index, count] = this.shard;
		return index === (guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)));
	}

	/** Sends an event, or keeps it for a resume while the client is away. */
	dispatch(type: Sent['t'], data: unknown): void {
		const event: Sent = { op: GatewayOpcodes.Dispatch, t: type, s: this.#history.length + 1, d: data };
		this.#history.push(event);
		this.send(event);
	}

	/** Sends again what came after this sequence number. */
	replayAfter(sequence: number): void {
		for (const event of this.#history.filter(({ s }) => s > sequence)) this.send(event);
	}

	/** Sends the last `count` events again, though the client has seen them. */
	replayLast(count: number): void {
		for (const event of this.#history.slice(-count)) this.send(event);
	}

	send(payload: object): void {
		this.#socket?.send(JSON.stringify(payload));
	}
}
