import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A Gemini that only repeats what was prepared, so that its own work does not count. */
export interface PreparedGemini extends AsyncDisposable {
	readonly url: string;
	/** Resolves when as many calls wait as there are bodies. */
	readonly complete: Promise<void>;
	/** Answers all of them at once. */
	release(): void;
}

/** Holds the calls that come until `release`; each gets one of the bodies. Every model exists. */
export async function startPreparedGemini(bodies: readonly Uint8Array[]): Promise<PreparedGemini> {
	const { promise: complete, resolve } = Promise.withResolvers<void>();
	const waiting: ServerResponse[] = [];
	const server = createServer(async (request, response) => {
		await buffer(request);
		response.setHeader('content-type', 'application/json; charset=UTF-8');
		if (request.method === 'GET') response.end('{}');
		else if (waiting.push(response) === bodies.length) resolve();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${portOf(server.address())}`,
		complete,
		release() {
			for (const [index, response] of waiting.entries()) response.end(bodies[index]);
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
		},
	};
}

const portOf = (address: AddressInfo | string | null) => (typeof address === 'object' ? address?.port : undefined);
