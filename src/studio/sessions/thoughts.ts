import { z } from 'zod';
import { RecordCollection, type RecordStore } from '../record-collection.ts';
import { createPersonalRecords, type Ownership, type PersonIndex } from './person-index.ts';

/** How long thoughts are kept after the picture, in milliseconds. */
const THOUGHTS_TTL_MS = 30 * 24 * 60 * 60_000;

const thoughtsRecord = z.object({ v: z.literal(1), userId: z.string(), text: z.string() });

export type Thoughts = ReturnType<typeof createThoughts>;

/** The thoughts of models, for whoever presses the button under a picture. Every method throws `StoreError`. */
export function createThoughts(store: RecordStore, index: PersonIndex) {
	const records = new RecordCollection(store, { namespace: 'thoughts', kind: 'thoughts', schema: thoughtsRecord });
	const personal = createPersonalRecords({ records, index, kind: 'thoughts', ttlMs: THOUGHTS_TTL_MS });
	return {
		keep: (resultId: string, owner: Ownership, text: string) =>
			personal.keep(resultId, owner, { v: 1, userId: owner.userId, text }),
		/** `undefined` when none are kept (any more). */
		of: async (resultId: string) => (await records.get(resultId))?.text,
		/** Removes a person's thoughts; returns how many there were. */
		forget: personal.forget,
		/** Indexes what versions without the index wrote. Reads everything. */
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
