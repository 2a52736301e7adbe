import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@keyv/redis';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { type Store, StoreError } from '../../src/studio/store.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { startBucket } from './bucket-server.ts';
import { logBook } from './log-book.ts';
import { silentLog, temporaryFolder } from './open-temporary.ts';

const NOT_OURS = expect.objectContaining({ kind: 'not-ours' });
const nothing: ReadonlySet<string> = new Set();

/** Puts so many blobs, each named by a record, and returns their hashes. */
async function fill(store: Store, ...texts: readonly string[]): Promise<Set<string>> {
	const hashes = new Set<string>();
	for (const text of texts) {
		const hash = await store.blobs.put(Buffer.from(text));
		await store.records('turns').set(hash, { v: 1 });
		hashes.add(hash);
	}
	return hashes;
}

const openIn = (dataDir: string) => openStore({ dataDir, clock: systemClock, log: silentLog });

/** Does `work` with the store in a folder, as a process would that ends after it. */
async function inFolder<T>(dataDir: string, work: (store: Store) => Promise<T>): Promise<T> {
	await using store = await openIn(dataDir);
	return await work(store);
}

async function loseRecords(dataDir: string): Promise<void> {
	for (const name of await readdir(dataDir)) if (name.startsWith('plantain.sqlite')) await rm(join(dataDir, name));
}

const ownersIn = async (dataDir: string) =>
	(await readFile(join(dataDir, 'blobs', 'store-ids'), 'utf8')).trim().split('\n');

/** What a version from before there were ids left behind. */
async function forgetIds(dataDir: string): Promise<void> {
	await inFolder(dataDir, (store) => store.records('store').delete('id'));
	await rm(join(dataDir, 'blobs', 'store-ids'));
}

describe('blobs are known to be ours', () => {
	test('in memory', async () => {
		const store = openMemoryStore({ clock: systemClock });
		expect(await store.ownership(nothing)).toEqual({ kind: 'ours' });
		await store.blobs.put(Buffer.from('a'));
		expect(await store.ownership(nothing)).toEqual({ kind: 'ours' });
	});

	test('from the first start on, whether or not anything is kept, and after every restart', async () => {
		await using folder = await temporaryFolder();
		for (const text of ['', 'a', 'b'])
			await inFolder(folder.path, async (store) => {
				expect(await store.ownership(nothing)).toEqual({ kind: 'ours' });
				if (text !== '') await fill(store, text);
			});
		expect(await ownersIn(folder.path)).toHaveLength(1);
	});

	test('when the records move on to an empty place for blobs', async () => {
		await using folder = await temporaryFolder();
		await inFolder(folder.path, (store) => fill(store, 'a'));
		await rm(join(folder.path, 'blobs'), { recursive: true });
		await inFolder(folder.path, async (store) => {
			await fill(store, 'b');
			expect(await store.ownership(nothing)).toEqual({ kind: 'ours' });
		});
	});

	test.each([
		[['a', 'b'], 'ours'],
		[['a', 'b', 'c', 'd'], 'ours'],
		[['a'], 'not-ours'],
		[[], 'not-ours'],
	] as const)(
		'from before there were ids, of four blobs by records that name %j: %s, and so it stays',
		async (...args) => {
			const [texts, expected] = args;
			await using folder = await temporaryFolder();
			await inFolder(folder.path, (store) => fill(store, 'a', 'b', 'c', 'd'));
			await forgetIds(folder.path);
			await inFolder(folder.path, async (store) => {
				const named = await fill(openMemoryStore({ clock: systemClock }), ...texts);
				expect(await store.ownership(named)).toMatchObject({ kind: expected });
				expect(await store.ownership(new Set([...named, ...(await fill(store, 'a', 'b', 'c', 'd'))]))).toMatchObject({
					kind: expected,
				});
			});
		},
	);
});

