import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Blobs, type Ownership, StoreError } from '../studio/store.ts';
import type { Backend } from './backend.ts';
import { NamespacedRecords } from './records.ts';

/** Blobs, labelled with the ids of all records whose bot has put some there. */
export interface LabelledBlobs extends Blobs {
	/** @throws StoreError */
	readOwners(): Promise<readonly string[]>;
	/** @throws StoreError */
	writeOwners(ids: readonly string[]): Promise<void>;
	/** Resolves when blobs can be read. @throws StoreError */
	ping(): Promise<void>;
}

const identity = z.object({ v: z.literal(1), id: z.uuid() });

/**
 * Checks that records and blobs belong together, by an id that both carry. Without it, records that came back empty, or
 * another bot's, would make every blob look unneeded.
 *
 * The records get their id at their first start, while they're still empty. Whoever puts a blob adds the id of its
 * records to those beside the blobs, unless there are blobs without any id: nobody can tell whose those are.
 */
export class Owners {
	readonly #backend: Backend;
	readonly #records: NamespacedRecords;
	readonly #blobs: LabelledBlobs;
	#signing: Promise<void> | undefined;

	constructor(backend: Backend, blobs: LabelledBlobs) {
		this.#backend = backend;
		this.#records = new NamespacedRecords(backend, 'store');
		this.#blobs = blobs;
	}

	/** Call this before keeping anything: it has to see whether records and blobs are empty. @throws StoreError */
	async introduce(): Promise<void> {
		if ((await this.#id()) === undefined && (await isEmpty(eachOf(this.#backend.scan(''))))) await this.#createId();
		if ((await this.#blobs.readOwners()).length === 0) await this.#sign();
	}

	/** Call this before putting a blob. Signs once. @throws StoreError */
	sign(): Promise<void> {
		this.#signing ??= this.#sign().catch((error: unknown) => {
			this.#signing = undefined;
			throw error;
		});
		return this.#signing;
	}

	/** @throws StoreError */
	async of(named: ReadonlySet<string>): Promise<Ownership> {
		const [id, blobsIds] = [await this.#id(), await this.#blobs.readOwners()];
		const recordsId = id ?? (await this.#createId());
		if (isOnly(blobsIds, recordsId)) return { kind: 'ours' };
		if (id === undefined && blobsIds.length === 0 && (await this.#areMostlyNamed(named))) {
			await this.#blobs.writeOwners([recordsId]);
			return { kind: 'ours' };
		}
		// Another bot may have overwritten our id with its own at the same time; the next put adds it again.
		this.#signing = undefined;
		return { kind: 'not-ours', recordsId, blobsIds };
	}

	/** Whether both carry the same single id. Changes nothing. @throws StoreError */
	async areOurs(): Promise<boolean> {
		const [id, blobsIds] = [await this.#id(), await this.#blobs.readOwners()];
		return id !== undefined && isOnly(blobsIds, id);
	}

	async #sign(): Promise<void> {
		const owners = await this.#blobs.readOwners();
		if (owners.length === 0 && !(await isEmpty(this.#blobs.entries()))) return;
		const id = (await this.#id()) ?? (await this.#createId());
		if (!owners.includes(id)) await this.#blobs.writeOwners([...owners, id]);
	}

	async #id(): Promise<string | undefined> {
		const raw = await this.#records.get('id');
		if (raw === undefined) return undefined;
		const parsed = identity.safeParse(raw);
		if (!parsed.success) throw new StoreError('The id of the records cannot be read', { cause: parsed.error });
		return parsed.data.id;
	}

	/** If several processes create one at once, all get the id of the first. */
	async #createId(): Promise<string> {
		const id = randomUUID();
		return (await this.#records.add('id', { v: 1, id })) ? id : ((await this.#id()) ?? this.#createId());
	}

	async #areMostlyNamed(named: ReadonlySet<string>): Promise<boolean> {
		let balance = 0;
		for await (const { hash } of this.#blobs.entries()) balance += named.has(hash) ? 1 : -1;
		return balance >= 0;
	}
}

const isOnly = (ids: readonly string[], id: string) => ids.length === 1 && ids[0] === id;

async function isEmpty(items: AsyncIterable<unknown>): Promise<boolean> {
	for await (const _ of items) return false;
	return true;
}

async function* eachOf<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
	for await (const page of pages) yield* page;
}
