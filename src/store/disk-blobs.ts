import { buffer } from 'node:stream/consumers';
import type { Disk } from 'flydrive';
import { assertBlobName, blobName, isBlobName } from '../studio/sessions/blob-name.ts';
import { BlobCorruptError } from '../studio/store.ts';
import { asStoreError, orStoreError } from './failures.ts';
import type { LabelledBlobs } from './ownership.ts';

/** Where blobs are kept: flydrive's disk, plus what it doesn't offer itself. */
export interface BlobMedium {
	readonly disk: Disk;
	/** Where on the disk everything is: empty, or a path that ends with a slash. Nothing outside it is touched. */
	readonly folder: string;
	/** Writes a file so that readers see all of it or nothing. */
	write(path: string, bytes: Uint8Array): Promise<void>;
	/** @throws Error when what is stored is not as long as what was just written. */
	verify(path: string, bytes: Uint8Array): Promise<void>;
	/** Whether `error` means that there is no such file. */
	saysAbsent(error: unknown): boolean;
	/** @throws Error when the whole medium is missing, so that nobody mistakes it for an empty one. */
	assertPresent(): Promise<void>;
	/** Runs `work`, and waits for it no longer than the medium allows. */
	bounded<T>(work: () => Promise<T>): Promise<T>;
}

/** The ids of the records that use the blobs, one per line, so that people can read and fix it. */
const OWNERS_FILE = 'store-ids';

/** Blobs as files, or as objects of a service that lists like a folder. */
export class DiskBlobs implements LabelledBlobs {
	readonly #medium: BlobMedium;

	constructor(medium: BlobMedium) {
		this.#medium = medium;
	}

	async put(bytes: Uint8Array): Promise<string> {
		const hash = blobName(bytes);
		const path = this.#pathOf(hash);
		await this.#ask(`write the blob ${hash}`, () => this.#medium.write(path, bytes));
		await this.#ask(`keep the blob ${hash}`, () => this.#medium.verify(path, bytes));
		return hash;
	}

	async get(hash: string): Promise<Uint8Array | undefined> {
		const path = this.#pathOf(hash);
		// Not flydrive's `getBytes`, which returns 64 KiB of zeros for an empty file.
		const bytes = await this.#ask(`read the blob ${hash}`, () => this.#read(path));
		if (bytes !== undefined && blobName(bytes) !== hash)
			throw new BlobCorruptError(`The bytes of the blob ${hash} have changed`);
		return bytes;
	}

	async has(hash: string): Promise<boolean> {
		const path = this.#pathOf(hash);
		const metaData = await this.#ask(`look for the blob ${hash}`, () =>
			this.#unlessAbsent(() => this.#medium.disk.getMetaData(path)),
		);
		return metaData !== undefined;
	}

	async delete(hash: string): Promise<void> {
		const path = this.#pathOf(hash);
		await this.#ask(`delete the blob ${hash}`, () => this.#medium.disk.delete(path));
	}

	async *entries(): AsyncGenerator<{ readonly hash: string; readonly writtenAtMs: number }> {
		try {
			await this.#medium.bounded(() => this.#medium.assertPresent());
			for (let page = await this.#page(); ; page = await this.#page(page.paginationToken)) {
				for (const file of page.objects) {
					// Other programs may use the same names elsewhere in the bucket.
					if (!file.isFile || !isBlobName(file.name) || file.key !== this.#pathOf(file.name)) continue;
					const metaData = await this.#unlessAbsent(() => this.#medium.bounded(() => file.getMetaData()));
					if (metaData !== undefined) yield { hash: file.name, writtenAtMs: metaData.lastModified.getTime() };
				}
				if (page.paginationToken === undefined) return;
			}
		} catch (error) {
			throw asStoreError('list the blobs', error);
		}
	}

	async readOwners(): Promise<readonly string[]> {
		const bytes = await this.#ask('read whose the blobs are', () => this.#read(this.#ownersPath));
		return bytes === undefined ? [] : bytes.toString().split(/\s+/).filter(Boolean);
	}

	async writeOwners(ids: readonly string[]): Promise<void> {
		const bytes = Buffer.from(ids.map((id) => `${id}\n`).join(''));
		await this.#ask('write whose the blobs are', async () => {
			await this.#medium.write(this.#ownersPath, bytes);
			await this.#medium.verify(this.#ownersPath, bytes);
		});
	}

	async ping(): Promise<void> {
		const { disk } = this.#medium;
		await this.#ask('answer', () => this.#unlessAbsent(() => disk.getMetaData(this.#ownersPath)));
	}

	get #ownersPath(): string {
		return `${this.#medium.folder}${OWNERS_FILE}`;
	}

	/** In folders by the first two digits, because some file systems are slow with 100,000 files in one folder. */
	#pathOf(hash: string): string {
		assertBlobName(hash);
		return `${this.#medium.folder}${hash.slice(0, 2)}/${hash}`;
	}

	#page(paginationToken?: string) {
		const { disk, folder, bounded } = this.#medium;
		const options = paginationToken === undefined ? { recursive: true } : { recursive: true, paginationToken };
		// Not through `disk`, which strips the slash at the end, so that `a/` would list `ab/` too.
		return bounded(() => disk.driver.listAll(folder || '/', options));
	}

	#read(path: string): Promise<Buffer | undefined> {
		return this.#unlessAbsent(async () => buffer(await this.#medium.disk.getStream(path)));
	}

	#ask<T>(what: string, work: () => Promise<T>): Promise<T> {
		return orStoreError(what, () => this.#medium.bounded(work));
	}

	async #unlessAbsent<T>(look: () => Promise<T>): Promise<T | undefined> {
		try {
			return await look();
		} catch (error) {
			if (!this.#medium.saysAbsent(error)) throw error;
			await this.#medium.assertPresent();
			return undefined;
		}
	}
}
