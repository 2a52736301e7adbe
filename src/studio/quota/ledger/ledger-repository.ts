import { z } from 'zod';
import { readable } from '../../readable-records.ts';
import { type Lease, type Records, type Store, UnreadableError } from '../../store.ts';
import { type AccountRecord, accountRecord, EMPTY_ACCOUNT, use } from './account-record.ts';

/** How long an account of which nothing more is heard is remembered, in milliseconds. */
const ACCOUNT_KEPT_MS = 400 * 24 * 3_600_000;

/** How long a reservation can still be settled, and its id is not taken for a new one, in milliseconds. */
const RESERVATION_KEPT_MS = 62 * 24 * 3_600_000;

const reservationSchema = z.object({
	version: z.literal(1),
	atMs: z.int().nonnegative(),
	/** The pages on which it has a hold, or had one. */
	accounts: z.array(z.object({ key: z.string(), timeZone: z.string() })),
	/** What counts when it ends unsettled, until it is settled: the call may have gone out. */
	due: z.array(use).optional(),
	/** What counts, once that is decided. */
	uses: z.array(use).optional(),
	/** `uses` was decided for want of a settlement, and the first one takes its place; else it is there for good. */
	isEstimate: z.literal(true).optional(),
});
export type Reservation = Readonly<z.infer<typeof reservationSchema>>;

/** What the ledger does with a kind of record. */
export type LedgerRecords = Pick<Records, 'get' | 'set' | 'entries'>;

/** The ledger's records. What is no record of ours is a `StoreError`, and what would be none is not written. */
export class LedgerRepository {
	readonly #pages: LedgerRecords;
	readonly #reservations: LedgerRecords;
	readonly #report: Store['reportUnreadable'];

	constructor(records: (namespace: string) => LedgerRecords, report: Store['reportUnreadable']) {
		this.#pages = records('ledger-accounts');
		this.#reservations = records('ledger-reservations');
		this.#report = report;
	}

	/** An empty page when there is none. @throws StoreError */
	async page(key: string): Promise<AccountRecord> {
		const raw = await this.#pages.get(key);
		return raw === undefined ? EMPTY_ACCOUNT : read(accountRecord, `the account ${key}`, raw);
	}

	/** @throws StoreError */
	async writeAccount(key: string, page: AccountRecord, lease: Lease): Promise<void> {
		await this.#pages.set(key, accountRecord.parse(page), { lease, ttlMs: ACCOUNT_KEPT_MS });
	}

	/** Every page whose key begins with `prefix`; one that is not understood is logged and left out. @throws StoreError */
	pages(prefix = ''): AsyncIterable<readonly [key: string, page: AccountRecord]> {
		return readable(this.#pages.entries(prefix), accountRecord, (key) => this.#report('account', key));
	}

	/** `undefined` when there is none. @throws StoreError */
	async reservation(id: string): Promise<Reservation | undefined> {
		const raw = await this.#reservations.get(id);
		return raw === undefined ? undefined : read(reservationSchema, `the reservation ${id}`, raw);
	}

	/** @throws StoreError */
	async writeReservation(id: string, reservation: Reservation, lease: Lease): Promise<void> {
		const value = reservationSchema.parse(reservation);
		await this.#reservations.set(id, value, { lease, ttlMs: RESERVATION_KEPT_MS });
	}
}

function read<T>(schema: z.ZodType<T>, what: string, raw: unknown): T {
	const parsed = schema.safeParse(raw);
	if (parsed.success) return parsed.data;
	throw new UnreadableError(`The record of ${what} is not one that can be read`, { cause: parsed.error });
}
