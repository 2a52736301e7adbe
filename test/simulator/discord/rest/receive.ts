import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { decodeUtf8, parseStrictJson } from '../../strict-json.ts';
import { type MeasuredFile, measure } from '../world/cdn.ts';

/** What a request carries, once all of it has arrived. */
export interface Received {
	/** `undefined` when there was none. */
	readonly body: unknown;
	/** Whether the body was not JSON in UTF-8. */
	readonly isMalformed: boolean;
	readonly files: readonly MeasuredFile[];
	readonly totalBytes: number;
}

/** Reads a request to its end: JSON, or a form with `payload_json` and `files[n]`. */
export async function receive(incoming: IncomingMessage): Promise<Received> {
	const bytes = await buffer(incoming);
	const type = incoming.headers['content-type'] ?? '';
	if (!type.startsWith('multipart/')) {
		return { ...parseBody(() => decodeUtf8(bytes)), files: [], totalBytes: bytes.length };
	}
	const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
	const files = await Promise.all(
		[...form.entries()]
			.flatMap(([key, value]) => (key.startsWith('files[') && typeof value !== 'string' ? [{ key, value }] : []))
			.toSorted((a, b) => indexOf(a.key) - indexOf(b.key))
			.map(async ({ value }) =>
				measure({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }),
			),
	);
	return { ...parseBody(() => String(form.get('payload_json') ?? '')), files, totalBytes: bytes.length };
}

const indexOf = (key: string) => Number.parseInt(key.slice('files['.length), 10);

function parseBody(read: () => string): Pick<Received, 'body' | 'isMalformed'> {
	try {
		const text = read();
		return { body: text === '' ? undefined : parseStrictJson(text), isMalformed: false };
	} catch {
		return { body: undefined, isMalformed: true };
	}
}

/** The headers as they came, but of `authorization` only its scheme. */
export function redactedHeaders(incoming: IncomingMessage): Record<string, string> {
	const headers = Object.entries(incoming.headers).map(([name, value]) => {
		const text = String(value);
		return [name, name === 'authorization' ? text.split(' ')[0] : text];
	});
	return Object.fromEntries(headers);
}
