import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { systemClock as clock } from '../../src/clock.ts';
import { type Answer, prepareAnswer, SIZES, type Size, uniqueAnswer } from './answers.ts';
import { answerQuestions } from './questions.ts';

/**
 * A Gemini in a process of its own that only repeats what was prepared, so that its own work does not count. It asks
 * which size to send by a pattern, because requests with a history are large. Every model exists.
 */
const SIZE = /"imageSize":\s*"([124]K)"/;

const behaviour = z.union([
	/** Every answer begins so long after its request had arrived. */
	z.object({ modelMs: z.number() }),
	/** Answers are held back until so many calls wait for them, and then until `release`. */
	z.object({ holdFor: z.number() }),
]);

const prepared: Record<Size, Answer> = {
	'1K': await prepareAnswer('1K'),
	'2K': await prepareAnswer('2K'),
	'4K': await prepareAnswer('4K'),
};
let is: z.output<typeof behaviour> = { modelMs: 0 };
let complete = Promise.withResolvers<void>();
let released = Promise.withResolvers<void>();
let waiting = 0;
/** How large the requests were since somebody asked, in bytes and in the order in which they came. */
const requestBytes: number[] = [];

const server = createServer((request, response) => void respond(request, response).catch(() => response.destroy()));

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const body = await buffer(request);
	const arrivedAtMs = performance.now();
	response.setHeader('content-type', 'application/json; charset=UTF-8');
	if (request.method === 'GET') return void response.end('{}');
	requestBytes.push(body.length);
	// Settings follow the contents, which are long only where there is a history.
	const asked = SIZE.exec(body.subarray(-2000).toString('latin1'))?.[1];
	const pieces = uniqueAnswer(prepared[SIZES.find((size) => size === asked) ?? '1K']);
	if ('modelMs' in is) await clock.sleep(Math.max(0, is.modelMs - (performance.now() - arrivedAtMs)));
	else {
		if (++waiting === is.holdFor) complete.resolve();
		await released.promise;
	}
	response.setHeader(
		'content-length',
		pieces.reduce((sum, piece) => sum + piece.length, 0),
	);
	response.cork();
	for (const piece of pieces) response.write(piece);
	response.uncork();
	response.end();
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');

answerQuestions({
	url: () => `http://127.0.0.1:${portOf(server.address())}`,
	behave(how) {
		is = behaviour.parse(how);
		waiting = 0;
		complete = Promise.withResolvers();
		released = Promise.withResolvers();
	},
	complete: () => complete.promise,
	release: () => released.resolve(),
	requestBytes: () => requestBytes.splice(0),
});

function portOf(address: AddressInfo | string | null) {
	return typeof address === 'object' ? address?.port : undefined;
}
