/** A string that has no UTF-8. */
export class LoneSurrogateError extends Error {
	override readonly name = 'LoneSurrogateError';
}

/**
 * Parses JSON text.
 *
 * @throws SyntaxError when it is none.
 * @throws LoneSurrogateError when a string or a key of it cannot be encoded as UTF-8.
 */
export function parseStrictJson(text: string): unknown {
	const value: unknown = JSON.parse(text);
	if (!isEncodable(value)) throw new LoneSurrogateError('a lone surrogate cannot be encoded as UTF-8');
	return value;
}

/** Decodes UTF-8. Throws a TypeError when the bytes are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** Whether every string in the value can be encoded as UTF-8. */
function isEncodable(value: unknown): boolean {
	if (typeof value === 'string') return value.isWellFormed();
	if (typeof value !== 'object' || value === null) return true;
	return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isEncodable(inner));
}
