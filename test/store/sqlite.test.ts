import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { STORE_TIMEOUT_MS } from '../../src/store/backend.ts';
import { openStore } from '../../src/store/open.ts';
import { NamespacedRecords } from '../../src/store/records.ts';
import { openDatabase, openSqlite, PURGE_AGAIN_MS } from '../../src/store/sqlite.ts';
import { RecordRefusedError, StoreError, StoreFullError, UnreadableError } from '../../src/studio/store.ts';
import { testLocks } from '../conformance/locks.ts';
import { testLifetimes, testRecords } from '../conformance/records.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { patientClock } from '../support/patient-clock.ts';
import { openTemporaryStore, silentLog, temporaryFolder } from './open-temporary.ts';

testRecords(() => openTemporaryStore({ clock: patientClock }));
testLifetimes((clock) => openTemporaryStore({ clock }));
testLocks((clock) => openTemporaryStore({ clock }));

/** A database of one's own, to do harm to. */
async function openExposed(clock: Clock = patientClock) {
	await using opening = new AsyncDisposableStack();
	const folder = opening.use(await temporaryFolder());
	const file = join(folder.path, 'plantain.sqlite');
	const database = openDatabase(file);
	const backend = opening.use(await openSqlite(database, clock, () => expect.unreachable()));
	const resources = opening.move();
	return {
		file,
		database,
		backend,
		records: new NamespacedRecords(backend, 'turns'),
		[Symbol.asyncDispose]: () => resources.disposeAsync(),
	};
}

const openIn = (dataDir: string) => openStore({ dataDir, clock: patientClock, log: silentLog });

async function keysOf(entries: AsyncIterable<readonly [string, unknown]>): Promise<string[]> {
	const keys: string[] = [];
	for await (const [key] of entries) keys.push(key);
	return keys;
}

test('opening again drops what is over by the clock that is handed in, and by no other', async () => {
	await using folder = await temporaryFolder();
	const clock = fakeClock(Date.UTC(2020, 0, 1));
	const add = async () => {
		await using store = await openStore({ dataDir: folder.path, clock, log: silentLog });
		const isAdded = await store.records('events').add('a', 'first', { ttlMs: 60_000 });
		return [isAdded, await keysOf(store.records('events').entries())];
	};
	expect(await add()).toEqual([true, ['a']]);
	await clock.advance(59_999);
	expect(await add()).toEqual([false, ['a']]);
	await clock.advance(1);
	{
		await using store = await openStore({ dataDir: folder.path, clock, log: silentLog });
		expect(await keysOf(store.records('events').entries())).toEqual([]);
	}
});

