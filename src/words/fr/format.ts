import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, allOf, oneOf, wholeMegabytes } = createFormatters('fr');

/** French counts in octets. */
export const megabytes = (bytes: number): string => `${number(bytes / 1_000_000)} Mo`;

export const pictures = (amount: number): string => count(amount, { one: 'image', other: 'images' });

export const WINDOW = {
	minute: 'pour cette minute',
	hour: 'pour cette heure',
	day: "pour aujourd'hui",
	month: 'pour ce mois',
};
