import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { Refusal } from './refusal.ts';
import type { Script } from './script.ts';

const JSON_TYPE = 'application/json; charset=UTF-8';

/** What goes over the wire for one request. */
export interface Reply {
	readonly status: number;
	readonly contentType: string;
	readonly text: string;
	/** What `text` says, for whoever looks at the call afterwards: for a stream the list of its chunks. */
	readonly body: unknown;
}

export const json = (status: number, body: unknown): Reply => ({
	status,
	contentType: JSON_TYPE,
	text: JSON.stringify(body, null, 2),
	body,
});

export const html = (status: number): Reply => {
	const text = `<!DOCTYPE html>\n<html lang=en><title>Error ${status}</title><p>That's an error.</p></html>\n`;
	return { status, contentType: 'text/html; charset=UTF-8', text, body: text };
};

/** One chunk per part, then one with an empty text, the finish reason and the usage that counts. */
function chunksOf(answer: Answer): object[] {
	const [candidate, ...others] = answer.candidates ?? [];
	const parts = candidate?.content.parts ?? [];
	if (candidate === undefined || others.length > 0 || parts.length === 0) return [answer];
	const { modelVersion, responseId } = answer;
	const pieces = parts.map((part) => ({
		candidates: [{ content: { parts: [part], role: 'model' }, index: 0 }],
		modelVersion,
		responseId,
	}));
	const last = { ...candidate, content: { parts: [{ text: '' }], role: 'model' } };
	return [...pieces, { ...answer, candidates: [last] }];
}

/** The answer as server-sent events, cut off by an error event after the first chunk when the script says so. */
export function stream(answer: Answer, { errorChunk }: Script): Reply {
	const whole = chunksOf(answer);
	const chunks =
		errorChunk === undefined ? whole : [...whole.slice(0, 1), new Refusal(errorChunk, 'The stream broke off.').body];
	const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join('');
	return { status: 200, contentType: 'text/event-stream', text, body: chunks };
}

/** Sends a reply whole. */
export function send(response: ServerResponse, { status, contentType, text }: Reply): void {
	const bytes = Buffer.from(text);
	response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length });
	response.end(bytes);
}

/** Sends the first half of a reply's body, and resolves when it is on its way. The response stays open. */
export function sendHalf(response: ServerResponse, { status, contentType, text }: Reply): Promise<void> {
	const bytes = Buffer.from(text);
	response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length });
	return new Promise((resolve) => response.write(bytes.subarray(0, bytes.length / 2), () => resolve()));
}
