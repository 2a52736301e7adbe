import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../studio/store.ts';
import type { Backend } from './backend.ts';
import { openBlobBucket, parseBucket } from './blob-bucket.ts';
import { openBlobFiles } from './blob-files.ts';
import { DiskBlobs } from './disk-blobs.ts';
import { orStoreError } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { createOwners, type LabelledBlobs, type Owners } from './ownership.ts';
import { NamespacedRecords, setTogether } from './records.ts';
import { openDatabase, openSqlite } from './sqlite.ts';

export interface StoreOptions {
	/** Folder of the database file and the blobs; created if it doesn't exist. */
	readonly dataDir: string;
	/** Keeps records and locks in this Redis instead of the database file. */
	readonly redisUrl?: string | undefined;
	/**
	 * Keeps blobs in this bucket instead of files: `s3://key:secret@host/bucket?region=…`. A bot on several machines
	 * needs it, because they share no files.
	 */
	readonly blobStore?: string | undefined;
	readonly clock: Clock;
	readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
	/** Called when the store cannot go on: every call fails until it is opened by a new process. */
	readonly onFatal?: ((reason: string) => void) | undefined;
}

/**
 * Opens the storage that outlives the process. A folder with the database is this process's alone until the store is
 * disposed of; one with only blobs may be shared.
 *
 * @throws FolderInUseError when another process has the folder for longer than `FOLDER_WAIT_MS`.
 * @throws StoreError when the database is damaged or not writable, or Redis or the bucket can't be reached.
 */
export async function openStore({ dataDir, redisUrl, blobStore, clock, log, onFatal }: StoreOptions): Promise<Store> {
	await using opening = new AsyncDisposableStack();
	const backend = await orStoreError('open the records', async () => {
		if (redisUrl !== undefined) return openRedisAt(redisUrl, { clock, log });
		await mkdir(dataDir, { recursive: true });
		opening.use(await lockFolder(dataDir, clock));
		return openSqlite(openDatabase(join(dataDir, 'plantain.sqlite')), clock, (err) => {
			log.error({ err }, 'the disk did not take what was written, so nobody knows what is kept');
			onFatal?.('the records can only be kept again after a restart');
		});
	});
	opening.use(backend);
	const medium = await orStoreError('open the blobs', () =>
		blobStore === undefined
			? openBlobFiles(join(dataDir, 'blobs'), clock)
			: openBlobBucket(parseBucket(blobStore), clock),
	);
	const blobs = new DiskBlobs(medium);
	const owners = createOwners(backend, blobs);
	// Harmless for now: ownership is checked again before anything is removed.
	await owners.introduce().catch((err: unknown) => log.warn({ err }, 'whose the pictures are could not be looked up'));
	return assemble({ backend, blobs, owners, resources: opening.move(), log });
}

/** Loads the Redis client only where it is used; that takes a tenth of the start. */
async function openRedisAt(url: string, deps: Pick<StoreOptions, 'clock' | 'log'>): Promise<Backend> {
	const [{ openRedis }, { connectRedis }] = await Promise.all([import('./redis.ts'), import('./redis-client.ts')]);
	return openRedis(await connectRedis(url, deps));
}

interface Pieces {
	readonly backend: Backend;
	readonly blobs: LabelledBlobs;
	readonly owners: Owners;
	readonly resources: AsyncDisposable;
	readonly log: StoreOptions['log'] | undefined;
}

/** Puts a store together from its parts. */
export const assemble = ({ backend, blobs, owners, resources, log }: Pieces): Store => ({
	records: (namespace) => new NamespacedRecords(backend, namespace),
	setTogether: (writes, lease) => setTogether(backend, writes, lease),
	locks: backend.locks,
	blobs: {
		async put(bytes) {
			await owners.sign();
			return blobs.put(bytes);
		},
		get: (hash) => blobs.get(hash),
		has: (hash) => blobs.has(hash),
		delete: (hash) => blobs.delete(hash),
		entries: () => blobs.entries(),
	},
	reportUnreadable: (kind, id) => log?.warn({ kind, id }, 'a record is not understood and was left alone'),
	ownership: (named) => orStoreError('tell whose the blobs are', () => owners.of(named)),
	areBlobsOurs: () => orStoreError('tell whose the blobs are', () => owners.areOurs()),
	async ping() {
		await orStoreError('answer', () => backend.bounded(() => backend.ping()));
		await blobs.ping();
	},
	async purgeDeleted() {
		await orStoreError('purge what was deleted', () => backend.bounded(() => backend.purgeDeleted()));
	},
	[Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
});
