import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openBlobFiles } from '../../src/store/blob-files.ts';
import { DiskBlobs } from '../../src/store/disk-blobs.ts';
import { blobName } from '../../src/studio/sessions/blob-name.ts';
import { StoreError, StoreFullError } from '../../src/studio/store.ts';
import { testBlobs, testExposedBlobs } from '../conformance/blobs.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { patientClock } from '../support/patient-clock.ts';
import { flushedBy } from './flushes.ts';
import { temporaryFolder } from './open-temporary.ts';

async function openFiles(clock = patientClock) {
	const folder = await temporaryFolder();
	const root = join(folder.path, 'blobs');
	const fileOf = (hash: string) => join(root, hash.slice(0, 2), hash);
	const medium = await openBlobFiles(root, clock);
	return {
		root,
		fileOf,
		medium,
		blobs: new DiskBlobs(medium),
		damage: (hash: string, bytes: Uint8Array) => writeFile(fileOf(hash), bytes),
		litter: (name: string) => writeFile(join(root, name), 'litter'),
		lose: () => rm(root, { recursive: true }),
		[Symbol.asyncDispose]: () => folder.remove(),
	};
}

testBlobs(openFiles);
testExposedBlobs(openFiles);

test('who reads while the same blob is put again never sees half of it', async () => {
	await using files = await openFiles();
	const bytes = randomBytes(2_000_000);
	const hash = await files.blobs.put(bytes);
	const puts = Array.from({ length: 10 }, () => files.blobs.put(bytes));
	const reads = Array.from({ length: 40 }, async () => bytes.equals((await files.blobs.get(hash)) ?? Buffer.alloc(0)));
	expect(new Set(await Promise.all(reads))).toEqual(new Set([true]));
	await Promise.all(puts);
	expect(await readdir(join(files.root, 'partial'))).toEqual([]);
});

test('what cannot be written is an error and leaves nothing behind', async () => {
	await using files = await openFiles();
	await mkdir(files.fileOf(blobName(Buffer.from('original'))), { recursive: true });
	await expect(files.blobs.put(Buffer.from('original'))).rejects.toThrow(StoreError);
	expect(await readdir(join(files.root, 'partial'))).toEqual([]);
});

test('a file that is not as long as what was written is an error at once', async () => {
	await using files = await openFiles();
	const write = async (path: string, bytes: Uint8Array) => {
		await files.medium.write(path, bytes);
		await writeFile(join(files.root, path), 'otherwise');
	};
	const blobs = new DiskBlobs({ ...files.medium, write });
	await expect(blobs.put(Buffer.from('original'))).rejects.toThrow(StoreError);
});

test('half-written files of a process that died go an hour later', async () => {
	await using folder = await temporaryFolder();
	const partial = join(folder.path, 'partial');
	const clock = fakeClock();
	const hourAgo = clock.now() - 3_600_000;
	await mkdir(partial);
	for (const [name, mtimeMs] of Object.entries({ dead: hourAgo - 1000, alive: hourAgo + 1000 })) {
		await writeFile(join(partial, name), 'half');
		await utimes(join(partial, name), mtimeMs / 1000, mtimeMs / 1000);
	}
	await openBlobFiles(folder.path, clock);
	expect(await readdir(partial)).toEqual(['alive']);
});

test.runIf(existsSync('/proc/self/fd'))(
	'a blob is put only when its name and its new folder are on the disk too',
	async () => {
		await using files = await openFiles();
		const bytes = Buffer.from('original');
		const folder = dirname(files.fileOf(blobName(bytes)));
		// Side by side, so in any order.
		const foldersOf = (flushed: readonly string[]) => new Set(flushed.filter((path) => !path.includes('/partial/')));
		const put = () => files.blobs.put(bytes);
		expect(foldersOf(await flushedBy(put))).toEqual(new Set([folder, files.root]));
		expect(foldersOf(await flushedBy(put))).toEqual(new Set([folder]));
	},
);

test.runIf(existsSync('/dev/full'))('on a full disk a blob is refused for want of room', async () => {
	await using files = await openFiles();
	const blobs = new DiskBlobs({ ...files.medium, write: (_, bytes) => writeFile('/dev/full', bytes) });
	await expect(blobs.put(Buffer.from('original'))).rejects.toThrow(StoreFullError);
});
