import type { IncomingMessage } from 'node:http';
import { decodeUtf8, LoneSurrogateError, parseStrictJson } from '../strict-json.ts';
import { Refusal } from './refusal.ts';

/**
 * Largest request body, in bytes. Google's pages say "100 MB" since January 2026; the smaller reading of that is taken.
 */
export const MAX_BODY_BYTES = 100_000_000;

/** Reads a body to its end; `undefined` when it is too large. Rejects when the client goes away in the midst of it. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request) {
		bytes += chunk.length;
		// The rest is read and dropped: a client that is still sending would see a reset and not the refusal.
		if (bytes > MAX_BODY_BYTES) chunks.length = 0;
		else chunks.push(chunk);
	}
	return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

/**
 * Throws a 400 {@link Refusal} when the body was too large or is not JSON in UTF-8. A lone surrogate is refused as
 * protobuf's own JSON reader does it; that this service says the same is inferred.
 */
export function parseJson(body: Buffer | undefined): unknown {
	if (body === undefined) {
		throw new Refusal(400, `Request payload size exceeds the limit: ${MAX_BODY_BYTES} bytes.`);
	}
	try {
		return parseStrictJson(decodeUtf8(body));
	} catch (error) {
		const why = error instanceof LoneSurrogateError ? 'Missing low surrogate.' : 'Unexpected token.';
		throw new Refusal(400, `Invalid JSON payload received. ${why}`);
	}
}
