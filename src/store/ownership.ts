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

export type Owners = ReturnType<typeof createOwners>;

/**
 * Checks that records and blobs belong together, by an id that both carry. Without it, records that came back empty, or
 * another bot's, would make every blob look unneeded.
 *
 * The records get their id at their first start, while they're still empty. Whoever puts a blob adds the id of its
 * records to those beside the blobs, unless there are blobs without any id: nobody can tell whose those are.
 */
export function createOwners(backend: Backend, blobs: LabelledBlobs) {
	const records = new NamespacedRecords(backend, 'store');
	let signing: Promise<void> | undefined;

	async function signNow(): Promise<void> {
		const owners = await blobs.readOwners();
		if (owners.length === 0 && !(await isEmpty(blobs.entries()))) return;
		const id = (await idOfRecords()) ?? (await createId());
		if (!owners.includes(id)) await blobs.writeOwners([...owners, id]);
	}

	async function idOfRecords(): Promise<string | undefined> {
		const parsed = identity.optional().safeParse(await records.get('id'));
		if (!parsed.success) throw new StoreError('The id of the records cannot be read', { cause: parsed.error });
		return parsed.data?.id;
	}

	/** If several processes create one at once, all get the id of the first. */
	async function createId(): Promise<string> {
		const id = randomUUID();
		return (await records.add('id', { v: 1, id })) ? id : ((await idOfRecords()) ?? createId());
	}

	async function areMostlyNamed(named: ReadonlySet<string>): Promise<boolean> {
		let balance = 0;
		for await (const { hash } of blobs.entries()) balance += named.has(hash) ? 1 : -1;
		return balance >= 0;
	}

	return {
		/** Call this before keeping anything: it has to see whether records and blobs are empty. @throws StoreError */
		async introduce(): Promise<void> {
			if ((await idOfRecords()) === undefined && (await isEmpty(eachOf(backend.scan(''))))) await createId();
			if ((await blobs.readOwners()).length === 0) await signNow();
		},
		/** Call this before putting a blob. Signs once. @throws StoreError */
		sign(): Promise<void> {
			signing ??= signNow().catch((error: unknown) => {
				signing = undefined;
				throw error;
			});
			return signing;
		},
		/** @throws StoreError */
		async of(named: ReadonlySet<string>): Promise<Ownership> {
			const [id, blobsIds] = [await idOfRecords(), await blobs.readOwners()];
			const recordsId = id ?? (await createId());
			if (isOnly(blobsIds, recordsId)) return { kind: 'ours' };
			if (id === undefined && blobsIds.length === 0 && (await areMostlyNamed(named))) {
				await blobs.writeOwners([recordsId]);
				return { kind: 'ours' };
			}
			// Another bot may have overwritten our id with its own at the same time; the next put adds it again.
			signing = undefined;
			return { kind: 'not-ours', recordsId, blobsIds };
		},
		/** Whether both carry the same single id. Changes nothing. @throws StoreError */
		async areOurs(): Promise<boolean> {
			const [id, blobsIds] = [await idOfRecords(), await blobs.readOwners()];
			return id !== undefined && isOnly(blobsIds, id);
		},
	};
}

const isOnly = (ids: readonly string[], id: string) => ids.length === 1 && ids[0] === id;

async function isEmpty(items: AsyncIterable<unknown>): Promise<boolean> {
	for await (const _ of items) return false;
	return true;
}

async function* eachOf<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
	for await (const page of pages) yield* page;
}
