import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { Clock } from '../../src/clock.ts';

/** A call of Gemini's as it is shown; the local Gemini's own records are such calls. */
export interface WatchedCall {
	readonly model: string;
	/** In milliseconds since the epoch. */
	readonly startedAtMs: number;
	/** The parsed body. */
	readonly request: unknown;
	/** The turns of the request, as far as they have words. */
	readonly contents: readonly { readonly parts?: readonly { readonly text?: string | undefined }[] | undefined }[];
	readonly status: number | undefined;
	readonly response: unknown;
	/** Resolves when it is over. */
	readonly ended: Promise<void>;
}

/** Where the real Gemini is. */
const REAL_GEMINI = 'https://generativelanguage.googleapis.com';

const body = z.looseObject({
	contents: z
		.array(z.looseObject({ parts: z.array(z.looseObject({ text: z.string().optional() })).default([]) }))
		.default([]),
});

const PASSED_ON = ['content-type', 'x-goog-api-key', 'x-goog-api-client', 'user-agent'];

/**
 * Stands between the bot and the real Gemini, passes everything on unchanged, and remembers it.
 *
 * @param target where requests go. Default: Google's address.
 */
export async function startGeminiRelay(clock: Clock, target: string = REAL_GEMINI) {
	const calls: WatchedCall[] = [];
	const server = createServer((request, response) => {
		pass(request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

	async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const sent = await buffer(request);
		const aborted = new AbortController();
		response.once('close', () => aborted.abort());
		const model = /\/models\/([^:/]+):\w*[gG]enerateContent$/.exec(request.url?.split('?')[0] ?? '')?.[1];
		const { promise: ended, resolve: end } = Promise.withResolvers<void>();
		const asked = parse(sent);
		const call: { -readonly [Field in keyof WatchedCall]: WatchedCall[Field] } = {
			model: model ?? '',
			startedAtMs: clock.now(),
			request: asked,
			contents: body.safeParse(asked).data?.contents ?? [],
			status: undefined,
			response: undefined,
			ended,
		};
		if (model !== undefined) calls.push(call);
		try {
			const answer = await fetch(new URL(request.url ?? '/', target), {
				method: request.method ?? 'GET',
				headers: PASSED_ON.flatMap((name): [string, string][] => {
					const value = request.headers[name];
					return typeof value === 'string' ? [[name, value]] : [];
				}),
				...(sent.byteLength > 0 && { body: sent }),
				signal: aborted.signal,
			});
			const received = Buffer.from(await answer.arrayBuffer());
			call.status = answer.status;
			call.response = parse(received);
			const retryAfter = answer.headers.get('retry-after');
			response.writeHead(answer.status, {
				'content-type': answer.headers.get('content-type') ?? 'application/json',
				...(retryAfter !== null && { 'retry-after': retryAfter }),
			});
			response.end(received);
		} finally {
			end();
		}
	}

	return {
		url: `http://127.0.0.1:${portOf(server.address())}`,
		/** Every call of a generate method, oldest first. */
		calls,
		async [Symbol.asyncDispose]() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

const portOf = (address: AddressInfo | string | null) => (typeof address === 'object' ? address?.port : undefined);

function parse(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString());
	} catch {
		return undefined;
	}
}
