/** The text, cut so that it has at most `maxChars` characters, and marked where it was cut. */
export const clip = (text: string, maxChars: number): string =>
	text.length <= maxChars ? text : `${text.slice(0, Math.max(0, maxChars - 1)).toWellFormed()}…`.slice(0, maxChars);

/** As a quotation, every line of it. */
export const quote = (text: string): string => text.replace(/^/gm, '> ');

/**
 * People's words, shown as they were written: nothing in them becomes a link, a mention, a heading, code or a spoiler.
 * Source: Discord, a backslash before any punctuation of ASCII takes its meaning. Names of threads and files and alt
 * texts need none of this, because Discord shows them as they are.
 */
export const withoutMarkup = (text: string): string =>
	text.replace(/[\\*_~`|[\]<@/]|:(?=\S)|(?<=^\s*)[#>+-]|(?<=^\s*\d+)\./gm, '\\$&');

/** The model's words with their markup, but every link shows where it leads. */
export const showAddresses = (text: string): string =>
	text
		.replace(/\[([^[\]]*)\]\(<?(https?:\/\/(?:[^\s<>()]|\([^\s<>()]*\))+)>?\)/g, '$1 (<$2>)')
		// What only resembles such a link is shown as it was written.
		.replaceAll('](', ']\\(');

/** The beginning of a text in one line without markup, fit to be the text of a link: that takes no brackets, even escaped. */
export const labelOf = (text: string): string => withoutMarkup(clip(text.replace(/[[\]\s]+/g, ' ').trim(), 60));

/** A link whose text cannot break out of it; the name of the site where nothing is left to show. */
export function link(text: string, url: string): string {
	const { href, hostname } = new URL(url);
	return `[${labelOf(text) || labelOf(hostname)}](<${href}>)`;
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
