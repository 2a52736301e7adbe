import { escapeMarkdown } from 'discord.js';

/** The text, cut so that it has at most `maxChars` characters, and marked where it was cut. */
export const clip = (text: string, maxChars: number): string =>
	text.length <= maxChars ? text : `${text.slice(0, Math.max(0, maxChars - 1)).toWellFormed()}…`.slice(0, maxChars);

/** As a quotation, every line of it. */
export const quote = (text: string): string => text.replace(/^/gm, '> ');

/** Shown as it was written, whatever Discord would make of it. */
export const withoutMarkup = (text: string): string =>
	escapeMarkdown(text, { heading: true, bulletedList: true, numberedList: true, maskedLink: true });

/** A link whose text cannot break out of it. */
export const link = (text: string, url: string): string =>
	`[${withoutMarkup(clip(text.replace(/[[\]\s]+/g, ' ').trim(), 60))}](<${new URL(url).href}>)`;

/** As many of the texts, from the first on, as have `maxChars` characters together. */
export function takeWithin(texts: readonly string[], maxChars: number): string[] {
	let left = maxChars;
	const end = texts.findIndex((text) => {
		left -= text.length;
		return left < 0;
	});
	return texts.slice(0, end === -1 ? texts.length : end);
}
