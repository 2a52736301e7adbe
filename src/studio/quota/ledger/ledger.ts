import type { Amount, Spending, Use } from './account-record.ts';
import type { Account, AccountName, Calendar, Estimate, Standing } from './limits.ts';

/** `busy`: there is room, but calls in flight may come to need it; ask again when one of them is settled. */
export type Reserved =
	| { readonly kind: 'reserved' }
	| { readonly kind: 'busy' }
	| ({ readonly kind: 'refused' } & Standing);

/** What to hold room for. */
export interface Wanted extends Estimate {
	/** What counts if the reservation ends neither settled nor refunded, because the call may have been sent. */
	readonly due?: readonly Use[];
}

/** The arguments of {@link Ledger.reserve}. */
export interface ReservationRequest {
	readonly id: string;
	readonly accounts: readonly Account[];
	readonly wanted: Wanted;
	readonly ttlMs: number;
}

/** How far several reservations came. */
export interface ReservedInOrder {
	/** How many are `reserved`. */
	readonly made: number;
	/** The answer to the first that is not; `reserved` when all are. */
	readonly last: Reserved;
}

/** What an account actually used, by model, without reservations. */
export interface UsageHistory {
	readonly today: readonly Use[];
	readonly thisMonth: readonly Use[];
	/** The latest 40 days with use, oldest first; the period is the date. */
	readonly days: readonly Spending[];
	/** The latest 13 months with use. */
	readonly months: readonly Spending[];
}

/**
 * Counts what everybody used and decides whether there is room for more.
 *
 * Every method throws `StoreError` when the store fails and `RangeError` when a time zone does not exist. A call that
 * was interrupted, by an error or by the end of the process, can be repeated with the same id and is then completed;
 * otherwise its reservation expires. A picture counts in the minute, hour, day and month in which it was reserved,
 * however late it is settled.
 */
export interface Ledger {
	/**
	 * Holds room for the estimate on all accounts, or on none.
	 *
	 * Repeated with the same id, it returns `reserved` and holds nothing twice while the reservation is held everywhere
	 * or once it was settled. After a refund, an expiry, a refusal or an error it is decided again. After an error,
	 * `refund` releases what may be held.
	 *
	 * @param accounts each at most once.
	 * @param ttlMs how long until it expires, in milliseconds: longer than the work may take, and at most 31 days. An
	 * expired reservation releases its room; with something due, it keeps it until a sweep books what is due.
	 * @throws ZodError when an amount is not a whole number from 0; nothing is held.
	 */
	reserve(id: string, accounts: readonly Account[], wanted: Wanted, ttlMs: number): Promise<Reserved>;
	/** Reserves one after the other, in one write, up to the first that is not `reserved`. @throws likewise */
	reserveInOrder(requests: readonly ReservationRequest[]): Promise<ReservedInOrder>;
	/**
	 * Holds exactly this amount instead of the estimate, so that nobody waits for what the call might still use. Does
	 * nothing where nothing is held.
	 */
	adjust(id: string, amount: Amount): Promise<void>;
	/**
	 * Replaces the estimate with what was actually used, once; later calls change nothing. What was booked as due because
	 * the reservation ended unsettled counts as an estimate.
	 *
	 * It counts even after a refund or an expiry, because the money is spent. Only this, or using more than was
	 * estimated, can put an account above its limit.
	 *
	 * @throws Error when no reservation with this id was made in the last 62 days.
	 * @throws ZodError when an amount is not a whole number from 0; nothing is counted.
	 */
	settle(id: string, uses: readonly Use[]): Promise<void>;
	/**
	 * Releases the held room, and what was booked as due: the caller knows that nothing was used. Does nothing if the
	 * reservation is settled or unknown.
	 */
	refund(id: string): Promise<void>;
	/** Every limit of every account, in the given order. */
	standing(accounts: readonly Account[]): Promise<readonly Standing[]>;
	/** Raises an account's picture limits for today and this month by so many. The same id again changes nothing. */
	grant(id: string, account: AccountName & Calendar, images: number): Promise<void>;
	/** Empty for an unknown account. */
	history(account: AccountName & Calendar): Promise<UsageHistory>;
	/** The histories of all accounts of a kind whose id begins with `idPrefix`, by id. */
	histories(kind: AccountName['kind'], idPrefix: string, place: Calendar): Promise<ReadonlyMap<string, UsageHistory>>;
	/**
	 * Ends expired reservations: finishes interrupted settlements, books what is due, and releases the rest. Must run at
	 * least once a month. Returns how many had expired.
	 */
	sweep(): Promise<number>;
	/** Ends the reservations of dead processes in the same way, at once. Returns how many there were. */
	reclaim(ownerIds: ReadonlySet<string>): Promise<number>;
}
