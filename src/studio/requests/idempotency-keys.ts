import type { Records } from '../store.ts';

/** How long an event is remembered, in milliseconds: far longer than Discord repeats one. */
const CLAIM_TTL_MS = 24 * 60 * 60_000;

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>;

/** Makes sure that each Discord event is handled once, however often it is delivered and to whichever process. */
export const createIdempotencyKeys = (records: Records) => ({
	/** Whether the caller is the first to claim it. @throws StoreError */
	claim: (eventId: string) => records.add(eventId, { v: 1 }, { ttlMs: CLAIM_TTL_MS, durability: 'soon' }),
});