describe('a broken database', () => {
	test('a file that is no database does not open', async () => {
		await using folder = await temporaryFolder();
		await writeFile(join(folder.path, 'plantain.sqlite'), 'not a database, '.repeat(1000));
		await expect(openIn(folder.path)).rejects.toThrow(StoreError);
	});

	test('a place that cannot take WAL does not open', () => {
		expect(() => openDatabase(':memory:')).toThrow('WAL');
	});

	test('a folder that cannot be made does not open', async () => {
		await using folder = await temporaryFolder();
		await writeFile(join(folder.path, 'file'), '');
		await expect(openIn(join(folder.path, 'file', 'data'))).rejects.toThrow(StoreError);
	});

	test('with pages overwritten, every record is whole or an error, and none is absent', async () => {
		await using folder = await temporaryFolder();
		const keys = Array.from({ length: 200 }, (_, index) => `key-${index}`);
		{
			await using store = await openIn(folder.path);
			for (const key of keys) await store.records('turns').set(key, key.repeat(100));
		}
		await using handle: FileHandle = await open(join(folder.path, 'plantain.sqlite'), 'r+');
		const { size } = await handle.stat();
		for (let at = Math.ceil(size / 2 / 4096) * 4096; at < size; at += 4096)
			await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, at);

		await using store = await openIn(folder.path);
		let errors = 0;
		for (const key of keys) {
			const read = await store
				.records('turns')
				.get(key)
				.catch((error: unknown) => error);
			if (read instanceof StoreError) errors++;
			else expect(read).toBe(key.repeat(100));
		}
		expect(errors).toBeGreaterThan(0);
		await expect(keysOf(store.records('turns').entries())).rejects.toThrow(StoreError);
	});

	test.each([
		['no JSON', 'hello'],
		['half a record', '{"value":{"a":'],
		['no record', 'null'],
		['a record without a value', '{}'],
		['bytes', Buffer.from('{"value":1}')],
		['NULL', null],
	])('a stored value that is %s is an error, not absent', async (_, value) => {
		await using exposed = await openExposed();
		exposed.database.prepare("INSERT INTO records (key, value) VALUES ('turns:a', ?)").run(value);
		await expect(exposed.records.get('a')).rejects.toThrow(UnreadableError);
	});

	test.each([
		['no JSON', 'hello'],
		['a record without a value', '{}'],
		['bytes', Buffer.from('{"value":1}')],
		['NULL', null],
	])('a stored value that is %s does not hide the others from a listing', async (_, value) => {
		await using exposed = await openExposed();
		await exposed.records.set('b', 'whole');
		exposed.database.prepare("INSERT INTO records (key, value) VALUES ('turns:a', ?)").run(value);
		const listed: unknown[] = [];
		for await (const entry of exposed.records.entries()) listed.push(entry);
		expect(listed).toEqual([
			['a', undefined],
			['b', 'whole'],
		]);
	});

	test('the text of a damaged record does not get into the error', async () => {
		await using exposed = await openExposed();
		exposed.database.prepare("INSERT INTO records (key, value) VALUES ('turns:a', 'secret prompt')").run();
		const error = await exposed.records.get('a').catch((caught: unknown) => caught);
		expect(error instanceof StoreError && error.cause instanceof Error && error.cause.message).not.toContain('secret');
	});

	test('on a full disk a write is an error, reads go on, and writes too once there is room', async () => {
		await using exposed = await openExposed();
		const { database, records } = exposed;
		await records.set('a', 'kept');
		database.exec('PRAGMA max_page_count = 1');
		await expect(records.set('b', 'x'.repeat(100_000))).rejects.toThrow(StoreFullError);
		await expect(records.add('b', 'x'.repeat(100_000))).rejects.toThrow(StoreFullError);
		await expect(records.set('a', 'x'.repeat(100_000))).rejects.toThrow(StoreFullError);
		expect(await records.get('a')).toBe('kept');
		expect(await records.get('b')).toBeUndefined();
		database.exec('PRAGMA max_page_count = 10000');
		await records.set('b', 'x'.repeat(100_000));
		expect(await records.get('b')).toHaveLength(100_000);
	});

	test('in a file made read-only, writing and deleting are errors and reading goes on', async () => {
		await using exposed = await openExposed();
		const { database, records } = exposed;
		await records.set('a', 'kept');
		database.exec('PRAGMA query_only = ON');
		await expect(records.set('a', 'lost')).rejects.toThrow(StoreError);
		await expect(records.add('b', 'lost')).rejects.toThrow(StoreError);
		await expect(records.delete('a')).rejects.toThrow(StoreError);
		expect(await records.get('a')).toBe('kept');
	});

	test('a write that fails takes no other with it that was asked for in the same moment', async () => {
		await using exposed = await openExposed();
		const { database, records } = exposed;
		await records.set('a', 1);
		database.exec(
			"CREATE TRIGGER refusing BEFORE INSERT ON records WHEN new.key = 'turns:bad' BEGIN SELECT RAISE(ABORT, 'no'); END",
		);
		const writes = await Promise.allSettled(['b', 'bad', 'c'].map((key) => records.set(key, key)));
		expect(writes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		expect(await keysOf(records.entries())).toEqual(['a', 'b', 'c']);
	});

	test('of records written together none is there if one fails, and others can be written afterwards', async () => {
		await using folder = await temporaryFolder();
		await using store = await openIn(folder.path);
		const records = store.records('turns');
		await records.set('a', 'before');
		using other = new DatabaseSync(join(folder.path, 'plantain.sqlite'));
		other.exec(
			"CREATE TRIGGER refusing BEFORE INSERT ON records WHEN new.key = 'turns:bad' BEGIN SELECT RAISE(ABORT, 'no'); END",
		);
		const write = (...keys: readonly string[]) =>
			store.locks.withLock(['a'], (lease) =>
				store.setTogether(
					keys.map((key) => ({ namespace: 'turns', key, value: () => 'after' })),
					lease,
				),
			);
		await expect(write('a', 'bad', 'b')).rejects.toThrow(RecordRefusedError);
		expect([await records.get('a'), await records.get('b')]).toEqual(['before', undefined]);
		await write('a', 'b');
		expect([await records.get('a'), await records.get('b')]).toEqual(['after', 'after']);
	});

	test('while another process writes for too long, a write is an error, and works afterwards', async () => {
		await using exposed = await openExposed();
		const { database, file, records } = exposed;
		database.exec('PRAGMA busy_timeout = 1');
		using other = new DatabaseSync(file);
		other.exec('BEGIN IMMEDIATE');
		await expect(records.set('a', 1)).rejects.toThrow(StoreError);
		await expect(records.add('a', 1)).rejects.toThrow(StoreError);
		expect(await records.get('a')).toBeUndefined();
		other.exec('COMMIT');
		await records.set('a', 1);
		expect(await records.get('a')).toBe(1);
	});

	test('a store that was disposed of answers with errors', async () => {
		const store = await openTemporaryStore({ clock: patientClock });
		await store.ping();
		await store[Symbol.asyncDispose]();
		await expect(store.ping()).rejects.toThrow(StoreError);
		await expect(store.records('turns').get('a')).rejects.toThrow(StoreError);
		await expect(store.records('turns').add('a', 1)).rejects.toThrow(StoreError);
		await expect(keysOf(store.records('turns').entries())).rejects.toThrow(StoreError);
	});
});

