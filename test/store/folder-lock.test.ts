import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { FOLDER_WAIT_MS } from '../../src/store/folder-lock.ts';
import { openStore, type StoreOptions } from '../../src/store/open.ts';
import { FolderInUseError } from '../../src/studio/store.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { startBucket } from './bucket-server.ts';
import { silentLog, temporaryFolder } from './open-temporary.ts';

const openIn = (dataDir: string, options: Partial<StoreOptions> = {}) =>
	openStore({ dataDir, clock: systemClock, log: silentLog, ...options });

test(`a folder with records is refused to a second store after ${FOLDER_WAIT_MS} ms, not earlier`, async () => {
	await using folder = await temporaryFolder();
	await using _first = await openIn(folder.path);
	const clock = fakeClock();
	let state = 'waiting';
	const second = openIn(folder.path, { clock }).catch((error: unknown) => {
		state = 'refused';
		return error;
	});
	await clock.sleepers();
	await clock.advance(FOLDER_WAIT_MS - 1);
	expect(state).toBe('waiting');
	await clock.advance(1);
	expect(await second).toBeInstanceOf(FolderInUseError);
});

test('a second store that waits has the folder once the first is disposed of', async () => {
	await using folder = await temporaryFolder();
	const first = await openIn(folder.path);
	const clock = fakeClock();
	const opening = openIn(folder.path, { clock });
	await clock.sleepers();
	await first.records('turns').set('a', 'from the first');
	await first[Symbol.asyncDispose]();
	await clock.advance(1000);
	await using second = await opening;
	expect(await second.records('turns').get('a')).toBe('from the first');
});

test('a store that could not be opened leaves the folder to the next', async () => {
	await using folder = await temporaryFolder();
	await expect(openIn(folder.path, { blobStore: 's3://nowhere' })).rejects.toThrow('BLOB_STORE');
	await using _next = await openIn(folder.path, { clock: fakeClock() });
});

test('a folder is its own even when its blobs are in a bucket that others share', async () => {
	await using bucket = await startBucket(systemClock);
	await using folder = await temporaryFolder();
	await using other = await temporaryFolder();
	const options = { blobStore: bucket.address, clock: fakeClock() };
	await using _first = await openIn(folder.path, options);
	await using _beside = await openIn(other.path, options);
	const second = openIn(folder.path, options).catch((error: unknown) => error);
	await options.clock.sleepers();
	await options.clock.advance(FOLDER_WAIT_MS);
	expect(await second).toBeInstanceOf(FolderInUseError);
});

test('a backup may read the records of a folder that is in use', async () => {
	await using folder = await temporaryFolder();
	await using store = await openIn(folder.path);
	await store.records('turns').set('a', 1);
	using backup = new DatabaseSync(join(folder.path, 'plantain.sqlite'), { readOnly: true });
	expect(backup.prepare('SELECT key FROM records').all()).toContainEqual({ key: 'turns:a' });
});

describeWithRedis('on Redis', () => {
	test('several processes share a folder, which holds blobs alone', async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		const options = { redisUrl: redis.url, clock: fakeClock() };
		await using first = await openIn(folder.path, options);
		await using second = await openIn(folder.path, options);
		const hash = await first.blobs.put(Buffer.from('a picture'));
		expect(await second.blobs.has(hash)).toBe(true);
	});
});
