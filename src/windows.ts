/** The periods in which something may be limited. */
export const WINDOWS = ['minute', 'hour', 'day', 'month'] as const;
export type Window = (typeof WINDOWS)[number];
