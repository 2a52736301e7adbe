import { randomUUID } from 'node:crypto';
import { withinTime } from '../clock.ts';
import { type Lease, LeaseLostError, type Locks } from '../studio/store.ts';
import { type EncodedRecord, STORE_TIMEOUT_MS } from './backend.ts';
import { orStoreError } from './failures.ts';
import { InProcessLocks, inLockOrder, LOCK_WAIT_MS } from './in-process-locks.ts';
import type { RedisConnection } from './redis-client.ts';

/** How long a lock outlives a process that dies holding it, in milliseconds. */
export const LOCK_TTL_MS = 10_000;

/** How often a held lock is renewed, in milliseconds: two renewals may fail before it is lost. */
export const RENEW_EVERY_MS = 3000;

/** How often to ask for a lock that another process holds, in milliseconds. */
const POLL_EVERY_MS = 20;

/** Takes all keys or none, so that nobody holds one while waiting for another. */
const TAKE = `
	for _, key in ipairs(KEYS) do if redis.call('EXISTS', key) == 1 then return 0 end end
	for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1], 'PX', ARGV[2]) end
	return 1`;

const RENEW = `
	for _, key in ipairs(KEYS) do if redis.call('GET', key) ~= ARGV[1] then return 0 end end
	for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
	return 1`;

const RELEASE = `
	for _, key in ipairs(KEYS) do if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end end
	return 1`;

/** The keys of the records come after those of the locks, and each record's value and lifetime after their number. */
const SET_WHILE_HELD = `
	local locks = tonumber(ARGV[2])
	for at = 1, locks do if redis.call('GET', KEYS[at]) ~= ARGV[1] then return 0 end end
	for at = 1, #KEYS - locks do
		local record, value, ttl = KEYS[locks + at], ARGV[2 * at + 1], ARGV[2 * at + 2]
		if ttl == '' then redis.call('SET', record, value) else redis.call('SET', record, value, 'PX', ttl) end
	end
	return 1`;

/** A claim on some keys under a unique token. Redis drops it unless it's renewed in time. */
export class RedisLease implements Lease, AsyncDisposable {
	readonly #connection: RedisConnection;
	readonly #lockKeys: readonly string[];
	readonly #token = randomUUID();
	readonly #lost = new AbortController();
	readonly #ended = new AbortController();
	#keeping = Promise.resolve();

	constructor(connection: RedisConnection, keys: readonly string[]) {
		this.#connection = connection;
		this.#lockKeys = inLockOrder(keys).map((key) => `plantain-lock:${key}`);
	}

	get signal(): AbortSignal {
		return this.#lost.signal;
	}

	/** @throws Error when somebody else still holds one of the keys at `untilMs`. */
	async take(untilMs: number): Promise<void> {
		const { clock } = this.#connection;
		for (;;) {
			const askedAtMs = clock.now();
			if (await this.#run(TAKE, { values: [`${LOCK_TTL_MS}`] })) {
				this.#keeping = this.#keep(askedAtMs + LOCK_TTL_MS);
				return;
			}
			if (clock.now() >= untilMs) throw new Error('another process holds it');
			await clock.sleep(POLL_EVERY_MS);
		}
	}

	/** Checks the lease and writes in one step. @throws LeaseLostError */
	async set(records: readonly EncodedRecord[]): Promise<void> {
		const written = records.flatMap(({ encoded, ttlMs }) => [
			encoded,
			ttlMs === undefined ? '' : `${Math.ceil(ttlMs)}`,
		]);
		const values = [`${this.#lockKeys.length}`, ...written];
		const recordKeys = records.map(({ key }) => key);
		if (!(await this.#run(SET_WHILE_HELD, { values, recordKeys }))) throw this.#lose();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#ended.abort();
		await this.#keeping;
		await this.#run(RELEASE).catch((error: unknown) =>
			this.#connection.log.warn({ err: error }, 'a lock could not be released and is left to expire'),
		);
	}

	async #keep(firstUntilMs: number): Promise<void> {
		const { clock, log } = this.#connection;
		for (let untilMs = firstUntilMs; ; ) {
			await clock.sleep(Math.min(RENEW_EVERY_MS, untilMs - clock.now()), this.#ended.signal).catch(() => {});
			if (this.#ended.signal.aborted) return;
			const askedAtMs = clock.now();
			if (askedAtMs >= untilMs) return void this.#lose();
			try {
				const limitMs = Math.min(STORE_TIMEOUT_MS, untilMs - askedAtMs);
				if (!(await this.#run(RENEW, { values: [`${LOCK_TTL_MS}`], limitMs }))) return void this.#lose();
				untilMs = askedAtMs + LOCK_TTL_MS;
			} catch (error) {
				log.warn({ err: error }, 'a lock could not be renewed');
			}
		}
	}

	#lose(): LeaseLostError {
		const error = new LeaseLostError('The lock was lost: it expired, or somebody else took it');
		this.#lost.abort(error);
		return error;
	}

	async #run(
		script: string,
		{ values = [], recordKeys = [], limitMs = STORE_TIMEOUT_MS }: Readonly<ScriptOptions> = {},
	): Promise<boolean> {
		const keys = [...this.#lockKeys, ...recordKeys];
		const reply = this.#connection.client.eval(script, { keys, arguments: [this.#token, ...values] });
		return (await withinTime(this.#connection.clock, limitMs, reply)) === 1;
	}
}

interface ScriptOptions {
	values?: readonly string[];
	recordKeys?: readonly string[];
	limitMs?: number;
}

/** Locks across all processes on one Redis: first come, first served within this process, but not between processes. */
export class RedisLocks implements Locks {
	readonly #connection: RedisConnection;
	/** Lets only one caller per key in this process ask Redis, so that the others don't need to poll. */
	readonly #inProcess: InProcessLocks;

	constructor(connection: RedisConnection) {
		this.#connection = connection;
		this.#inProcess = new InProcessLocks(connection.clock);
	}

	async withLock<T>(keys: readonly string[], work: (lease: Lease) => Promise<T>): Promise<T> {
		const untilMs = this.#connection.clock.now() + LOCK_WAIT_MS;
		return this.#inProcess.withLock(keys, async () => {
			await using lease = new RedisLease(this.#connection, keys);
			await orStoreError(`lock ${describeKeys(keys)}`, () => lease.take(untilMs));
			return await work(lease);
		});
	}
}

const describeKeys = ([first, ...others]: readonly string[]) =>
	others.length === 0 ? first : `${first} and ${others.length} others`;
