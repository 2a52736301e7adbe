import { z } from 'zod';
import { attachment } from './request.ts';
import { type Records, StoreError } from './store-ports.ts';

/** How long a form may stay open before what it was about is forgotten, in milliseconds. */
const PICK_TTL_MS = 24 * 60 * 60_000;

const pick = z.object({
	v: z.literal(1),
	messageId: z.string(),
	/** The pictures of the message, in order. */
	pictures: z.array(attachment).min(1),
});
export type Pick = Omit<z.infer<typeof pick>, 'v'>;

/** Messages whose pictures somebody is about to edit, from the opening of a form until it comes back. */
export interface Picks {
	/** @throws StoreError */
	keep(id: string, picked: Pick): Promise<void>;
	/** `undefined` when it is no longer kept. @throws StoreError */
	of(id: string): Promise<Pick | undefined>;
}

export function createPicks(records: Records): Picks {
	return {
		keep: (id, picked) => records.set(id, { v: 1, ...picked }, { ttlMs: PICK_TTL_MS }),
		async of(id) {
			const held = await records.get(id);
			if (held === undefined) return undefined;
			const parsed = pick.safeParse(held);
			if (!parsed.success) throw new StoreError(`what was picked in ${id} cannot be read`, { cause: parsed.error });
			return parsed.data;
		},
	};
}
