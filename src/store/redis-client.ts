import { createClient } from '@keyv/redis';
import { type Clock, withinTime } from '../clock.ts';
import type { Logger } from '../log.ts';
import { StoreError } from '../studio/store.ts';
import { STORE_TIMEOUT_MS } from './backend.ts';

/** A silent connection is pinged after this, in milliseconds, and given up after three times this. */
const PING_EVERY_MS = 5000;

/** The longest pause between two attempts to connect, in milliseconds. */
const MAX_RECONNECT_MS = 2000;

const create = (url: string) =>
	createClient({
		url,
		// A command queued until the connection is back would run long after its caller was told that it failed.
		disableOfflineQueue: true,
		pingInterval: PING_EVERY_MS,
		socket: {
			connectTimeout: STORE_TIMEOUT_MS,
			socketTimeout: 3 * PING_EVERY_MS,
			// By default the client gives up for good when a connection was silent for too long.
			reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, MAX_RECONNECT_MS),
		},
	});

export type RedisClient = ReturnType<typeof create>;

export interface RedisConnection {
	readonly client: RedisClient;
	readonly clock: Clock;
	readonly log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Connects, and reconnects whenever the connection breaks; meanwhile every command fails at once.
 *
 * @throws StoreError when there is no connection within `STORE_TIMEOUT_MS`. It doesn't contain the address, which may
 * hold a password.
 */
export async function connectRedis(
	url: string,
	{ clock, log }: Omit<RedisConnection, 'client'>,
): Promise<RedisConnection> {
	const client = create(url);
	client.on('error', (error: unknown) => log.warn({ err: error }, 'redis is out of reach'));
	client.on('ready', () => log.info('redis is connected'));
	try {
		await withinTime(clock, STORE_TIMEOUT_MS, client.connect());
		await withinTime(clock, STORE_TIMEOUT_MS, lookAtSettings(client, log));
		return { client, clock, log };
	} catch (error) {
		client.destroy();
		throw new StoreError('Redis could not be reached', { cause: error });
	}
}

/** Warns the operator when Redis may evict records, or would lose them all in a restart. */
async function lookAtSettings(client: RedisClient, log: RedisConnection['log']): Promise<void> {
	try {
		const { 'maxmemory-policy': eviction } = await client.configGet('maxmemory-policy');
		const { appendonly } = await client.configGet('appendonly');
		const { save } = await client.configGet('save');
		if (eviction !== 'noeviction')
			log.warn({ eviction }, 'this Redis may drop records when its memory is full: set maxmemory-policy noeviction');
		if (appendonly === 'no' && save === '')
			log.warn('this Redis writes nothing to disk, so its restart loses every session and limit: set appendonly yes');
	} catch (err) {
		// Many providers don't reveal their configuration.
		log.info(
			{ err },
			'redis does not say how it is set: it should have maxmemory-policy noeviction and appendonly yes',
		);
	}
}
