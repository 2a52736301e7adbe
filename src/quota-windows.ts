/** The periods that a limit can apply to. */
export const WINDOWS = ['minute', 'hour', 'day', 'month'] as const;
export type Window = (typeof WINDOWS)[number];

/** One value for each window. */
export const perWindow = <T>(valueFor: (window: Window) => T): Record<Window, T> => ({
	minute: valueFor('minute'),
	hour: valueFor('hour'),
	day: valueFor('day'),
	month: valueFor('month'),
});
