import { z } from 'zod';
import type { FormError } from './errors-tree.ts';
import { rule } from './fields.ts';

/** Source: Discord's OpenAPI description, AvailableLocalesEnum. */
const LOCALES = [
	...[
		'ar',
		'bg',
		'cs',
		'da',
		'de',
		'el',
		'en-GB',
		'en-US',
		'es-419',
		'es-ES',
		'fi',
		'fr',
		'he',
		'hi',
		'hr',
		'hu',
		'id',
	],
	...['it', 'ja', 'ko', 'lt', 'nl', 'no', 'pl', 'pt-BR', 'ro', 'ru', 'sv-SE', 'th', 'tr', 'uk', 'vi', 'zh-CN', 'zh-TW'],
];

export type Localizations = Readonly<Record<string, string | null>> | null | undefined;

/** A text in other languages, each of which keeps the rules of the text itself. */
export const localizations = (text: z.ZodType<string>) =>
	z.record(z.string(), text.nullable()).superRefine(rule(unknownLocales)).nullish();

const unknownLocales = (texts: object): FormError[] =>
	Object.keys(texts)
		.filter((locale) => !LOCALES.includes(locale))
		.map((locale) => ({
			path: [locale],
			code: 'BASE_TYPE_CHOICES',
			message: `Value must be one of (${LOCALES.map((known) => `'${known}'`).join(', ')}).`,
		}));

export interface Named {
	readonly name: string;
	readonly name_localizations?: Localizations;
}

/**
 * The translated names that something beside them has already, be it in that language or as its default name.
 *
 * Source: Discord, localization, for the options of a command. Of commands it says nothing; people could no more tell
 * two of one name apart, so they are held to the same.
 */
export function takenNames<Item extends Named>(
	items: readonly Item[],
	code: string,
	areSiblings = (_one: Item, _other: Item) => true,
): FormError[] {
	return items.flatMap((one, index) =>
		Object.entries(one.name_localizations ?? {}).flatMap(([locale, name]) => {
			const isTaken = items.some(
				(other, at) =>
					at !== index &&
					areSiblings(one, other) &&
					(other.name === name || (at < index && other.name_localizations?.[locale] === name)),
			);
			// A translation that is the default is ignored.
			if (name === null || name === one.name || !isTaken) return [];
			const message = `The name ${name} is already used in ${locale}`;
			return [{ path: [index, 'name_localizations', locale], code, message }];
		}),
	);
}
