import { z } from 'zod';
import { RecordCollection } from '../../record-collection.ts';
import type { Lease, Store } from '../../store.ts';
import { type AccountRecord, accountRecord, EMPTY_ACCOUNT, use } from './account-record.ts';

/** How long an account is kept after its last change, in milliseconds. */
const ACCOUNT_KEPT_MS = 400 * 24 * 3_600_000;

/** How long a reservation can still be settled, and its id is recognised, in milliseconds. */
const RESERVATION_KEPT_MS = 62 * 24 * 3_600_000;

const reservationSchema = z.object({
	version: z.literal(1),
	atMs: z.int().nonnegative(),
	/** The accounts on which it has, or had, a hold. */
	accounts: z.array(z.object({ key: z.string(), timeZone: z.string() })),
	/** What counts if it ends unsettled, because the call may have been sent; a later settlement replaces it. */
	due: z.array(use).optional(),
	/** What counts, once that is decided. */
	uses: z.array(use).optional(),
	/** `uses` is an estimate that the first settlement replaces; without this flag `uses` is final. */
	isEstimate: z.literal(true).optional(),
});
export type Reservation = Readonly<z.infer<typeof reservationSchema>>;

/** What to write. */
export type LedgerChange =
	| { readonly kind: 'account'; readonly key: string; readonly record: AccountRecord }
	| { readonly kind: 'reservation'; readonly key: string; readonly record: Reservation };

/** What the ledger needs of the store. */
export type LedgerStore = Pick<Store, 'records' | 'reportUnreadable' | 'setTogether'>;

/** The ledger's records: accounts and reservations. */
export class LedgerRepository {
	readonly #accounts: RecordCollection<AccountRecord>;
	readonly #reservations: RecordCollection<Reservation>;
	readonly #setTogether: Store['setTogether'];

	constructor(store: LedgerStore) {
		this.#setTogether = store.setTogether;
		this.#accounts = new RecordCollection(store, {
			namespace: 'ledger-accounts',
			kind: 'account',
			schema: accountRecord,
		});
		this.#reservations = new RecordCollection(store, {
			namespace: 'ledger-reservations',
			kind: 'reservation',
			schema: reservationSchema,
		});
	}

	/** An empty record when there is none. @throws StoreError */
	async account(key: string): Promise<AccountRecord> {
		return (await this.#accounts.get(key)) ?? EMPTY_ACCOUNT;
	}

	/** Every account whose key begins with `prefix`, except those that cannot be read. @throws StoreError */
	accounts(prefix = ''): AsyncIterable<readonly [key: string, record: AccountRecord]> {
		return this.#accounts.entries({ prefix });
	}

	/** `undefined` when there is none. @throws StoreError */
	reservation(id: string): Promise<Reservation | undefined> {
		return this.#reservations.get(id);
	}

	/** Writes all of them or none, in one step. @throws LeaseLostError @throws StoreError */
	async write(changes: readonly LedgerChange[], lease: Lease): Promise<void> {
		const writes = changes.map((change) =>
			change.kind === 'account'
				? this.#accounts.toWrite(change.key, change.record, ACCOUNT_KEPT_MS)
				: this.#reservations.toWrite(change.key, change.record, RESERVATION_KEPT_MS),
		);
		await this.#setTogether(writes, lease);
	}
}
