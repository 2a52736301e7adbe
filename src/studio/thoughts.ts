import { z } from 'zod';
import { type Records, StoreError } from './store-ports.ts';

/** How long thoughts can be read after the picture came, in milliseconds. */
export const THOUGHTS_TTL_MS = 30 * 24 * 60 * 60_000;

const thoughtsRecord = z.object({ v: z.literal(1), userId: z.string(), text: z.string() });

/** What models thought, kept for whoever presses the button under the picture. */
export interface Thoughts {
	/** @throws StoreError */
	keep(resultId: string, userId: string, text: string): Promise<void>;
	/** `undefined` when none are kept (any more). @throws StoreError */
	of(resultId: string): Promise<string | undefined>;
	/** Removes what was thought for a person. Reads all that is kept. @throws StoreError */
	forget(userId: string): Promise<void>;
}

export function createThoughts(records: Records): Thoughts {
	const parse = (resultId: string, held: unknown) => {
		const parsed = thoughtsRecord.safeParse(held);
		if (!parsed.success) throw new StoreError(`the thoughts of ${resultId} cannot be read`, { cause: parsed.error });
		return parsed.data;
	};
	return {
		keep: (resultId, userId, text) => records.set(resultId, { v: 1, userId, text }, { ttlMs: THOUGHTS_TTL_MS }),
		async of(resultId) {
			const held = await records.get(resultId);
			return held === undefined ? undefined : parse(resultId, held).text;
		},
		async forget(userId) {
			for await (const [resultId, held] of records.entries())
				if (parse(resultId, held).userId === userId) await records.delete(resultId);
		},
	};
}
