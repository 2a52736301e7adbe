import { z } from 'zod';
import { RecordCollection, type RecordStore } from '../record-collection.ts';
import { createPersonalRecords, type Ownership, type PersonIndex } from './person-index.ts';

/** How long thoughts are kept after the picture, in milliseconds. */
const THOUGHTS_TTL_MS = 30 * 24 * 60 * 60_000;

const thoughtsRecord = z.object({ v: z.literal(1), userId: z.string(), text: z.string() });

/** The thoughts of models, for whoever presses the button under a picture. Every method throws `StoreError`. */
export interface Thoughts {
	keep(resultId: string, owner: Ownership, text: string): Promise<void>;
	/** `undefined` when none are kept (any more). */
	of(resultId: string): Promise<string | undefined>;
	/** Removes a person's thoughts; returns how many. */
	forget(userId: string): Promise<number>;
	/** Indexes what versions without the index wrote. Reads everything. */
	completeIndex(): Promise<void>;
}

export function createThoughts(store: RecordStore, index: PersonIndex): Thoughts {
	const records = new RecordCollection(store, { namespace: 'thoughts', kind: 'thoughts', schema: thoughtsRecord });
	const personal = createPersonalRecords({ records, index, kind: 'thoughts', ttlMs: THOUGHTS_TTL_MS });
	return {
		keep: (resultId, owner, text) => personal.keep(resultId, owner, { v: 1, userId: owner.userId, text }),
		of: async (resultId) => (await records.get(resultId))?.text,
		forget: (userId) => personal.forget(userId),
		async completeIndex() {
			const isMissing = await index.readMissing();
			for await (const [id, { userId }] of records.entries()) {
				const entry = { kind: 'thoughts', id } as const;
				if (!isMissing(userId, entry)) continue;
				await index.add(userId, entry, THOUGHTS_TTL_MS);
				// They may have been forgotten since they were listed.
				if ((await records.get(id)) === undefined) await index.remove(userId, entry);
			}
		},
	};
}
