import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import type { Clock } from '../clock.ts';
import type { BlobMedium } from './disk-blobs.ts';

/** How long a half-written file is left alone, in milliseconds, because another process may still be writing it. */
const ABANDONED_AFTER_MS = 3_600_000;

/** flydrive's own `put` empties the file first, so a reader, or a crash in the middle, would find half of it. */
class AtomicFiles extends FSDriver {
	readonly #root: string;
	readonly #partial: string;
	readonly #clock: Clock;

	constructor({ root, partial, clock }: { root: string; partial: string; clock: Clock }) {
		super({ location: root, visibility: 'private' });
		this.#root = root;
		this.#partial = partial;
		this.#clock = clock;
	}

	override async put(path: string, contents: string | Uint8Array): Promise<void> {
		const target = join(this.#root, path);
		const partial = join(this.#partial, randomUUID());
		try {
			const made = await mkdir(dirname(target), { recursive: true });
			await writeFile(partial, contents, { flush: true });
			const writtenAt = new Date(this.#clock.now());
			await utimes(partial, writtenAt, writtenAt);
			await rename(partial, target);
			// Without this, a power cut could take the name of the file, or of a new folder.
			await flushFolder(dirname(target));
			if (made !== undefined) await flushFolder(dirname(made));
		} catch (error) {
			await rm(partial, { force: true });
			throw error;
		}
	}
}

/** Flushes the names in a folder to disk, where the system supports that. */
async function flushFolder(folder: string): Promise<void> {
	await using handle = await open(folder);
	await handle.sync().catch((error: unknown) => {
		if (!['EINVAL', 'EPERM'].includes(`${codeOf(error)}`)) throw error;
	});
}

/** Keeps blobs as files below `root`. Each is on disk before it gets its name, and is read back after the write. */
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
	const disk = new Disk(new AtomicFiles({ root, partial, clock }));
	return {
		disk,
		folder: '',
		write: (path, bytes) => disk.put(path, bytes),
		async verify(path, bytes) {
			const kept = await readFile(join(root, path));
			if (!kept.equals(bytes)) throw new Error('the file reads otherwise than it was written');
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
