import { access } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { KeyvSqlite } from '@keyv/sqlite';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type Backend, openKeyv, STORE_TIMEOUT_MS } from './backend.ts';
import { DamagedError } from './failures.ts';
import { InProcessLocks, whileHeld } from './in-process-locks.ts';

/** How many writes of expiring records come between two removals of expired ones. */
const COLLECT_EVERY_WRITES = 200;

/** How many records to read in one turn of the event loop. */
const PAGE_ROWS = 250;

const parameters = z.array(z.union([z.string(), z.number(), z.null()]));
const rows = z.array(z.object({ key: z.string(), value: z.unknown() }));

/**
 * Opens the database file and makes its commits durable.
 *
 * WAL with `synchronous = FULL` puts a commit on disk before answering, so it survives `kill -9` and a power cut; with
 * `NORMAL` it would survive only the first. For how long a write waits for another process, see `STORE_TIMEOUT_MS`.
 *
 * @throws Error when the file isn't a database, is damaged or not writable, or is on a file system without shared
 * memory.
 */
export function openDatabase(file: string): DatabaseSync {
	const database = new DatabaseSync(file, { timeout: STORE_TIMEOUT_MS });
	try {
		const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
		if (mode !== 'wal') throw new Error(`the database has journal mode ${mode} and does not take WAL`);
		database.exec('PRAGMA synchronous = FULL');
		// Overwrites deleted data with zeros, so that nobody finds it in the file.
		database.exec('PRAGMA secure_delete = ON');
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** keyv's adapter on a database that was opened elsewhere. */
class RecordTable extends KeyvSqlite {
	readonly #clock: Clock;
	#expiringWrites = 0;

	constructor(database: DatabaseSync, clock: Clock) {
		super({
			table: 'records',
			driver: {
				name: 'custom',
				connect: async () => ({
					query: async (sql, ...values) => database.prepare(sql).all(...parameters.parse(values)),
					close: async () => database.close(),
				}),
			},
		});
		this.#clock = clock;
	}

	/** The adapter's own uses the system clock. */
	override async clearExpired(): Promise<void> {
		await this.query('DELETE FROM records WHERE expires <= ?', this.#clock.now());
	}

	/** The adapter's own would delete an expired record in a second step, and with it anything written in between. */
	override async get(key: string): Promise<string | undefined> {
		const [found] = rows.parse(await this.query('SELECT key, value FROM records WHERE key = ?', key));
		if (found === undefined) return undefined;
		if (typeof found.value !== 'string') throw new DamagedError('the stored record is no text');
		return found.value;
	}

	/** The first records in key order whose key compares like this to `from`. */
	async page(comparison: '>=' | '>', from: string) {
		const select = `SELECT key, value FROM records WHERE key ${comparison} ? ORDER BY key LIMIT ${PAGE_ROWS}`;
		return rows.parse(await this.query(select, from));
	}

	override async set(key: string, value: unknown, expires?: number): Promise<boolean> {
		const isWritten = await super.set(key, value, expires);
		await this.#collect(expires);
		return isWritten;
	}

	/** Replaces a record only if that one has expired. */
	async add(key: string, encoded: string, ttlMs?: number) {
		const nowMs = this.#clock.now();
		const expires = ttlMs === undefined ? undefined : nowMs + ttlMs;
		const insert = `INSERT INTO records (key, value, expires) VALUES (?, ?, ?)
			ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires
			WHERE records.expires <= ? RETURNING key`;
		const written = await this.query(insert, key, encoded, expires ?? null, nowMs);
		await this.#collect(expires);
		return written.length > 0;
	}

	async #collect(expires: number | undefined): Promise<void> {
		if (expires !== undefined && ++this.#expiringWrites % COLLECT_EVERY_WRITES === 0) await this.clearExpired();
	}
}

/** Keeps records in a database from `openDatabase`, and closes it with them. Locks hold only in this process. */
export async function openSqlite(database: DatabaseSync, clock: Clock): Promise<Backend> {
	const table = new RecordTable(database, clock);
	await table.clearExpired();
	const keyv = openKeyv(table);
	return {
		keyv,
		locks: new InProcessLocks(clock),
		setWhileHeld: (lease, key, value, ttlMs) => whileHeld(lease, () => keyv.set(key, value, ttlMs)),
		add: (key, encoded, ttlMs) => table.add(key, encoded, ttlMs),
		async *scan(prefix) {
			for (let page = await table.page('>=', prefix); ; page = await table.page('>', page.at(-1)?.key ?? prefix)) {
				const matching = page.filter(({ key }) => key.startsWith(prefix));
				yield matching.map(({ key, value }) => [key, value] as const);
				if (matching.length < PAGE_ROWS) return;
				await setImmediate();
			}
		},
		bounded: (work) => work(),
		async ping() {
			// A deleted file can still be read and written while it is open.
			const file = database.location();
			if (file !== null) await access(file);
			await table.query('SELECT key FROM records LIMIT 1');
		},
		// The log still has the data from before it was overwritten; part of it stays while another process reads.
		purgeDeleted: () => table.query('PRAGMA wal_checkpoint(TRUNCATE)'),
		async [Symbol.asyncDispose]() {
			await table.close();
		},
	};
}
