import { escapeMarkdown } from 'discord.js';

/** The text, cut so that it has at most `maxChars` characters, and marked where it was cut. */
export const clip = (text: string, maxChars: number): string =>
	text.length <= maxChars ? text : `${text.slice(0, Math.max(0, maxChars - 1)).toWellFormed()}…`.slice(0, maxChars);

/** As a quotation, every line of it. */
export const quote = (text: string): string => text.replace(/^/gm, '> ');

/** Shown as it was written, whatever Discord would make of it. */
export const withoutMarkup = (text: string): string =>
	escapeMarkdown(text, { heading: true, bulletedList: true, numberedList: true, maskedLink: true });

/** A link whose text cannot break out of it; the name of the site where nothing is left to show. */
export function link(text: string, url: string): string {
	const { href, hostname } = new URL(url);
	const label = clip(text.replace(/[[\]\s]+/g, ' ').trim(), 60);
	return `[${withoutMarkup(label === '' ? hostname : label)}](<${href}>)`;
}

/** As many of the texts, in order, as have `maxChars` characters when joined; one that is too long is passed over. */
export function joinWithin(texts: readonly string[], separator: string, maxChars: number): string {
	let joined = '';
	for (const text of texts) {
		const longer = joined === '' ? text : `${joined}${separator}${text}`;
		if (longer.length <= maxChars) joined = longer;
	}
	return joined;
}
