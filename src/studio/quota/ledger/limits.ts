import type { Window } from '../../../windows.ts';
import { type AccountRecord, type Amount, countIn, grantedIn, surplusIn } from './account-record.ts';
import { periodAt } from './periods.ts';

/** At most so many pictures, micro-dollars or billed calls without a picture in each period of a window. */
export interface Limit {
	readonly window: Window;
	readonly of: keyof Amount;
	readonly most: number;
}

/** Whose use is counted together. */
export interface AccountName {
	readonly kind: 'user' | 'guild' | 'bot';
	/** Any text that tells it from the others of its kind. */
	readonly id: string;
}

/** Where days and hours begin for an account. */
export interface Calendar {
	/** An IANA name. @defaultValue `UTC` */
	readonly timeZone?: string;
}

/** One account that a request draws on, with the limits that hold for it just now. */
export interface Account extends AccountName, Calendar {
	readonly limits: readonly Limit[];
	/** The account that counted for this one too, before: what was spent there is where this one begins. */
	readonly splitFrom?: AccountName;
}

/** How one account stands with one of its limits. */
export interface Standing {
	readonly account: AccountName;
	readonly limit: Limit;
	/** Settled and reserved. */
	readonly used: number;
	/** What may still be used, extra pictures included; never negative. */
	readonly left: number;
	/** When the next period begins and nothing is used, in milliseconds since the epoch. */
	readonly resetsAtMs: number;
}

/** @throws RangeError when there is no such time zone. */
export function standingsOf(
	record: AccountRecord,
	{ kind, id, limits, timeZone = 'UTC' }: Account,
	nowMs: number,
): Standing[] {
	return limits.map((limit) => {
		const { name, endsAtMs } = periodAt(limit.window, nowMs, timeZone);
		const used = countIn(record, limit.window, name)[limit.of] ?? 0;
		const extra = limit.of === 'images' ? grantedIn(record, limit.window, name) : 0;
		return {
			account: { kind, id },
			limit,
			used,
			left: Math.max(0, limit.most + extra - used),
			resetsAtMs: endsAtMs,
		};
	});
}

/** What a call is expected to use. */
export interface Estimate extends Amount {
	/** What it may come to at most, where that is more. */
	readonly most?: Partial<Amount>;
}

/**
 * The limit that keeps the estimate out; of several the one that comes back last, because waiting for another would
 * be in vain. `undefined` when there is room. Of what it may use at all, something has to be left.
 */
export function findBlockingLimit(
	standings: readonly Standing[],
	{ most = {}, ...estimate }: Estimate,
): Standing | undefined {
	const needed = (of: Limit['of']) => Math.max(estimate[of] ?? 0, Math.min(1, most[of] ?? 0));
	return standings
		.filter(({ limit, left }) => needed(limit.of) > left)
		.toSorted((a, b) => b.resetsAtMs - a.resetsAtMs)[0];
}

/**
 * Whether the estimate has to wait for others: together they might pass a limit if all came to their most. So the
 * calls near a limit run one after the other, and only a single one can pass it.
 */
export const mustWaitForOthers = (
	record: AccountRecord,
	account: Account,
	estimate: Estimate,
	nowMs: number,
): boolean =>
	standingsOf(record, account, nowMs).some(({ limit: { of, window }, left }) => {
		const period = periodAt(window, nowMs, account.timeZone ?? 'UTC').name;
		const surplus = surplusIn(record, window, period)[of] ?? 0;
		const most = Math.max(estimate[of] ?? 0, estimate.most?.[of] ?? 0);
		return surplus > 0 && most > 0 && surplus + most > left;
	});
