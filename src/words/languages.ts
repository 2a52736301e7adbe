import { de } from './de/index.ts';
import { en } from './en/index.ts';
import { es } from './es/index.ts';
import { fr } from './fr/index.ts';
import { ja } from './ja/index.ts';
import { ptBR } from './pt-BR/index.ts';
import type { Words } from './words.ts';

/** By Discord locale. Source: Discord, locales. */
export const LANGUAGES = {
	'en-US': en,
	'en-GB': en,
	de,
	'es-ES': es,
	'es-419': es,
	fr,
	ja,
	'pt-BR': ptBR,
} as const satisfies Readonly<Record<string, Words>>;

export type Locale = keyof typeof LANGUAGES;

const isLocale = (locale: string): locale is Locale => Object.hasOwn(LANGUAGES, locale);

/** The words for a Discord locale; English if it has no translation. */
export const wordsFor = (locale: string | undefined): Words => (locale !== undefined && isLocale(locale) ? LANGUAGES[locale] : en);

/** Who reads an answer, and their Discord locales. */
export interface Readership {
	/** Whether only the person sees it. */
	readonly isPrivate?: boolean;
	/** The person's, where Discord tells us. */
	readonly personLocale?: string;
	/** The server's. */
	readonly guildLocale?: string;
}

/** Private answers use the person's language, public ones the server's. */
export const wordsOf = ({ isPrivate = false, personLocale, guildLocale }: Readership): Words => wordsFor(isPrivate ? (personLocale ?? guildLocale) : (guildLocale ?? personLocale));
