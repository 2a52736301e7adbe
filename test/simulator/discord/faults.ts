/** What can go wrong with a request, on demand. */
export type Fault =
	/** Answered as ever, but only after this long on the clock. */
	| { readonly delayMs: number }
	/** Refused without taking effect. */
	| { readonly status: number; readonly code?: number; readonly body?: unknown }
	/** Refused with 429 and this wait. */
	| { readonly rateLimitMs: number; readonly global?: boolean; readonly scope?: 'user' | 'global' | 'shared' }
	/** Never answered. */
	| 'stall'
	/** The connection is cut before anything happens. */
	| 'destroy'
	/** The request takes effect, and the connection is cut instead of an answer. */
	| 'destroy-after-applying'
	/** A 502 page such as a proxy in front of Discord sends. */
	| 'html-502';

/** Which requests a fault befalls. */
export interface Match {
	readonly method?: string;
	/** Held against the path below `/api/v10`, or the whole path elsewhere. */
	readonly route?: RegExp;
	/** How many requests in a row. Default: 1. */
	readonly times?: number;
}

/** Faults that wait for their requests, first come first served. */
export class Faults {
	readonly #waiting: { readonly match: Match; readonly fault: Fault; left: number }[] = [];

	/** The next request that matches meets this fault. */
	next(match: Match, fault: Fault): void {
		this.#waiting.push({ match, fault, left: match.times ?? 1 });
	}

	/** How many requests to come still meet a fault. */
	get waiting(): number {
		return this.#waiting.reduce((sum, { left }) => sum + left, 0);
	}

	/** The fault that this request meets, if any; it is used up. */
	take(method: string, path: string): Fault | undefined {
		const found = this.#waiting.find(
			({ match, left }) =>
				left > 0 && (match.method ?? method) === method && (match.route === undefined || match.route.test(path)),
		);
		if (found === undefined) return undefined;
		found.left -= 1;
		return found.fault;
	}
}
