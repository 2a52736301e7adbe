import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Window } from '../../../../src/quota-windows.ts';
import { periodAt } from '../../../../src/studio/quota/ledger/periods.ts';

const HOUR_MS = 3_600_000;

/** A time zone, and a period there from its first moment to the first one of the next. */
const periods: readonly { in: string; window: Window; from: string; to: string; name: string }[] = [
	{
		in: 'UTC',
		window: 'minute',
		from: '2026-11-20T15:04:00Z',
		to: '2026-11-20T15:05:00Z',
		name: '2026-11-20T15:04:00.000Z',
	},
	{
		in: 'UTC',
		window: 'hour',
		from: '2026-11-20T15:00:00Z',
		to: '2026-11-20T16:00:00Z',
		name: '2026-11-20T15:00:00.000Z',
	},
	{ in: 'UTC', window: 'day', from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', name: '2026-11-20' },
	{ in: 'UTC', window: 'month', from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z', name: '2026-12' },
	{ in: 'UTC', window: 'month', from: '2028-02-01T00:00:00Z', to: '2028-03-01T00:00:00Z', name: '2028-02' },
	{
		in: 'Asia/Kolkata',
		window: 'hour',
		from: '2026-11-20T14:30:00Z',
		to: '2026-11-20T15:30:00Z',
		name: '2026-11-20T14:30:00.000Z',
	},
	{ in: 'Asia/Kathmandu', window: 'day', from: '2026-11-19T18:15:00Z', to: '2026-11-20T18:15:00Z', name: '2026-11-20' },
	{
		in: 'Pacific/Kiritimati',
		window: 'month',
		from: '2026-10-31T10:00:00Z',
		to: '2026-11-30T10:00:00Z',
		name: '2026-11',
	},
	{ in: 'Europe/Berlin', window: 'month', from: '2026-02-28T23:00:00Z', to: '2026-03-31T22:00:00Z', name: '2026-03' },
	{
		in: 'Europe/Berlin',
		window: 'hour',
		from: '2026-10-25T00:00:00Z',
		to: '2026-10-25T01:00:00Z',
		name: '2026-10-25T00:00:00.000Z',
	},
	{
		in: 'Europe/Berlin',
		window: 'hour',
		from: '2026-10-25T01:00:00Z',
		to: '2026-10-25T02:00:00Z',
		name: '2026-10-25T01:00:00.000Z',
	},
];

test.each(periods)(
	'in $in the $window from $from to before $to is one period',
	({ in: timeZone, window, ...period }) => {
		const [startMs, endMs] = [Date.parse(period.from), Date.parse(period.to)];
		const expected = { name: period.name, endsAtMs: endMs };
		expect(periodAt(window, startMs, timeZone)).toEqual(expected);
		expect(periodAt(window, endMs - 1, timeZone)).toEqual(expected);
		expect(periodAt(window, startMs - 1, timeZone).name).not.toBe(period.name);
		expect(periodAt(window, endMs, timeZone).name).not.toBe(period.name);
	},
);

test.each([
	['2026-03-29', 23, 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
	['2026-10-25', 25, 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
	['2026-04-24, which begins at one,', 23, 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
	['2026-10-04', 23.5, 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z'],
])('the day %s is %d hours long in %s', (name, hours, timeZone, start) => {
	const startMs = Date.parse(start);
	const endMs = startMs + hours * HOUR_MS;
	for (const atMs of [startMs, startMs + 12 * HOUR_MS, endMs - 1])
		expect(periodAt('day', atMs, timeZone)).toEqual({ name: name.slice(0, 10), endsAtMs: endMs });
	expect(periodAt('day', startMs - 1, timeZone).endsAtMs).toBe(startMs);
	expect(periodAt('day', endMs, timeZone).name).not.toBe(name.slice(0, 10));
});

describe('in every time zone', () => {
	const moment = fc.record({
		window: fc.constantFrom('minute', 'hour', 'day', 'month'),
		atMs: fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2040, 0) }),
		timeZone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
	});

	test('a period lasts until the moment it names, and there another one begins', () => {
		fc.assert(
			fc.property(moment, ({ window, atMs, timeZone }) => {
				const { name, endsAtMs } = periodAt(window, atMs, timeZone);
				expect(endsAtMs).toBeGreaterThan(atMs);
				expect(periodAt(window, endsAtMs - 1, timeZone)).toEqual({ name, endsAtMs });
				expect(periodAt(window, endsAtMs, timeZone).name).not.toBe(name);
			}),
			{ numRuns: 400 },
		);
	});

	test('a day and a month are those that the calendar on the wall shows', () => {
		fc.assert(
			fc.property(moment, ({ atMs, timeZone }) => {
				const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(atMs);
				expect(periodAt('day', atMs, timeZone).name).toBe(date);
				expect(periodAt('month', atMs, timeZone).name).toBe(date.slice(0, 7));
			}),
			{ numRuns: 200 },
		);
	});
});

test('a time zone that does not exist is refused', () => {
	expect(() => periodAt('day', 0, 'Mars/Olympus')).toThrow(RangeError);
});
