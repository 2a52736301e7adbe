import { MICRO_DOLLARS } from '../micro-dollars.ts';

/** A word's forms by its language's plural categories. Source: Unicode CLDR, plural rules. */
export type PluralForms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** Writes numbers, money, lists and plurals in a language. */
export function createFormatters(locale: string) {
	const rules = new Intl.PluralRules(locale);
	const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
	const money = new Intl.NumberFormat(locale, {
		style: 'currency',
		currency: 'USD',
		minimumFractionDigits: 2,
		// One picture costs a few cents.
		maximumFractionDigits: 3,
	});
	const and = new Intl.ListFormat(locale, { type: 'conjunction' });
	const or = new Intl.ListFormat(locale, { type: 'disjunction' });
	const number = (value: number) => plain.format(value);
	const pluralize = (count: number, forms: PluralForms) => forms[rules.select(count)] ?? forms.other;
	return {
		number,
		/** The form that fits a number, without the number. */
		pluralize,
		/** The number and its word: "3 pictures". */
		count: (count: number, forms: PluralForms) => `${number(count)} ${pluralize(count, forms)}`,
		/** Micro-dollars, to a tenth of a cent. */
		dollars: (microDollars: number) => money.format(microDollars / MICRO_DOLLARS),
		/** Bytes, to a tenth of a megabyte. */
		megabytes: (bytes: number) => `${number(bytes / 1_000_000)} MB`,
		/** A limit in bytes, in whole megabytes as Discord counts them: of 1024 × 1024 bytes. */
		wholeMegabytes: (bytes: number) => number(Math.round(bytes / 1024 / 1024)),
		allOf: (items: readonly string[]) => and.format(items),
		oneOf: (items: readonly string[]) => or.format(items),
	};
}

/** A countdown that Discord shows in each reader's own language. Source: Discord, message formatting. */
export const relativeTime = (atMs: number): string => `<t:${Math.ceil(atMs / 1000)}:R>`;

export const mentionUser = (userId: string): string => `<@${userId}>`;
export const mentionChannel = (channelId: string): string => `<#${channelId}>`;
export const mentionRole = (roleId: string): string => `<@&${roleId}>`;
