import { type Amount, countIn, grantedIn, type Page } from './page.ts';
import { periodAt, type Window } from './windows.ts';

/** At most so many pictures, or micro-dollars, in each period of a window. */
export interface Limit {
	readonly window: Window;
	readonly of: 'images' | 'microDollars';
	readonly most: number;
}

/** Whose use is counted together. */
export interface AccountName {
	readonly kind: 'user' | 'role' | 'guild' | 'bot';
	/** Any text that tells it from the others of its kind. */
	readonly id: string;
}

/** Where days and hours begin for an account. */
export interface Place {
	/** An IANA name. @defaultValue `UTC` */
	readonly timeZone?: string;
}

/** One account that a request draws on, with the limits that hold for it just now. */
export interface Account extends AccountName, Place {
	readonly limits: readonly Limit[];
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
export function standingsOf(page: Page, { kind, id, limits, timeZone = 'UTC' }: Account, nowMs: number): Standing[] {
	return limits.map((limit) => {
		const { name, endsAtMs } = periodAt(limit.window, nowMs, timeZone);
		const used = countIn(page, limit.window, name)[limit.of];
		const extra = limit.of === 'images' ? grantedIn(page, limit.window, name) : 0;
		return {
			account: { kind, id },
			limit,
			used,
			left: Math.max(0, limit.most + extra - used),
			resetsAtMs: endsAtMs,
		};
	});
}

/**
 * The limit that keeps the estimate out; of several the one that comes back last, because waiting for another would
 * be in vain. `undefined` when there is room.
 */
export const inTheWay = (standings: readonly Standing[], estimate: Amount): Standing | undefined =>
	standings.filter(({ limit, left }) => estimate[limit.of] > left).toSorted((a, b) => b.resetsAtMs - a.resetsAtMs)[0];
