import { z } from 'zod';
import { optionalVariable } from './env.ts';
import { MICRO_DOLLARS, toMicroDollars } from './micro-dollars.ts';
import { WINDOWS, type Window } from './quota-windows.ts';

const EACH: Readonly<Record<Window, string>> = { minute: 'a minute', hour: 'an hour', day: 'a day', month: 'a month' };

const HOLDERS = { user: 'one person', guild: 'one server', bot: 'the whole bot' } as const;

/** The limits when nobody sets others: safe for somebody who just starts the bot. */
const USUAL: Readonly<Record<string, number>> = {
	QUOTA_USER_IMAGES_PER_MINUTE: 5,
	QUOTA_USER_IMAGES_PER_DAY: 25,
	QUOTA_BOT_USD_PER_DAY: 5,
};

/** Most pictures, micro-dollars or billed calls without a picture in each period of a window. */
export interface ConfiguredLimit {
	readonly window: Window;
	readonly of: 'images' | 'microDollars' | 'failedCalls';
	readonly most: number;
}

/** The operator's limits for each person, each server and the whole bot. */
export type ConfiguredLimits = Readonly<Record<keyof typeof HOLDERS, readonly ConfiguredLimit[]>>;

/** `QUOTA_USER_IMAGES_PER_DAY` and its siblings, with whom and what each one limits. */
const variables = (['user', 'guild', 'bot'] as const).flatMap((holder) =>
	(['images', 'usd'] as const).flatMap((of) =>
		WINDOWS.map((window) => ({ holder, of, window, name: `QUOTA_${holder}_${of}_PER_${window}`.toUpperCase() })),
	),
);

const amount = z.coerce.number('must be a number').min(0, 'must not be negative').max(1_000_000, 'is too large');

/** Most calls of one person in an hour that return no picture and that Google bills, or may bill. */
const USUAL_FAILED_CALLS = 20;

/** One optional number for each; a blank value means the usual limit, or none. */
export const quotaVariables = z.object({
	...Object.fromEntries(
		variables.map(({ holder, of, window, name }) => {
			const usual = USUAL[name];
			const what = of === 'images' ? 'pictures' : 'US dollars';
			return [
				name,
				optionalVariable(amount)
					.transform((value) => value ?? usual)
					.describe(
						`Most ${what} of ${HOLDERS[holder]} in ${EACH[window]}${usual === undefined ? '' : `; ${usual} if unset`}.`,
					),
			];
		}),
	),
	QUOTA_USER_FAILED_CALLS_PER_HOUR: optionalVariable(amount.min(1, 'must be at least 1'))
		.transform((value = USUAL_FAILED_CALLS) => value)
		.describe(`Most billed calls without a picture for one person in an hour; ${USUAL_FAILED_CALLS} if unset.`),
});

export function toLimits(values: z.output<typeof quotaVariables>): ConfiguredLimits {
	const byName: Readonly<Record<string, number | undefined>> = values;
	const limitsOf = (wanted: keyof typeof HOLDERS) =>
		variables.flatMap(({ holder, of, window, name }): ConfiguredLimit[] => {
			const value = byName[name];
			if (holder !== wanted || value === undefined) return [];
			return of === 'images'
				? [{ window, of, most: Math.floor(value) }]
				: [{ window, of: 'microDollars', most: toMicroDollars(value) }];
		});
	const failedCalls = Math.floor(values.QUOTA_USER_FAILED_CALLS_PER_HOUR);
	const user = [...limitsOf('user'), { window: 'hour', of: 'failedCalls', most: failedCalls } as const];
	return { user, guild: limitsOf('guild'), bot: limitsOf('bot') };
}

/** The operator's limits, which no server may exceed: pictures per person, US dollars per server. */
export type Ceilings = Readonly<Record<'userImages' | 'guildDollars', Readonly<Partial<Record<Window, number>>>>>;

export function ceilingsOf({ user, guild }: ConfiguredLimits): Ceilings {
	const byWindow = (limits: readonly ConfiguredLimit[], wanted: ConfiguredLimit['of'], unit: number) =>
		Object.fromEntries(limits.filter(({ of }) => of === wanted).map(({ window, most }) => [window, most / unit]));
	return { userImages: byWindow(user, 'images', 1), guildDollars: byWindow(guild, 'microDollars', MICRO_DOLLARS) };
}
