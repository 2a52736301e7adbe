import { EACH_WINDOW, WINDOWS, type Window } from '../../amounts.ts';
import { UserError } from '../../errors.ts';
import type { TextForm } from '../../studio/panel.ts';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import { counted } from '../../text.ts';
import { nameAll } from './places-and-people.ts';
import { type Ceilings, changeOrClear, customIdOf, type Setting, type SettingForm, type View } from './setting.ts';

const DOLLAR_WINDOWS = ['day', 'month'] as const;

const imageLimits = guildRules.shape.userLimits.unwrap();
const dollarLimits = guildRules.shape.budget.unwrap();

/** Amounts by window; a window that is left out has no limit. */
type Amounts = Readonly<Partial<Record<Window, number | undefined>>>;

/** Longest amount that a form takes, in characters: a million dollars. */
const MAX_AMOUNT = '1000000.00'.length;

/** How many roles with limits of their own are named on the panel. */
const MOST_ROLES = 8;

const pictures = (amount: number) => amount.toString();
const cents = (amount: number) => amount.toFixed(2);
const dollars = (amount: number) => `$${cents(amount)}`;

/** The amounts as a list; nothing when there are none. */
const describeAmounts = (amounts: Amounts, unit: (amount: number) => string): string =>
	WINDOWS.flatMap((window) => {
		const amount = amounts[window];
		return amount === undefined ? [] : [`${unit(amount)} ${EACH_WINDOW[window]}`];
	}).join(' · ');

const describeCeiling = (ceiling: Amounts, unit: (amount: number) => string): string => {
	const amounts = describeAmounts(ceiling, unit);
	return amounts === '' ? '' : `\nWhoever runs this bot allows at most ${amounts}.`;
};

/** A field for each window, with what holds now. */
const fieldsFor = (
	windows: readonly (keyof Amounts)[],
	held: Amounts,
	{ hint, write }: { readonly hint: string; write(amount: number): string },
): TextForm['fields'] =>
	windows.map((window) => {
		const amount = held[window];
		const value = amount === undefined ? '' : write(amount);
		return { name: window, label: `In ${EACH_WINDOW[window]}`, hint, value, isLong: false, most: MAX_AMOUNT };
	});

/** Empty is no limit; what is no number fails the check of what may be kept. */
function readAmounts(windows: readonly string[], filled: Readonly<Record<string, string>>): Record<string, number> {
	const given = windows.map((window) => [window, (filled[window] ?? '').trim().replace(/^\$/, '')] as const);
	return Object.fromEntries(given.flatMap(([window, text]) => (text === '' ? [] : [[window, toNumber(text)]])));
}

const toNumber = (text: string) => (/^\d+(\.\d{1,2})?$/.test(text) ? Number(text) : Number.NaN);

/** @throws UserError when one is above the operator's limit. */
function refuseAbove(ceiling: Amounts, given: Amounts, describe: (most: number, each: string) => string): void {
	for (const window of WINDOWS) {
		const [most, amount] = [ceiling[window], given[window]];
		if (most !== undefined && amount !== undefined && amount > most)
			throw new UserError(`${describe(most, EACH_WINDOW[window])} Nothing was changed.`);
	}
}

/** @throws UserError for what is no limit, or one above the operator's. */
function readImageLimits(filled: Readonly<Record<string, string>>, { userImages }: Ceilings): GuildRules['userLimits'] {
	const parsed = imageLimits.safeParse(readAmounts(WINDOWS, filled));
	if (!parsed.success)
		throw new UserError('A limit is a whole number of pictures from 0 to 100000, or empty. Nothing was changed.');
	refuseAbove(
		userImages,
		parsed.data,
		(most, each) => `Whoever runs this bot allows each person at most ${counted(most, 'picture')} ${each}.`,
	);
	return parsed.data;
}

const IMAGE_HINT = 'Pictures; empty for no limit of this server, 0 for none at all.';

const DOLLAR_HINT = 'US dollars, such as 2.50; empty for no budget, 0 for nothing at all.';

const limitsForm = (
	title: string,
	held: (view: View) => Amounts,
	change: (limits: GuildRules['userLimits'], view: View) => Partial<GuildRules>,
): SettingForm => ({
	title,
	fields: (view) => fieldsFor(WINDOWS, held(view), { hint: IMAGE_HINT, write: pictures }),
	read: (filled, view) => change(readImageLimits(filled, view.ceilings), view),
});

export const userLimits: Setting = {
	title: 'Pictures of each person',
	says: ({ rules, ceilings }) =>
		`${describeAmounts(rules.userLimits, pictures) || 'No limit of this server.'}${describeCeiling(ceilings.userImages, pictures)}`,
	control: changeOrClear,
	pick: () => ({ userLimits: {} }),
	form: () =>
		limitsForm(
			'Pictures of each person',
			({ rules }) => rules.userLimits,
			(limits) => ({ userLimits: limits }),
		),
};

export const roleLimits: Setting = {
	title: 'Pictures of each person with a role, instead',
	says: ({ rules }) => {
		const all = Object.entries(rules.roleLimits);
		const named = all
			.slice(0, MOST_ROLES)
			.map(([roleId, limits]) => `${nameAll('roles', [roleId])}: ${describeAmounts(limits, pictures) || 'no limit'}`);
		return (
			[...named, ...(all.length > MOST_ROLES ? [`${all.length - MOST_ROLES} more roles`] : [])].join('\n') || 'None.'
		);
	},
	control: (id) => ({
		kind: 'roles',
		customId: customIdOf(id),
		placeholder: 'Set or clear the limits of a role',
		chosen: [],
		least: 1,
		most: 1,
	}),
	form: (roleId) =>
		limitsForm(
			'Pictures of each person with this role',
			({ rules }) => rules.roleLimits[roleId] ?? {},
			(limits, { rules }) => {
				const { [roleId]: _, ...others } = rules.roleLimits;
				return { roleLimits: Object.keys(limits).length === 0 ? others : { ...others, [roleId]: limits } };
			},
		),
};

export const budget: Setting = {
	title: 'Budget of this server',
	says: ({ rules, ceilings }) =>
		`${describeAmounts(rules.budget, dollars) || 'No budget of its own.'}${describeCeiling(ceilings.guildDollars, dollars)}`,
	control: changeOrClear,
	pick: () => ({ budget: {} }),
	form: () => ({
		title: 'Budget of this server',
		fields: ({ rules }) => fieldsFor(DOLLAR_WINDOWS, rules.budget, { hint: DOLLAR_HINT, write: cents }),
		read: (filled, { ceilings }) => {
			const parsed = dollarLimits.safeParse(readAmounts(DOLLAR_WINDOWS, filled));
			if (!parsed.success)
				throw new UserError(
					'A budget is an amount from 0 to 1000000 dollars, such as 2.50, or empty. Nothing was changed.',
				);
			refuseAbove(
				ceilings.guildDollars,
				parsed.data,
				(most, each) => `Whoever runs this bot allows each server at most ${dollars(most)} ${each}.`,
			);
			return { budget: parsed.data };
		},
	}),
};
