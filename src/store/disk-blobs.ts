import { buffer } from 'node:stream/consumers';
import type { Disk } from 'flydrive';
import { assertBlobName, blobName, isBlobName } from '../studio/blob-name.ts';
import { BlobCorruptError, type Blobs } from '../studio/store-ports.ts';
import { asStoreError, orStoreError } from './failures.ts';

/** Where blobs are kept: flydrive's disk, and what it does not say of the medium below. */
export interface BlobMedium {
	readonly disk: Disk;
	/** Writes a file so that readers see all of it or none. */
	write(path: string, bytes: Uint8Array): Promise<void>;
	/** @throws Error when what was just written is not what is kept. */
	verify(path: string, bytes: Uint8Array): Promise<void>;
	/** Whether `error` says that there is no such file. */
	saysAbsent(error: unknown): boolean;
	/** @throws Error when the medium is not there at all, so that a lost one does not pass for an empty one. */
	assertPresent(): Promise<void>;
	/** Does `work`, and waits for it no longer than the medium allows. */
	bounded<T>(work: () => Promise<T>): Promise<T>;
}

/** In folders by the first two digits, because some file systems are slow with a hundred thousand files in one. */
function pathOf(hash: string): string {
	assertBlobName(hash);
	return `${hash.slice(0, 2)}/${hash}`;
}

/** Blobs as files, or as the objects of a service that lists like a folder. */
export class DiskBlobs implements Blobs {
	readonly #medium: BlobMedium;

	constructor(medium: BlobMedium) {
		this.#medium = medium;
	}

	async put(bytes: Uint8Array): Promise<string> {
		const hash = blobName(bytes);
		const path = pathOf(hash);
		await this.#ask(`write the blob ${hash}`, () => this.#medium.write(path, bytes));
		await this.#ask(`keep the blob ${hash}`, () => this.#medium.verify(path, bytes));
		return hash;
	}

	async get(hash: string): Promise<Uint8Array | undefined> {
		const path = pathOf(hash);
		// Not flydrive's `getBytes`, which answers an empty file with 64 KiB of zeros.
		const bytes = await this.#ask(`read the blob ${hash}`, () =>
			this.#unlessAbsent(async () => buffer(await this.#medium.disk.getStream(path))),
		);
		if (bytes !== undefined && blobName(bytes) !== hash)
			throw new BlobCorruptError(`The bytes of the blob ${hash} have changed`);
		return bytes;
	}

	async has(hash: string): Promise<boolean> {
		const path = pathOf(hash);
		const metaData = await this.#ask(`look for the blob ${hash}`, () =>
			this.#unlessAbsent(() => this.#medium.disk.getMetaData(path)),
		);
		return metaData !== undefined;
	}

	async delete(hash: string): Promise<void> {
		const path = pathOf(hash);
		await this.#ask(`delete the blob ${hash}`, () => this.#medium.disk.delete(path));
	}

	async *entries(): AsyncGenerator<{ readonly hash: string; readonly writtenAtMs: number }> {
		try {
			await this.#medium.bounded(() => this.#medium.assertPresent());
			for (let page = await this.#page(); ; page = await this.#page(page.paginationToken)) {
				for (const file of page.objects) {
					if (!file.isFile || !isBlobName(file.name)) continue;
					const metaData = await this.#unlessAbsent(() => this.#medium.bounded(() => file.getMetaData()));
					if (metaData !== undefined) yield { hash: file.name, writtenAtMs: metaData.lastModified.getTime() };
				}
				if (page.paginationToken === undefined) return;
			}
		} catch (error) {
			throw asStoreError('list the blobs', error);
		}
	}

	#page(paginationToken?: string) {
		const options = paginationToken === undefined ? { recursive: true } : { recursive: true, paginationToken };
		return this.#medium.bounded(() => this.#medium.disk.listAll('/', options));
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
