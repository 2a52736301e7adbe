import { ComponentType } from 'discord.js';
import type { z } from 'zod';
import { UserError } from '../../errors.ts';
import { toMicroDollars } from '../../micro-dollars.ts';
import type { Ceilings } from '../../quota-variables.ts';
import { WINDOWS, type Window } from '../../quota-windows.ts';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import { abridge } from '../../text.ts';
import { mentionRole } from '../../words/formatters.ts';
import type { Words } from '../../words/words.ts';
import { type SettingForm, textField } from './form.ts';
import { MOST_NAMED } from './kinds.ts';
import type { ChangedRules, Setting, TextId } from './setting.ts';

/** Amounts by window; a window left out has no limit. */
type Amounts = Readonly<Partial<Record<Window, number | undefined>>>;

/** What an amount counts. */
interface Unit {
	/** Prefix of its keys in the words. */
	readonly name: 'images' | 'dollars';
	readonly windows: readonly Window[];
	readonly amounts: z.ZodType<Amounts>;
	ceilings(of: Ceilings): Amounts;
	/** As it appears in a form. */
	write(amount: number): string;
	describe(amount: number, window: Window, words: Words): string;
	/** Refuses an amount above the operator's. */
	describeCeiling(most: number, window: Window, words: Words): string;
}

export const IMAGES: Unit = {
	name: 'images',
	windows: WINDOWS,
	amounts: guildRules.shape.userLimits.unwrap(),
	ceilings: ({ userImages }) => userImages,
	write: String,
	describe: (amount, window, { settings }) => settings.imagesPer({ amount, window }),
	describeCeiling: (most, window, { settings }) => settings.imagesAboveCeiling({ most, window }),
};

export const DOLLARS: Unit = {
	name: 'dollars',
	windows: ['day', 'month'],
	amounts: guildRules.shape.budget.unwrap(),
	ceilings: ({ guildDollars }) => guildDollars,
	write: (amount) => amount.toFixed(2),
	describe: (amount, window, { settings }) => settings.dollarsPer({ microDollars: toMicroDollars(amount), window }),
	describeCeiling: (most, window, { settings }) =>
		settings.dollarsAboveCeiling({ microDollars: toMicroDollars(most), window }),
};

/** Longest amount in a form, in characters: a million dollars. */
const MAX_AMOUNT = '1000000.00'.length;

/** A setting with one amount per window. */
export const amounts = (id: 'userLimits' | 'budget', unit: Unit): Setting => ({
	id,
	page: 'limits',
	says({ rules, ceilings, words }) {
		const held = describeAmounts(rules[id], unit, words) || words.settings[`${id}None`];
		const most = describeAmounts(unit.ceilings(ceilings), unit, words);
		return most === '' ? held : `${held}\n${words.settings.ceiling({ amounts: most })}`;
	},
	control: ['change', 'clear'],
	pick: () => ({ [id]: {} }),
	form: () =>
		amountsForm(
			unit,
			id,
			(rules) => rules[id],
			(given) => ({ [id]: given }),
		),
});

/** Picture limits for each person with a role; picking a role in the menu opens its form. */
export const roleLimits: Setting = {
	id: 'roleLimits',
	page: 'limits',
	says({ rules, words }) {
		const { none, noLimit, moreRoles } = words.settings;
		const roles = Object.entries(rules.roleLimits).map(
			([roleId, limits]) => `${mentionRole(roleId)}: ${describeAmounts(limits, IMAGES, words) || noLimit}`,
		);
		return abridge(roles, MOST_NAMED, moreRoles).join('\n') || none;
	},
	control: ({ words }) => ({ type: ComponentType.RoleSelect, placeholder: words.settings.roleLimitsMenu }),
	form: (roleId) =>
		amountsForm(
			IMAGES,
			'roleLimitsForm',
			(rules) => rules.roleLimits[roleId] ?? {},
			(given, { roleLimits: { [roleId]: _, ...others } }) => ({
				roleLimits: Object.keys(given).length === 0 ? others : { ...others, [roleId]: given },
			}),
		),
};

/** The amounts as a list; empty when there are none. */
function describeAmounts(held: Amounts, { windows, describe }: Unit, words: Words): string {
	const described = windows.flatMap((window) => {
		const amount = held[window];
		return amount === undefined ? [] : [describe(amount, window, words)];
	});
	return words.format.allOf(described);
}

/** One field per window, filled with the current amount. */
const amountsForm = (
	unit: Unit,
	titleId: TextId,
	held: (rules: GuildRules) => Amounts,
	change: (given: Amounts, rules: GuildRules) => ChangedRules,
): SettingForm => ({
	titleId,
	fields: ({ rules, words: { settings } }) =>
		unit.windows.map((window) => {
			const amount = held(rules)[window];
			const value = amount === undefined ? undefined : unit.write(amount);
			const input = { custom_id: window, max_length: MAX_AMOUNT, value };
			return textField(settings.perWindow({ window }), settings[`${unit.name}Hint`], input);
		}),
	read: (textOf, { rules, ceilings }) => change(readAmounts(unit, textOf, ceilings), rules),
});

/** An empty field means no limit. @throws UserError for anything that isn't an amount or exceeds the operator's. */
function readAmounts(unit: Unit, textOf: (name: string) => string, ceilings: Ceilings): Amounts {
	const filled = unit.windows.flatMap((window) => {
		const text = textOf(window).trim().replace(/^\$/, '');
		return text === '' ? [] : [[window, toNumber(text)] as const];
	});
	const parsed = unit.amounts.safeParse(Object.fromEntries(filled));
	if (!parsed.success) throw new UserError(({ settings }) => settings[`${unit.name}Invalid`]);
	for (const window of unit.windows) {
		const [most, amount] = [unit.ceilings(ceilings)[window], parsed.data[window]];
		if (most !== undefined && amount !== undefined && amount > most)
			throw new UserError((words) => unit.describeCeiling(most, window, words));
	}
	return parsed.data;
}

const toNumber = (text: string) => (/^\d+(\.\d{1,2})?$/.test(text) ? Number(text) : Number.NaN);
