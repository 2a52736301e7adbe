import { randomUUID } from 'node:crypto';
import type { PickedFile } from '../../test/simulator/discord/actors/upload.ts';

/** How many files wait at most to be used; the oldest goes first. */
const MOST_WAITING = 40;

/** Files that a page has sent and that somebody is about to use. */
export class Uploads {
	readonly #files = new Map<string, PickedFile>();

	/** Returns the id by which the file is then named. */
	add(file: PickedFile): string {
		const id = randomUUID();
		this.#files.set(id, file);
		const [oldest] = this.#files.keys();
		if (this.#files.size > MOST_WAITING && oldest !== undefined) this.#files.delete(oldest);
		return id;
	}

	/** @throws Error when there is none. */
	get(id: string): PickedFile {
		const file = this.#files.get(id);
		if (file === undefined) throw new Error('This file is no longer there. Attach it again.');
		return file;
	}
}
