import { z } from 'zod';
import { perWindow, type Window } from '../../../quota-windows.ts';

const whole = z.int().nonnegative();

const amount = z.object({ images: whole, microDollars: whole, failedCalls: whole.optional() });

/** Pictures, money in micro-dollars, and billed calls without a picture (0 when absent): whole numbers from 0. */
export type Amount = Readonly<z.infer<typeof amount>>;

export const use = amount.extend({ model: z.string() });

/** What was actually used of one model. */
export type Use = Readonly<z.infer<typeof use>>;

const spending = z.object({ period: z.string(), uses: z.array(use) });

/** What was actually used in one period, by model. */
export type Spending = Readonly<z.infer<typeof spending>>;

const hold = amount.extend({
	id: z.string(),
	untilMs: whole,
	periods: z.object(perWindow(() => z.string())),
	/** The most it may turn out to use, where that is more than what is held. */
	most: amount.partial().optional(),
	/** The process that holds it. */
	ownerId: z.string().optional(),
	/** What the record already counts by estimate; removed from it when the hold is settled. */
	replaces: z.array(use).optional(),
});

/** Room reserved for one call until `untilMs`, in the periods in which it was requested. */
export type Hold = Readonly<z.infer<typeof hold>>;

const grant = z.object({ id: z.string(), images: whole, day: z.string(), month: z.string() });

/** Pictures that an account may have beyond its limits, on one day and in that day's month. */
export type Grant = Readonly<z.infer<typeof grant>>;

/** Everything kept about one account, except its limits: callers pass the current ones. */
export const accountRecord = z.object({
	version: z.literal(1),
	holds: z.array(hold),
	spent: z.object(perWindow(() => z.array(spending))),
	grants: z.array(grant),
});
export type AccountRecord = Readonly<z.infer<typeof accountRecord>>;

export const EMPTY_ACCOUNT: AccountRecord = {
	version: 1,
	holds: [],
	spent: perWindow(() => []),
	grants: [],
};

/**
 * How many periods with use are kept, the last written. By count and not by age, because a clock that is set forward
 * and back again must find what it left.
 */
const KEPT: Readonly<Record<Window, number>> = { minute: 30, hour: 30, day: 40, month: 13 };

/** How many grants from months other than the newest one's are kept. */
const GRANTS_KEPT = 40;

export function sumAmounts(amounts: readonly Amount[]): Amount {
	const total = (of: keyof Amount) => amounts.reduce((soFar, one) => soFar + (one[of] ?? 0), 0);
	const failedCalls = total('failedCalls');
	return { images: total('images'), microDollars: total('microDollars'), ...(failedCalls > 0 && { failedCalls }) };
}

export const holdOf = (record: AccountRecord, id: string) => record.holds.find((held) => held.id === id);

/** Replaces a hold with the same id. @throws ZodError when an amount is not a whole number from 0. */
export const withHold = (record: AccountRecord, held: Hold): AccountRecord => ({
	...record,
	holds: [...withoutHold(record, held.id).holds, hold.parse(held)],
});

export const withoutHold = (record: AccountRecord, id: string): AccountRecord => ({
	...record,
	holds: record.holds.filter((held) => held.id !== id),
});

/** Turns the hold into actual uses, in the periods of the hold. Without a hold nothing changes. */
export function settleHold(record: AccountRecord, id: string, uses: readonly Use[]): AccountRecord {
	const held = holdOf(record, id);
	if (held === undefined) return record;
	const { periods, replaces = [] } = held;
	const spent = (window: Window) => {
		const others = record.spent[window].filter(({ period }) => period !== periods[window]);
		const before = subtract(spentIn(record.spent[window], periods[window]), replaces);
		return [...others, { period: periods[window], uses: add(before, uses) }].slice(-KEPT[window]);
	};
	return { ...withoutHold(record, id), spent: perWindow(spent) };
}

function add(before: readonly Use[], uses: readonly Use[]): Use[] {
	const byModel = Map.groupBy([...before, ...uses], ({ model }) => model);
	return [...byModel].map(([model, same]) => ({ model, ...sumAmounts(same) }));
}

/** Never below zero: if a period was dropped in the meantime, there is nothing left to subtract. */
function subtract(before: readonly Use[], replaced: readonly Use[]): Use[] {
	const gone = new Map(add([], replaced).map((one) => [one.model, one]));
	return before.flatMap((counted) => {
		const less = gone.get(counted.model);
		if (less === undefined) return [counted];
		const rest = (of: keyof Amount) => Math.max(0, (counted[of] ?? 0) - (less[of] ?? 0));
		const left = { images: rest('images'), microDollars: rest('microDollars'), failedCalls: rest('failedCalls') };
		return Object.values(left).some((amount) => amount > 0) ? [{ model: counted.model, ...sumAmounts([left]) }] : [];
	});
}

export const spentIn = (spendings: readonly Spending[], period: string): readonly Use[] =>
	spendings.find((spent) => spent.period === period)?.uses ?? [];

/** What counts in a period: used or held. */
export const countIn = (record: AccountRecord, window: Window, period: string): Amount =>
	sumAmounts([...spentIn(record.spent[window], period), ...holdsIn(record, window, period)]);

/** What the held calls of a period may use beyond what is held for them. */
export const surplusIn = (record: AccountRecord, window: Window, period: string): Amount =>
	sumAmounts(holdsIn(record, window, period).map(surplusOf));

function surplusOf({ most = {}, ...held }: Hold): Amount {
	const beyond = (of: keyof Amount) => Math.max(0, (most[of] ?? 0) - (held[of] ?? 0));
	return { images: beyond('images'), microDollars: beyond('microDollars'), failedCalls: beyond('failedCalls') };
}

const holdsIn = ({ holds }: AccountRecord, window: Window, period: string) =>
	holds.filter(({ periods }) => periods[window] === period);

/** The same grant again changes nothing. All grants of the current month are kept, because they count until it ends. */
export function withGrant(record: AccountRecord, given: Grant): AccountRecord {
	if (record.grants.some(({ id }) => id === given.id)) return record;
	const isNow = ({ month }: Grant) => month === given.month;
	const others = record.grants.filter((grant) => !isNow(grant)).slice(-GRANTS_KEPT);
	return { ...record, grants: [...others, ...record.grants.filter(isNow), grant.parse(given)] };
}

/** Pictures granted on top of the limit for this period. */
export const grantedIn = (record: AccountRecord, window: Window, period: string): number =>
	window === 'day' || window === 'month'
		? record.grants.reduce((total, given) => total + (given[window] === period ? given.images : 0), 0)
		: 0;
