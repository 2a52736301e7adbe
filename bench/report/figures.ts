import { availableParallelism, loadavg, totalmem } from 'node:os';
import type { Subject } from '../stage/stage.ts';

/** What figures are worth nothing without; the load is that of others when it is asked for before anything is done. */
export const describeMachine = (): string => {
	const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`;
	return `${availableParallelism()} cores, ${memory}, Node ${process.version}, at a load of ${loadavg()[0]?.toFixed(1)} by others`;
};

/** The value below which this share of them lies; `NaN` of none. */
export const percentile = (values: readonly number[], share: number): number =>
	values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** The middle value, the upper of two. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What is to be reached, by medians. Without the floor's, a goal that needs it is not met. */
export interface Goal {
	readonly text: string;
	isMet(bot: number, floor: number): boolean;
}

export const atMost = (most: number): Goal => ({ text: `≤ ${most}`, isMet: (bot) => bot <= most });
export const atLeast = (least: number): Goal => ({ text: `≥ ${least}`, isMet: (bot) => bot >= least });
export const timesFloor = (times: number): Goal => ({
	text: `≤ ${times} × floor`,
	isMet: (bot, floor) => bot <= times * floor,
});
export const shareOfFloor = (share: number): Goal => ({
	text: `≥ ${share} × floor`,
	isMet: (bot, floor) => bot >= share * floor,
});

/** One figure, as often as it was taken. */
export interface Row extends Readonly<Partial<Record<Subject, readonly number[]>>> {
	readonly what: string;
	readonly unit: string;
	readonly goal?: Goal;
}

/** What a scenario came to. */
export interface Section {
	readonly title: string;
	readonly rows: readonly Row[];
}

/** The same from each result, for both. */
export const pick = <T>(results: Readonly<Record<Subject, readonly T[]>>, value: (result: T) => number) => ({
	bot: results.bot.map(value),
	floor: results.floor.map(value),
});

export const inMegabytes = (bytes: number): number => bytes / 1e6;
