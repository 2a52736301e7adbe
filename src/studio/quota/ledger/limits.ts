import type { Window } from '../../../quota-windows.ts';
import { type AccountRecord, type Amount, countIn, grantedIn, surplusIn } from './account-record.ts';
import { periodAt } from './periods.ts';

/** The most pictures, micro-dollars or billed calls without a picture in each period of a window. */
export interface Limit {
	readonly window: Window;
	readonly of: keyof Amount;
	readonly most: number;
}

/** Whose use is counted together. */
export interface AccountName {
	readonly kind: 'user' | 'guild' | 'bot';
	/** Unique among the accounts of its kind. */
	readonly id: string;
}

/** The key of an account's record. */
export const keyOf = ({ kind, id }: AccountName) => `${kind}:${id}`;

/** Where the days and hours of an account begin. */
export interface Calendar {
	/** IANA name. @defaultValue `UTC` */
	readonly timeZone?: string;
}

/** An account that a request draws on, with its current limits. */
export interface Account extends AccountName, Calendar {
	readonly limits: readonly Limit[];
	/** The account that used to count for this one too; a new record starts with what was spent there. */
	readonly splitFrom?: AccountName;
}

/** How an account stands with one of its limits. */
export interface Standing {
	readonly account: AccountName;
	readonly limit: Limit;
	/** Settled and reserved. */
	readonly used: number;
	/** What may still be used, grants included; never negative. */
	readonly left: number;
	/** When the next period begins, in milliseconds since the epoch. */
	readonly resetsAtMs: number;
}

/** @throws RangeError when the time zone does not exist. */
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
	/** The most it may turn out to use, where that is more. */
	readonly most?: Partial<Amount>;
}

/**
 * The limit that leaves no room for the estimate; of several, the one that resets last, because waiting for another
 * would not help. `undefined` when there is room. Where the call may use something at all, at least 1 must be left.
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
 * Whether the call must wait for others, because together they could pass a limit if each used its maximum. So calls
 * near a limit run one at a time, and at most one can pass it.
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
