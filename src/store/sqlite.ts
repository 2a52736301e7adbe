import { access, open } from 'node:fs/promises';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { KeyvSqlite } from '@keyv/sqlite';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { type Backend, type EncodedRecord, openKeyv, STORE_TIMEOUT_MS } from './backend.ts';
import { DamagedError } from './failures.ts';
import { InProcessLocks, whileHeld } from './in-process-locks.ts';
import { SharedFlush } from './shared-flush.ts';

/** How many writes of expiring records come between two removals of expired ones. */
const COLLECT_EVERY_WRITES = 200;

/** How many records to read in one turn of the event loop. */
const PAGE_ROWS = 250;

/** How long until deleted data that a reader kept in the log is purged again, in milliseconds. */
export const PURGE_AGAIN_MS = 10_000;

const parameters = z.array(z.union([z.string(), z.number(), z.null()]));
const rows = z.array(z.object({ key: z.string(), value: z.unknown() }));

/**
 * Opens the database file.
 *
 * WAL with `synchronous = NORMAL` never leaves it damaged, and a commit survives `kill -9` at once. A power cut it
 * survives once the log file is flushed. `FULL` would do that within each commit, blocking the event loop; `openSqlite`
 * does it for many commits together, after them and beside the event loop. For how long a write waits for another
 * process, see `STORE_TIMEOUT_MS`.
 *
 * @throws Error when the file isn't a database, is damaged or not writable, or is on a file system without shared
 * memory.
 */
export function openDatabase(file: string): DatabaseSync {
	const database = new DatabaseSync(file, { timeout: STORE_TIMEOUT_MS });
	try {
		const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
		if (mode !== 'wal') throw new Error(`the database has journal mode ${mode} and does not take WAL`);
		database.exec('PRAGMA synchronous = NORMAL');
		// Overwrites deleted data with zeros, so that nobody finds it in the file.
		database.exec('PRAGMA secure_delete = ON');
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

const UPSERT = `INSERT INTO records (key, value, expires) VALUES (?, ?, ?)
	ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires`;

/** Runs statements, each of which is prepared once. */
function createRunner(database: DatabaseSync) {
	const prepared = new Map<string, StatementSync>();
	return (sql: string, ...values: unknown[]) => {
		const statement = prepared.get(sql) ?? database.prepare(sql);
		prepared.set(sql, statement);
		return statement.all(...parameters.parse(values));
	};
}

/** keyv's adapter on a database that was opened elsewhere. */
class RecordTable extends KeyvSqlite {
	readonly #database: DatabaseSync;
	readonly #run: ReturnType<typeof createRunner>;
	readonly #clock: Clock;
	#expiringWrites = 0;

	constructor(database: DatabaseSync, clock: Clock) {
		const run = createRunner(database);
		super({
			table: 'records',
			driver: {
				name: 'custom',
				connect: async () => ({
					query: async (sql, ...values) => run(sql, ...values),
					close: async () => database.close(),
				}),
			},
		});
		this.#database = database;
		this.#run = run;
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
		const insert = `${UPSERT} WHERE records.expires <= ? RETURNING key`;
		const written = await this.query(insert, key, encoded, expires ?? null, nowMs);
		await this.#collect(expires);
		return written.length > 0;
	}

	/** Writes all of them or none. */
	async setTogether(records: readonly EncodedRecord[]): Promise<void> {
		const nowMs = this.#clock.now();
		this.#run('BEGIN IMMEDIATE');
		try {
			for (const { key, encoded, ttlMs } of records)
				this.#run(UPSERT, key, encoded, ttlMs === undefined ? null : nowMs + ttlMs);
			this.#run('COMMIT');
		} catch (error) {
			// SQLite itself rolls back after some errors.
			if (this.#database.isTransaction) this.#run('ROLLBACK');
			throw error;
		}
		for (const { ttlMs } of records) await this.#collect(ttlMs);
	}

	async #collect(expires: number | undefined): Promise<void> {
		if (expires !== undefined && ++this.#expiringWrites % COLLECT_EVERY_WRITES === 0) await this.clearExpired();
	}
}

/**
 * Removes deleted data from the log, which still has it from before it was overwritten. While another process reads an
 * older state, as a backup does, part of the log has to stay; that is retried until it works or the signal aborts.
 */
function createPurge(database: DatabaseSync, clock: Clock, signal: AbortSignal) {
	let isRetrying = false;

	/** Returns whether nothing is left. Waits for nobody, because SQLite would block the event loop meanwhile. */
	function purge(): boolean {
		database.exec('PRAGMA busy_timeout = 0');
		try {
			return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
		} finally {
			database.exec(`PRAGMA busy_timeout = ${STORE_TIMEOUT_MS}`);
		}
	}

	async function retry(): Promise<void> {
		isRetrying = true;
		try {
			do await clock.sleep(PURGE_AGAIN_MS, signal);
			while (!purge());
		} finally {
			isRetrying = false;
		}
	}

	return async () => {
		// Closing the database removes the log, and the next purge tries again.
		if (!purge() && !isRetrying) retry().catch(() => {});
	};
}

/**
 * Keeps records in a database from `openDatabase`, and closes it with them. Locks hold only in this process.
 *
 * @param onFlushFailure called once, when the disk does not take what was written; everything fails from then on.
 */
export async function openSqlite(
	database: DatabaseSync,
	clock: Clock,
	onFlushFailure: (error: unknown) => void,
): Promise<Backend> {
	const table = new RecordTable(database, clock);
	await table.clearExpired();
	const keyv = openKeyv(table);
	// SQLite holds no lock on this file, so that closing it here releases none, and keeps it while the database is open.
	const log = await open(`${database.location()}-wal`, 'r+');
	// By the machine's time, like the disk itself.
	const disk = new SharedFlush({ flush: () => log.datasync(), clock: systemClock, onFailure: onFlushFailure });
	const closing = new AbortController();
	return {
		keyv,
		locks: new InProcessLocks(clock),
		setWhileHeld: (lease, records) => whileHeld(lease, () => table.setTogether(records)),
		add: (key, encoded, ttlMs) => table.add(key, encoded, ttlMs),
		async *scan(prefix) {
			disk.assertWhole();
			for (let page = await table.page('>=', prefix); ; page = await table.page('>', page.at(-1)?.key ?? prefix)) {
				const matching = page.filter(({ key }) => key.startsWith(prefix));
				yield matching.map(({ key, value }) => [key, value] as const);
				if (matching.length < PAGE_ROWS) return;
				await setImmediate();
			}
		},
		flush: () => disk.now(),
		flushSoon: () => disk.soon(),
		async bounded(work) {
			// What is read could be lost, and whoever finds their own write there has nothing left to wait for.
			disk.assertWhole();
			return work();
		},
		async ping() {
			// A deleted file can still be read and written while it is open.
			const file = database.location();
			if (file !== null) await access(file);
			await table.query('SELECT key FROM records LIMIT 1');
		},
		purgeDeleted: createPurge(database, clock, closing.signal),
		async [Symbol.asyncDispose]() {
			closing.abort();
			// A failure is told to `onFlushFailure`.
			await disk.now().catch(() => {});
			await log.close();
			await table.close();
		},
	};
}
