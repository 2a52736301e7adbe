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

/** As many of the texts, in order, as have `maxChars` characters together; one that is too long is passed over. */
export function takeWithin(texts: readonly string[], maxChars: number): string[] {
	let left = maxChars;
	return texts.filter((text) => {
		if (text.length > left) return false;
		left -= text.length;
		return true;
	});
}