describe('blobs are not taken for ours', () => {
	test('by records that came back empty, whatever they come to hold', async () => {
		await using folder = await temporaryFolder();
		await inFolder(folder.path, (store) => fill(store, 'a', 'b'));
		await loseRecords(folder.path);
		await inFolder(folder.path, async (store) => {
			expect(await store.ownership(nothing)).toEqual(NOT_OURS);
			expect(await ownersIn(folder.path)).toHaveLength(1);
			const named = await fill(store, 'c', 'd', 'e', 'f');
			expect(await store.ownership(named)).toEqual(NOT_OURS);
		});
		await inFolder(folder.path, async (store) => expect(await store.ownership(nothing)).toEqual(NOT_OURS));
	});

	test('by empty records when they are from before there were ids, whatever these come to hold', async () => {
		await using folder = await temporaryFolder();
		await inFolder(folder.path, (store) => fill(store, 'a', 'b'));
		await forgetIds(folder.path);
		await loseRecords(folder.path);
		await inFolder(folder.path, async (store) => {
			const named = await fill(store, 'c', 'd', 'e', 'f');
			expect(await store.ownership(named)).toEqual(NOT_OURS);
		});
	});

	test('by records with an id when the blobs have none', async () => {
		await using folder = await temporaryFolder();
		const named = await inFolder(folder.path, (store) => fill(store, 'a', 'b'));
		await rm(join(folder.path, 'blobs', 'store-ids'));
		await inFolder(folder.path, async (store) => {
			await fill(store, 'a');
			expect(await store.ownership(named)).toEqual(NOT_OURS);
		});
	});

	test('until somebody says that they are', async () => {
		await using folder = await temporaryFolder();
		await inFolder(folder.path, (store) => fill(store, 'a'));
		await loseRecords(folder.path);
		await inFolder(folder.path, async (store) => {
			await fill(store, 'b');
			const ownership = await store.ownership(nothing);
			if (ownership.kind !== 'not-ours') throw new Error('they are ours');
			expect(ownership.blobsIds).toEqual(await ownersIn(folder.path));
			await rm(join(folder.path, 'blobs', 'store-ids'));
			expect(await store.ownership(nothing)).toEqual(NOT_OURS);
			await writeFile(join(folder.path, 'blobs', 'store-ids'), ownership.recordsId);
			expect(await store.ownership(nothing)).toEqual({ kind: 'ours' });
		});
	});

	test('when the id of the records cannot be read, and the start says so and goes on', async () => {
		await using folder = await temporaryFolder();
		await inFolder(folder.path, (store) => store.records('store').set('id', { v: 2, id: 'of tomorrow' }));
		const { log, lines } = logBook();
		await using store = await openStore({ dataDir: folder.path, clock: systemClock, log });
		expect(lines.join()).not.toContain('of tomorrow');
		await expect(store.ownership(nothing)).rejects.toThrow(StoreError);
		expect(await store.records('turns').get('a')).toBeUndefined();
	});
});

describe('two bots that put pictures in one place', () => {
	test('both know that it is not theirs alone, from the first picture of the second on', async () => {
		await using bucket = await startBucket(systemClock);
		await using hers = await temporaryFolder();
		await using his = await temporaryFolder();
		const open = (dataDir: string) =>
			openStore({ dataDir, blobStore: bucket.address, clock: systemClock, log: silentLog });
		await using first = await open(hers.path);
		await fill(first, 'hers');
		await using second = await open(his.path);
		expect(await first.ownership(nothing)).toEqual({ kind: 'ours' });
		expect(await second.ownership(nothing)).toEqual(NOT_OURS);
		await fill(second, 'his');
		expect(await first.ownership(nothing)).toEqual(NOT_OURS);
		expect(await second.ownership(nothing)).toEqual(NOT_OURS);
	});

	test('in folders of their own do not meet', async () => {
		await using bucket = await startBucket(systemClock);
		await using hers = await temporaryFolder();
		await using his = await temporaryFolder();
		const open = (dataDir: string, folder: string) => {
			const blobStore = bucket.address.replace('?', `/${folder}?`);
			return openStore({ dataDir, blobStore, clock: systemClock, log: silentLog });
		};
		await using first = await open(hers.path, 'hers');
		await using second = await open(his.path, 'his');
		await fill(first, 'a');
		await fill(second, 'a');
		expect(await first.ownership(nothing)).toEqual({ kind: 'ours' });
		expect(await second.ownership(nothing)).toEqual({ kind: 'ours' });
		expect([...bucket.objects.keys()].filter((key) => key.endsWith('store-ids')).toSorted()).toEqual([
			'hers/store-ids',
			'his/store-ids',
		]);
	});
});

describeWithRedis('on Redis', () => {
	test('processes of one bot that start at once agree on one id', async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		await using stores = new AsyncDisposableStack();
		const open = async () =>
			stores.use(await openStore({ dataDir: folder.path, redisUrl: redis.url, clock: systemClock, log: silentLog }));
		const opened = await Promise.all([open(), open(), open(), open()]);
		await Promise.all(opened.map((store, index) => fill(store, `${index}`)));
		expect(await Promise.all(opened.map((store) => store.ownership(nothing)))).toEqual(
			opened.map(() => ({ kind: 'ours' })),
		);
		expect(await ownersIn(folder.path)).toHaveLength(1);
	});

	test('one that is emptied while the bot runs no longer says which blobs are needed, nor does what it holds later', async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		await using store = await openStore({
			dataDir: folder.path,
			redisUrl: redis.url,
			clock: systemClock,
			log: silentLog,
		});
		await fill(store, 'a');
		expect(await store.ownership(nothing)).toEqual({ kind: 'ours' });
		const client = await createClient({ url: redis.url }).connect();
		await client.flushAll();
		await client.close();
		expect(await store.ownership(nothing)).toEqual(NOT_OURS);
		const named = await fill(store, 'b', 'c', 'd');
		expect(await store.ownership(named)).toEqual(NOT_OURS);
		expect(await ownersIn(folder.path)).toHaveLength(2);
	});
});
