import { availableParallelism, cpus } from 'node:os';

/** What figures are worth nothing without: Node, cores, processor and system. */
export const describeMachine = (): string =>
	`Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model}), ${process.platform}`;

/** The middle value, the upper of two; `NaN` of none. */
export const median = (values: readonly number[]): number =>
	values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
