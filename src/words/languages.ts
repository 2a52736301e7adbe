import { de } from './de/index.ts';
import { en } from './en/index.ts';
import { es } from './es/index.ts';
import { fr } from './fr/index.ts';
import { ja } from './ja/index.ts';
import { ptBR } from './pt-BR/index.ts';
import type { Words } from './words.ts';

/** By Discord's locales. Source: Discord, locales. */
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

/** What people read whose Discord has this locale: English where it has no words of its own here. */
export const wordsFor = (locale: string | undefined): Words =>
	locale !== undefined && isLocale(locale) ? LANGUAGES[locale] : en;

/** Who reads an answer, and in which of Discord's locales. */
export interface Readership {
	/** Only the person sees it. */
	readonly isPrivate?: boolean;
	/** The person's, where Discord says it. */
	readonly personLocale?: string;
	/** That of the server. */
	readonly guildLocale?: string;
}

/** A person alone reads their own language, a server reads its own. */
export const wordsOf = ({ isPrivate = false, personLocale, guildLocale }: Readership): Words =>
	wordsFor(isPrivate ? (personLocale ?? guildLocale) : (guildLocale ?? personLocale));
