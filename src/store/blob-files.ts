import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import type { Clock } from '../clock.ts';
import { flushToDisk } from '../flush-to-disk.ts';
import type { BlobMedium } from './disk-blobs.ts';

/** How long a half-written file is left alone, in milliseconds, because another process may still be writing it. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Keeps blobs as files below `root`. Each is on disk before it gets its name. */
export async function openBlobFiles(root: string, clock: Clock): Promise<BlobMedium> {
	const partial = join(root, 'partial');
	await mkdir(partial, { recursive: true });
	for (const name of await readdir(partial)) {
		// Another process may have finished it since the listing.
		const found = await stat(join(partial, name)).catch((error: unknown) => {
			if (codeOf(error) !== 'ENOENT') throw error;
		});
		if (found && found.mtimeMs + ABANDONED_AFTER_MS < clock.now()) await rm(join(partial, name), { force: true });
	}
	return {
		disk: new Disk(new FSDriver({ location: root, visibility: 'private' })),
		folder: '',
		// flydrive's own `put` empties the file first, so a reader, or a crash in the middle, would find half of it.
		async write(path, bytes) {
			const target = join(root, path);
			const draft = join(partial, randomUUID());
			try {
				const made = await mkdir(dirname(target), { recursive: true });
				await writeFile(draft, bytes, { flush: true });
				const writtenAt = new Date(clock.now());
				await utimes(draft, writtenAt, writtenAt);
				await rename(draft, target);
				// Without this, a power cut could take the name of the file, or of a new folder.
				const changed = [dirname(target), ...(made === undefined ? [] : [dirname(made)])];
				await Promise.all(changed.map(flushToDisk));
			} catch (error) {
				await rm(draft, { force: true });
				throw error;
			}
		},
		async verify(path, bytes) {
			// Reading it back would ask the system's memory, not the disk.
			const { size } = await stat(join(root, path));
			if (size !== bytes.byteLength) throw new Error(`${size} of ${bytes.byteLength} bytes were written`);
		},
		saysAbsent: (error) => codeOf(error) === 'ENOENT',
		assertPresent: () => access(partial),
		bounded: (work) => work(),
	};
}

/** flydrive wraps file system errors, except those from a stream. */
function codeOf(error: unknown): unknown {
	if (!(error instanceof Error)) return undefined;
	if (error.cause instanceof Error) return codeOf(error.cause);
	return 'code' in error ? error.code : undefined;
}
