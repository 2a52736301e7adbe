import { z } from 'zod';
import { type Records, StoreError } from './store-ports.ts';

/** How long thoughts can be read after the picture came, in milliseconds. */
export const THOUGHTS_TTL_MS = 30 * 24 * 60 * 60_000;

const thoughtsRecord = z.object({ v: z.literal(1), text: z.string() });

/** What models thought, kept for whoever presses the button under the picture. */
export interface Thoughts {
	/** @throws StoreError */
	keep(resultId: string, text: string): Promise<void>;
	/** `undefined` when none are kept (any more). @throws StoreError */
	of(resultId: string): Promise<string | undefined>;
}

export function createThoughts(records: Records): Thoughts {
	return {
		keep: (resultId, text) => records.set(resultId, { v: 1, text }, { ttlMs: THOUGHTS_TTL_MS }),
		async of(resultId) {
			const held = await records.get(resultId);
			if (held === undefined) return undefined;
			const parsed = thoughtsRecord.safeParse(held);
			if (!parsed.success) throw new StoreError(`the thoughts of ${resultId} cannot be read`, { cause: parsed.error });
			return parsed.data.text;
		},
	};
}
