import { z } from 'zod';
import { attachment } from '../requests/request.ts';
import { type Records, UnreadableError } from '../store.ts';
import { createPersonalRecords, type Ownership, type PersonIndex } from './person-index.ts';

/** How long a form may stay open before what it was about is forgotten, in milliseconds. */
const PICK_TTL_MS = 24 * 60 * 60_000;

const pick = z.object({
	v: z.literal(1),
	messageId: z.string(),
	/** The pictures of the message, in order. */
	pictures: z.array(attachment).min(1),
});
export type Pick = Omit<z.infer<typeof pick>, 'v'>;

/**
 * Messages whose pictures somebody is about to edit, from the opening of a form until it comes back. Every method
 * throws `StoreError`.
 */
export interface EditDrafts {
	keep(id: string, owner: Ownership, picked: Pick): Promise<void>;
	/** `undefined` when it is no longer kept. */
	of(id: string): Promise<Pick | undefined>;
	/** Removes what a person picked; how many there were. */
	forget(userId: string): Promise<number>;
}

export function createEditDrafts(records: Records, index: PersonIndex): EditDrafts {
	const personal = createPersonalRecords({ records, index, kind: 'pick', ttlMs: PICK_TTL_MS });
	return {
		keep: (id, owner, picked) => personal.keep(id, owner, { v: 1, ...picked }),
		forget: (userId) => personal.forget(userId),
		async of(id) {
			const held = await records.get(id);
			if (held === undefined) return undefined;
			const parsed = pick.safeParse(held);
			if (!parsed.success)
				throw new UnreadableError(`what was picked in ${id} cannot be read`, { cause: parsed.error });
			return parsed.data;
		},
	};
}
