import type { Use } from '../../../../src/studio/quota/ledger/account-record.ts';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import type { Account, Limit } from '../../../../src/studio/quota/ledger/limits.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import { watchLocks } from './watched-store.ts';

export const TTL_MS = 600_000;

export const perDay = (most: number): Limit => ({ window: 'day', of: 'images', most });

/** Ann may have `most` pictures a day. */
export const ann = (most: number, timeZone = 'UTC'): Account => ({
	kind: 'user',
	id: 'ann',
	limits: [perDay(most)],
	timeZone,
});

export const bot = (...limits: readonly Limit[]): Account => ({ kind: 'bot', id: 'bot', limits });

/** So many pictures, and what they are expected to cost. */
export const pictures = (images: number) => ({ images, microDollars: images * 67_000 });

/** So many pictures that were made, and what they did cost. */
export const made = (images: number, model = 'flash'): Use[] => [{ model, ...pictures(images) }];

/** A ledger on a store and a clock of its own. */
export function openLedger(startMs?: number) {
	const clock = fakeClock(startMs);
	const store = openMemoryStore({ clock });
	return { ledger: createLedger({ ...watchLocks(store), clock }), store, clock };
}
