import { z } from 'zod';
import { RecordCollection, type RecordStore } from '../record-collection.ts';
import { attachment } from '../requests/request.ts';
import { createPersonalRecords, type Ownership, type PersonIndex } from './person-index.ts';

/** How long a form may stay open before its draft is dropped, in milliseconds. */
const DRAFT_TTL_MS = 24 * 60 * 60_000;

const editDraft = z.object({
	v: z.literal(1),
	messageId: z.string(),
	/** The pictures of the message, in order. */
	pictures: z.array(attachment).min(1),
});
export type EditDraft = Omit<z.infer<typeof editDraft>, 'v'>;
export type EditDrafts = ReturnType<typeof createEditDrafts>;

/**
 * The messages whose pictures people are about to edit, kept from the moment a form opens until it is submitted. Every
 * method throws `StoreError`.
 */
export function createEditDrafts(store: RecordStore, index: PersonIndex) {
	const records = new RecordCollection(store, { namespace: 'picks', kind: 'edit draft', schema: editDraft });
	const personal = createPersonalRecords({ records, index, kind: 'pick', ttlMs: DRAFT_TTL_MS });
	return {
		keep: (id: string, owner: Ownership, draft: EditDraft) => personal.keep(id, owner, { v: 1, ...draft }),
		/** `undefined` when it is no longer kept. */
		of: (id: string): Promise<EditDraft | undefined> => records.get(id),
		/** Removes a person's drafts; returns how many there were. */
		forget: personal.forget,
	};
}
