import { LANGUAGES, wordsFor } from '../words/languages.ts';
import type { Words } from '../words/words.ts';

/** A command's or option's name and description, as Discord shows them. */
export interface Label {
	readonly name: string;
	/** 1 to 100 characters. */
	readonly description: string;
}

/**
 * A text in English, with a translation for each of the other Discord locales. Discord ignores a translation that equals
 * the default; sending one could make the commands look changed at every start. Source: Discord, Localization.
 */
function inAllLanguages(textOf: (words: Words) => string) {
	const text = textOf(wordsFor(undefined));
	const translations = Object.entries(LANGUAGES)
		.map(([locale, words]) => [locale, textOf(words)] as const)
		.filter(([, translation]) => translation !== text);
	return { text, localizations: Object.fromEntries(translations) };
}

/** Just a name, which is all that a message command has. */
export function localizeName(nameOf: (words: Words) => string) {
	const { text, localizations } = inAllLanguages(nameOf);
	return { name: text, nameLocalizations: localizations };
}

export function localize(labelOf: (words: Words) => Label) {
	const { text, localizations } = inAllLanguages((words) => labelOf(words).description);
	return {
		...localizeName((words) => labelOf(words).name),
		description: text,
		descriptionLocalizations: localizations,
	};
}
