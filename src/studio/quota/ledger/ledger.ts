import type { Amount, Spending, Use } from './account-record.ts';
import type { Account, AccountName, Calendar, Estimate, Standing } from './limits.ts';

/** `busy`: there is room, but others may come to need it; to be asked again when one of them is settled. */
export type Reserved =
	| { readonly kind: 'reserved' }
	| { readonly kind: 'busy' }
	| ({ readonly kind: 'refused' } & Standing);

/** What room is held for. */
export interface Wanted extends Estimate {
	/** What counts for as long as it is neither settled nor refunded, once it has ended: the call may have gone out. */
	readonly due?: readonly Use[];
}

/** What an account really used, by model; reservations are not in it. */
export interface UsageHistory {
	readonly today: readonly Use[];
	readonly thisMonth: readonly Use[];
	/** The latest 40 days with any use, oldest first; the period is the date. */
	readonly days: readonly Spending[];
	/** The latest 13 such months. */
	readonly months: readonly Spending[];
}

/**
 * Who used how much, and who may still use how much.
 *
 * Every method throws `StoreError` when the store cannot say or cannot write, and `RangeError` when there is no such
 * time zone. A call that was cut short, by an error or by the end of the process, may be made again with the same id
 * and is then completed; if it is not, its reservation expires. A picture counts in the minute, hour, day and month in
 * which it was reserved, however late it is settled.
 */
export interface Ledger {
	/**
	 * Holds room for the estimate on all accounts, or on none.
	 *
	 * The same id again, while it is held everywhere or once something was booked for it, is `reserved` and holds nothing
	 * twice. After a refund, an expiry, a refusal or an error it is looked at anew. After an error `refund` gives back what may
	 * be held.
	 *
	 * @param accounts each at most once.
	 * @param ttlMs after how many milliseconds it expires: longer than the work may take, and at most 31 days. What
	 * expires gives its room back; with something due it keeps it until a sweep puts that in its place.
	 * @throws ZodError when an amount is not a whole number from 0; nothing is held.
	 */
	reserve(id: string, accounts: readonly Account[], wanted: Wanted, ttlMs: number): Promise<Reserved>;
	/**
	 * Holds so much instead of the estimate, and nothing beyond it, so that nobody has to wait for what it may come to.
	 * Where it is not held, nothing changes.
	 */
	adjust(id: string, amount: Amount): Promise<void>;
	/**
	 * Puts what was really used in the place of the estimate, once: what is said later changes nothing. What was booked as
	 * due because the reservation had ended without a word is an estimate too.
	 *
	 * It counts even after a refund or an expiry, because the money is spent; only so, and by using more than was
	 * estimated, does an account come to stand above its limit.
	 *
	 * @throws Error when no reservation of this id was made in the last 62 days.
	 * @throws ZodError when an amount is not a whole number from 0; nothing is counted.
	 */
	settle(id: string, uses: readonly Use[]): Promise<void>;
	/**
	 * Gives the held room back, and what was booked as due: whoever asks for it knows that nothing was used. What is
	 * settled, or was never reserved, stays as it is.
	 */
	refund(id: string): Promise<void>;
	/** Every limit of every account, in the order given. */
	standing(accounts: readonly Account[]): Promise<readonly Standing[]>;
	/**
	 * Raises an account's limits of pictures for today by so many, and those for this month with them. The same id again
	 * changes nothing.
	 */
	grant(id: string, account: AccountName & Calendar, images: number): Promise<void>;
	/** Empty for an account that was never heard of. */
	history(account: AccountName & Calendar): Promise<UsageHistory>;
	/** The histories of all accounts of a kind whose id begins with `idPrefix`, by id. */
	histories(kind: AccountName['kind'], idPrefix: string, place: Calendar): Promise<ReadonlyMap<string, UsageHistory>>;
	/**
	 * Ends reservations that have expired: settles those whose settling was cut short, puts what is due in the place of
	 * the others, and gives back the rest. To be called at least once a month. Returns how many had expired.
	 */
	sweep(): Promise<number>;
	/** Ends in the same way, at once, what these processes hold, which have died. Returns how many reservations. */
	reclaim(ownerIds: ReadonlySet<string>): Promise<number>;
}