describe('the database file', () => {
	test('is set up to be flushed by the store, not within each commit, and never to be damaged', async () => {
		await using exposed = await openExposed();
		const pragma = (name: string) => Object.values(exposed.database.prepare(`PRAGMA ${name}`).get() ?? {});
		expect(pragma('journal_mode')).toEqual(['wal']);
		expect(pragma('synchronous')).toEqual([1]);
		expect(pragma('busy_timeout')).toEqual([5000]);
	});

	test.each(['set', 'add'] as const)(
		'sheds what has expired when opened and after 200 writes by %s that expire',
		async (write) => {
			await using folder = await temporaryFolder();
			const expired = "INSERT INTO records (key, value, expires) VALUES ('turns:old', '{\"value\":1}', 1)";
			const file = join(folder.path, 'plantain.sqlite');
			{
				await using store = await openIn(folder.path);
				await store.ping();
				using other = new DatabaseSync(file);
				other.exec(expired);
			}
			await using store = await openIn(folder.path);
			const records = store.records('turns');
			expect(await records.get('old')).toBeUndefined();
			using other = new DatabaseSync(file);
			other.exec(expired);
			for (let number = 0; number < 199; number++) await records[write]('new', number, { ttlMs: 3_600_000 });
			expect(await keysOf(records.entries())).toEqual(['new', 'old']);
			await records[write]('new', 200, { ttlMs: 3_600_000 });
			expect(await keysOf(records.entries())).toEqual(['new']);
		},
	);

	test('is purged once nobody reads an older state any more, and nothing waits for that', async () => {
		const clock = fakeClock();
		await using exposed = await openExposed(clock);
		const { backend, database, file, records } = exposed;
		const isInLog = async () => (await readFile(`${file}-wal`)).includes('secret');
		await records.set('a', 'a secret');
		await records.delete('a');
		using backup = new DatabaseSync(file, { readOnly: true });
		backup.exec('BEGIN; SELECT * FROM records');
		const startedAtMs = performance.now();
		await backend.purgeDeleted();
		await backend.purgeDeleted();
		expect(performance.now() - startedAtMs).toBeLessThan(STORE_TIMEOUT_MS);
		expect(Object.values(database.prepare('PRAGMA busy_timeout').get() ?? {})).toEqual([STORE_TIMEOUT_MS]);
		await clock.advance(PURGE_AGAIN_MS);
		expect(await isInLog()).toBe(true);
		backup.exec('COMMIT');
		await clock.advance(PURGE_AGAIN_MS);
		expect(await isInLog()).toBe(false);
	});

	test('a write that meets the reading of an expired record is not lost', async () => {
		await using exposed = await openExposed();
		const { database, records } = exposed;
		for (let round = 0; round < 20; round++) {
			database.exec(
				'INSERT OR REPLACE INTO records (key, value, expires) VALUES (\'turns:a\', \'{"value":1,"expires":1}\', 1)',
			);
			const reads = Array.from({ length: 5 }, () => records.get('a'));
			await Promise.all([...reads, records.set('a', 'new'), ...reads]);
			expect(await records.get('a')).toBe('new');
		}
	});
});
