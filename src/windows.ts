/** The periods that a limit can apply to. */
export const WINDOWS = ['minute', 'hour', 'day', 'month'] as const;
export type Window = (typeof WINDOWS)[number];
