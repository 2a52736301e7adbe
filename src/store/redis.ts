import KeyvRedis from '@keyv/redis';
import { withinTime } from '../clock.ts';
import { type Backend, openKeyv, STORE_TIMEOUT_MS } from './backend.ts';
import type { RedisConnection } from './redis-client.ts';
import { RedisLease, RedisLocks } from './redis-locks.ts';

/** Prefix of all our keys, so that other programs can use the same Redis. */
const PREFIX = 'plantain';

/** How many keys Redis looks at in each step of a listing. */
const SCAN_KEYS = 1000;

const storedKey = (name: string) => `${PREFIX}:${name}`;

/** Keeps records and locks in Redis. Disposing closes the connection. */
export function openRedis(connection: RedisConnection): Backend {
	const { client, clock } = connection;
	const adapter = new KeyvRedis(client, { namespace: PREFIX, keyPrefixSeparator: ':', throwOnErrors: true });
	const keyv = openKeyv(adapter);
	// keyv re-emits the adapter's errors, and nobody could catch that of a lost connection. Failed calls throw anyway.
	adapter.removeAllListeners('error');

	async function bounded<T>(work: () => Promise<T>): Promise<T> {
		// The adapter would reopen a closed client.
		if (!client.isOpen) throw new Error('the connection is closed');
		return await withinTime(clock, STORE_TIMEOUT_MS, work());
	}

	return {
		keyv,
		locks: new RedisLocks(connection),
		async setWhileHeld(lease, records) {
			if (!(lease instanceof RedisLease)) throw new TypeError('This lease is of another store');
			await lease.set(records.map((record) => ({ ...record, key: storedKey(record.key) })));
		},
		async add(key, encoded, ttlMs) {
			const answer = await client.set(storedKey(key), encoded, {
				condition: 'NX',
				...(ttlMs !== undefined && { expiration: { type: 'PX', value: Math.ceil(ttlMs) } }),
			});
			return answer !== null;
		},
		async *scan(prefix) {
			const MATCH = `${storedKey(prefix).replaceAll(/[\\*?[\]]/g, '\\$&')}*`;
			const seen = new Set<string>();
			let cursor = '0';
			do {
				const page = await bounded(() => client.scan(cursor, { MATCH, COUNT: SCAN_KEYS }));
				cursor = page.cursor;
				const keys = [...new Set(page.keys).difference(seen)];
				if (keys.length === 0) continue;
				for (const key of keys) seen.add(key);
				const values = await bounded(() => client.mGet(keys));
				yield keys.flatMap((key, index) => {
					const encoded = values[index];
					// Deleted or expired during the listing.
					return encoded === null || encoded === undefined ? [] : [[key.slice(PREFIX.length + 1), encoded] as const];
				});
			} while (cursor !== '0');
		},
		// When its log goes to disk, Redis decides by its settings before it answers.
		flush: () => Promise.resolve(),
		flushSoon() {},
		bounded,
		ping: () => client.ping(),
		// Redis decides by itself when to rewrite its log.
		purgeDeleted: () => Promise.resolve(),
		async [Symbol.asyncDispose]() {
			await withinTime(clock, STORE_TIMEOUT_MS, client.close()).catch(() => client.destroy());
		},
	};
}
