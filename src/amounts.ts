import { counted } from './text.ts';

/** The periods in which something may be limited. */
export const WINDOWS = ['minute', 'hour', 'day', 'month'] as const;
export type Window = (typeof WINDOWS)[number];

/** Any one of them, as in “5 an hour”. */
export const EACH_WINDOW: Readonly<Record<Window, string>> = {
	minute: 'a minute',
	hour: 'an hour',
	day: 'a day',
	month: 'a month',
};

/** The one that is now, as in “left this hour”. */
export const THIS_WINDOW: Readonly<Record<Window, string>> = {
	minute: 'this minute',
	hour: 'this hour',
	day: 'today',
	month: 'this month',
};

export const dollars = (microDollars: number): string => `$${(microDollars / 1_000_000).toFixed(2)}`;

export const pictures = (count: number): string => counted(count, 'picture');

export const describeAmount = ({
	images,
	microDollars,
}: {
	readonly images: number;
	readonly microDollars: number;
}): string => `${pictures(images)} · ${dollars(microDollars)}`;
