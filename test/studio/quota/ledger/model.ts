import type { Window } from '../../../../src/quota-windows.ts';
import type { Reserved } from '../../../../src/studio/quota/ledger/ledger.ts';
import type { Account, Limit, Standing } from '../../../../src/studio/quota/ledger/limits.ts';

export const LENGTHS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const limit = (window: keyof typeof LENGTHS_MS, most: number): Limit => ({ window, of: 'images', most });

const users: readonly Account[] = ['ann', 'bob', 'eve'].map((id) => ({
	kind: 'user',
	id,
	limits: [limit('minute', 3), limit('day', 6)],
}));
const guilds: readonly Account[] = ['g', 'h'].map((id) => ({ kind: 'guild', id, limits: [limit('hour', 6)] }));
const everybody: Account = { kind: 'bot', id: 'bot', limits: [limit('minute', 5), limit('day', 11)] };

export const accounts: readonly Account[] = [...users, ...guilds, everybody];

/** The accounts that one request draws on: every user speaks in both guilds. */
export const accountsOf = (request: number): readonly Account[] =>
	[users[request % 3], guilds[request % 2], everybody].filter((account) => account !== undefined);

/** What is known of one request. */
export interface Known {
	/** When it was last reserved, and when that expires. */
	readonly atMs: number;
	readonly untilMs: number;
	readonly estimate: number;
	/**
	 * - `held`: on all accounts until it expires.
	 * - `perhaps`: on some until then, because a refund was cut short or the clock was once beyond that time.
	 * - `unpromised`: likewise, because reserving was cut short.
	 * - `gone`: on none.
	 * - `settled`: what was really used counts.
	 * - `undecided`: settling was cut short, so either that or the estimate counts.
	 * - `estimated`: ended by a sweep or by reclaiming, so what was due counts, and no picture, until it is settled.
	 * - `takenBack`: refunded after that, so that nothing counts until it is settled.
	 * - `ending`: perhaps estimated, perhaps held, perhaps gone, because one of these was cut short.
	 */
	readonly state:
		| 'held'
		| 'perhaps'
		| 'unpromised'
		| 'gone'
		| 'settled'
		| 'undecided'
		| 'estimated'
		| 'takenBack'
		| 'ending';
	/** When it ends unsettled, its cost is due, and no picture; until a sweep it keeps its room. */
	readonly isDue: boolean;
	/** Really used, when settled or undecided. */
	readonly images: number;
	/** Of those, what no limit was asked for. */
	readonly beyond: number;
}

/** What a ledger should say, as far as a plain list of requests can know it. */
export class Model {
	readonly known = new Map<number, Known>();

	/** Whatever has expired by now may have been cleared away, even if the clock is set back later. */
	passTo(nowMs: number): void {
		for (const [request, known] of this.known) {
			if (known.untilMs > nowMs) continue;
			if (known.state === 'held' && !known.isDue) this.known.set(request, { ...known, state: 'perhaps' });
			// Its room may be given to others by now, so what is settled of it later comes on top.
			if (known.state === 'undecided') this.known.set(request, { ...known, beyond: known.images });
		}
	}

	/** Ends whatever has expired, or everything; it may have been cut short. */
	end(isOver: (known: Known) => boolean, isCutShort: boolean): void {
		for (const [request, known] of this.known)
			if (isOver(known)) this.known.set(request, { ...known, ...afterEnd(known, isCutShort) });
	}

	/** The least and the most that an account may have used in the period that now is, leaving out one request. */
	bounds(account: Account, window: Window, nowMs: number, without?: number) {
		const counted = [...this.known]
			.filter(([request]) => request !== without && accountsOf(request).includes(account))
			.filter(([, { atMs }]) => isSamePeriod(window, atMs, nowMs))
			.map(([, known]) => countOf(known, nowMs));
		const total = (of: 'least' | 'most' | 'beyond') => counted.reduce((sum, count) => sum + count[of], 0);
		return { least: total('least'), most: total('most'), beyond: total('beyond') };
	}

	/** What reserving so many may answer: either, when it depends on what a process that ended left behind. */
	possibleAnswers(request: number, images: number, nowMs: number): readonly Reserved['kind'][] {
		const rooms = accountsOf(request).flatMap((account) =>
			account.limits.map(({ window, most }) => {
				const bounds = this.bounds(account, window, nowMs, request);
				return { surely: bounds.most + images <= most, perhaps: bounds.least + images <= most };
			}),
		);
		if (rooms.every(({ surely }) => surely)) return ['reserved'];
		return rooms.every(({ perhaps }) => perhaps) ? ['reserved', 'refused'] : ['refused'];
	}

	/** Why a standing cannot be; `undefined` when it can. */
	objection({ account: { kind, id }, limit: { window, most }, used, left }: Standing, nowMs: number) {
		const account = accounts.find((one) => one.kind === kind && one.id === id);
		if (account === undefined) return `${kind} ${id} was not asked for`;
		const bounds = this.bounds(account, window, nowMs);
		const text = `${kind} ${id} has used ${used} of ${most} this ${window}`;
		if (used < 0 || left !== Math.max(0, most - used)) return `${text} and has ${left} left`;
		if (used < bounds.least || used > bounds.most) return `${text}, not ${bounds.least} to ${bounds.most}`;
		return used > most + bounds.beyond ? `${text}, and only ${bounds.beyond} were beyond its estimates` : undefined;
	}
}

function afterEnd({ state, isDue, images }: Known, isCutShort: boolean): Partial<Known> {
	switch (state) {
		case 'held':
			if (isDue) return { state: isCutShort ? 'ending' : 'estimated' };
			return { state: isCutShort ? 'perhaps' : 'gone' };
		case 'perhaps':
			if (isDue) return { state: 'ending' };
			return { state: isCutShort ? 'perhaps' : 'gone' };
		case 'undecided':
			return { beyond: images };
		case 'unpromised':
		case 'gone':
		case 'settled':
		case 'estimated':
		case 'takenBack':
		case 'ending':
			return {};
	}
}

function countOf({ state, estimate, untilMs, isDue, images, beyond }: Known, nowMs: number) {
	const held = isDue || nowMs < untilMs ? estimate : 0;
	switch (state) {
		case 'held':
			return { least: held, most: held, beyond: 0 };
		case 'perhaps':
		case 'unpromised':
		case 'ending':
			return { least: 0, most: held, beyond: 0 };
		case 'gone':
		case 'estimated':
		case 'takenBack':
			return { least: 0, most: 0, beyond: 0 };
		case 'settled':
			return { least: images, most: images, beyond };
		case 'undecided':
			return { least: 0, most: Math.max(held, images), beyond };
	}
}

/** In UTC; there is no limit by the month here. */
function isSamePeriod(window: Window, aMs: number, bMs: number): boolean {
	if (window === 'month') throw new RangeError('months have no fixed length');
	return Math.floor(aMs / LENGTHS_MS[window]) === Math.floor(bMs / LENGTHS_MS[window]);
}
