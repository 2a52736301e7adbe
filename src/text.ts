/** Cuts the text to at most `maxChars` characters and marks the cut. */
export const clip = (text: string, maxChars: number): string =>
	text.length <= maxChars ? text : `${text.slice(0, Math.max(0, maxChars - 1)).toWellFormed()}…`.slice(0, maxChars);

/** Turns every line of the text into a quotation. */
export const quote = (text: string): string => text.replace(/^/gm, '> ');

/**
 * Escapes people's text, so that nothing in it becomes a link, mention, heading, code or spoiler. Source: Discord, a
 * backslash before ASCII punctuation takes away its meaning. Names of threads and files and alt texts don't need this,
 * because Discord shows them as they are.
 */
export const withoutMarkup = (text: string): string =>
	text.replace(/[\\*_~`|[\]<@/]|:(?=\S)|(?<=^\s*)[#>+-]|(?<=^\s*\d+)\./gm, '\\$&');

/** The model's text with its markup, but with the address of every link visible. */
export const showAddresses = (text: string): string =>
	text
		.replace(/\[([^[\]]*)\]\(<?(https?:\/\/(?:[^\s<>()]|\([^\s<>()]*\))+)>?\)/g, '$1 (<$2>)')
		// Anything that only looks like such a link is shown as written.
		.replaceAll('](', ']\\(');

/** The beginning of a text as a link label: one line, without markup or brackets, which break it even if escaped. */
export const labelOf = (text: string): string => withoutMarkup(clip(text.replace(/[[\]\s]+/g, ' ').trim(), 60));

/** A link whose text can't break out of it; the host name if no text is left. */
export function link(text: string, url: string): string {
	const { href, hostname } = new URL(url);
	return `[${labelOf(text) || labelOf(hostname)}](<${href}>)`;
}

/** As many of the texts, in order, as fit into `maxChars` characters when joined; those that don't fit are skipped. */
export function joinWithin(texts: readonly string[], separator: string, maxChars: number): string {
	let joined = '';
	for (const text of texts) {
		const longer = joined === '' ? text : `${joined}${separator}${text}`;
		if (longer.length <= maxChars) joined = longer;
	}
	return joined;
}

/** Keeps the first `most` texts; if any are left out, ends with how many. */
export function abridge(texts: readonly string[], most: number, more: (of: { amount: number }) => string): string[] {
	const amount = texts.length - most;
	return amount > 0 ? [...texts.slice(0, most), more({ amount })] : [...texts];
}
