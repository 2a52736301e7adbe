import { createClient } from '@keyv/redis';
import { type Clock, withinTime } from '../clock.ts';
import type { Logger } from '../log.ts';
import { StoreError } from '../studio/store.ts';
import { STORE_TIMEOUT_MS } from './backend.ts';

/** A silent connection is asked for a sign of life after this, in milliseconds, and given up after three times this. */
const PING_EVERY_MS = 5000;

const create = (url: string) =>
	createClient({
		url,
		// A command that waits for the connection to come back would run long after its caller was told that it failed.
		disableOfflineQueue: true,
		pingInterval: PING_EVERY_MS,
		socket: { connectTimeout: STORE_TIMEOUT_MS, socketTimeout: 3 * PING_EVERY_MS },
	});

export type RedisClient = ReturnType<typeof create>;

export interface RedisConnection {
	readonly client: RedisClient;
	readonly clock: Clock;
	readonly log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Connects, and connects again by itself whenever the connection breaks; meanwhile every command fails at once.
 *
 * @throws StoreError when there is no connection within `STORE_TIMEOUT_MS`; the address, which may hold a password, is
 * not in it.
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

/** Tells the operator when Redis may drop records by itself, or loses them all when it restarts. */
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
		// As at many providers.
		log.info(
			{ err },
			'redis does not say how it is set: it should have maxmemory-policy noeviction and appendonly yes',
		);
	}
}
