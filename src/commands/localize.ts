import { LANGUAGES, wordsFor } from '../words/languages.ts';
import type { Words } from '../words/words.ts';

/** What Discord shows of a command or an option. */
export interface Label {
	readonly name: string;
	/** 1 to 100 characters. */
	readonly description: string;
}

/** A text in English and, beside it, in every other language that Discord may show it in. */
function inAllLanguages(textOf: (words: Words) => string) {
	const texts = Object.entries(LANGUAGES).flatMap(([locale, words]) =>
		words === wordsFor(undefined) ? [] : [[locale, textOf(words)] as const],
	);
	return { text: textOf(wordsFor(undefined)), localizations: Object.fromEntries(texts) };
}

/** A name alone, as that of a message command. */
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
