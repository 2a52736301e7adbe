/** The longest text that is shown whole, in characters. */
const MAX_CHARS = 120;

/** JSON for people: long texts, bytes and signatures among them, cut short with their length. */
export function shorten(value: unknown): string {
	if (value === undefined || value === null) return '';
	return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? shortenText(one) : one), 2);
}

export const shortenText = (text: string): string =>
	text.length <= MAX_CHARS ? text : `${text.slice(0, 40)}… (${text.length.toLocaleString('en')} characters)`;
