import { Temporal } from 'temporal-polyfill';
import { perWindow, type Window } from '../../../quota-windows.ts';

/** One minute, hour, day or month. */
export interface Period {
	/** A day's date (`2026-11-20`) or a month (`2026-11`); for an hour or a minute, when it began in UTC. */
	readonly name: string;
	/** When the next one begins, in milliseconds since the epoch. */
	readonly endsAtMs: number;
}

/**
 * The period that contains `atMs` in a time zone, where a day has 23, 24 or 25 hours.
 *
 * @throws RangeError when the time zone does not exist.
 */
export function periodAt(window: Window, atMs: number, timeZone: string): Period {
	const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
	/** Some zones are half an hour off, so their hours do not begin with UTC's. */
	const onTheClock = (lengthMs: number) => {
		const startsAtMs = atMs - ((atMs + local.offsetNanoseconds / 1e6) % lengthMs);
		return { name: new Date(startsAtMs).toISOString(), endsAtMs: startsAtMs + lengthMs };
	};
	switch (window) {
		case 'minute':
			return onTheClock(60_000);
		case 'hour':
			return onTheClock(3_600_000);
		case 'day':
			return {
				// The date and not its first moment, so that a change of time zone does not start the same day again.
				name: local.toPlainDate().toString(),
				endsAtMs: local.add({ days: 1 }).startOfDay().epochMilliseconds,
			};
		case 'month':
			return {
				name: local.toPlainDate().toPlainYearMonth().toString(),
				endsAtMs: local.with({ day: 1 }).add({ months: 1 }).startOfDay().epochMilliseconds,
			};
	}
}

/** The names of all periods that contain `atMs`. @throws RangeError when the time zone does not exist. */
export const periodsAt = (atMs: number, timeZone: string): Record<Window, string> =>
	perWindow((window) => periodAt(window, atMs, timeZone).name);
