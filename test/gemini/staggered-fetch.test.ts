import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createStaggeredFetch, STAGGER_MS } from '../../src/gemini/staggered-fetch.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** Two answers, read at once: the first has come by half, and a quick one behind it is whole. */
async function startReading() {
	const { promise: begun, resolve: begin } = Promise.withResolvers<ServerResponse>();
	const server = createServer(({ url }, response) => {
		if (url === '/quick') return void response.end('{"quick":true}');
		response.write('{"slow":');
		begin(response);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address: AddressInfo | string | null = server.address();
	const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
	const clock = fakeClock();
	const staggered = createStaggeredFetch(clock);
	const slow = (await staggered(`${origin}/slow`)).json();
	const quick = (await staggered(`${origin}/quick`)).json();
	slow.catch(() => {});
	let isQuickRead = false;
	quick.then(() => {
		isQuickRead = true;
	});
	return {
		clock,
		slow,
		quick,
		slowResponse: await begun,
		/** Whether the quick one is read by the time that an ordinary `fetch` has read another. */
		async isQuickRead() {
			await (await fetch(`${origin}/quick`)).json();
			return isQuickRead;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
		},
	};
}

test('an answer that stalls keeps the next one waiting for half a second and no longer', async () => {
	await using reading = await startReading();
	expect(await reading.clock.sleepers()).toBe(STAGGER_MS);
	await reading.clock.advance(STAGGER_MS - 1);
	expect(await reading.isQuickRead()).toBe(false);
	await reading.clock.advance(1);
	expect(await reading.quick).toEqual({ quick: true });
});

test('an answer is read as soon as the one before it is whole', async () => {
	await using reading = await startReading();
	expect(await reading.isQuickRead()).toBe(false);
	reading.slowResponse.end('true}');
	expect(await reading.quick).toEqual({ quick: true });
	expect(await reading.slow).toEqual({ slow: true });
});

test('an answer that breaks off fails alone', async () => {
	await using reading = await startReading();
	reading.slowResponse.destroy();
	await expect(reading.slow).rejects.toThrow('terminated');
	expect(await reading.quick).toEqual({ quick: true });
});
