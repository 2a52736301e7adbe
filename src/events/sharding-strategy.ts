import { SimpleShardingStrategy } from 'discord.js';

/** What is needed of a shard; discord.js keeps these to itself. */
interface Shard {
	readonly connection: Connection | null;
	/** One for each event that the shard waits for; a shard whose wait is aborted connects anew. */
	readonly timeoutAbortControllers: Map<string, AbortController>;
	connect(): Promise<void>;
	/** Opens the next connection; called half a second after the last one has failed. */
	internalConnect(): Promise<void>;
}

interface Connection {
	readonly readyState: number;
	on(event: 'error', listener: () => void): void;
	terminate(): void;
}

/** The `readyState` of a WebSocket whose handshake isn't over. */
const CONNECTING = 0;

/** Shards in this process, as by default; but those that begin to connect neither end the start nor outlive the client. */
export class ShardingStrategy extends SimpleShardingStrategy {
	get #shards(): readonly Shard[] {
		return [...this['shards'].values()];
	}

	/**
	 * Doesn't reject when a connection fails, because the shard tries again by itself. Resolves when each shard was ready or
	 * failed once; a shard that is closed for good says so in an event.
	 */
	override async connect(): Promise<void> {
		await Promise.allSettled(this.#shards.map((shard) => shard.connect()));
	}

	override async destroy(...options: Parameters<SimpleShardingStrategy['destroy']>): Promise<void> {
		const shards = this.#shards;
		for (const shard of shards) {
			shard.timeoutAbortControllers.clear();
			shard.internalConnect = () => Promise.resolve();
		}
		const connecting = shards.flatMap(({ connection }) => (connection?.readyState === CONNECTING ? [connection] : []));
		// discord.js takes its own listeners away and leaves the handshake to itself; an error without a listener ends the process.
		for (const connection of connecting) connection.on('error', () => {});
		await super.destroy(...options);
		for (const connection of connecting) connection.terminate();
	}
}
