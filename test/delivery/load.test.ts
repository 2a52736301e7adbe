import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createReferences } from '../../src/delivery/references.ts';
import { drawing } from '../pixels/support/planted.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** A server that lets the test answer each request, and the way to the pictures on it. */
async function setUp() {
	const waiting: ServerResponse[] = [];
	const watchers = new Set<() => void>();
	const server = createServer((_, response) => {
		waiting.push(response);
		for (const watch of watchers) watch();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = z.object({ port: z.int() }).parse(server.address());
	const apiUrl = `http://127.0.0.1:${port}/api`;
	const aborting = new AbortController();
	const references = createReferences({ apiUrl, clock: fakeClock() });
	return {
		waiting,
		aborting,
		/** Resolves once so many requests in all have come. */
		requests: (count: number) =>
			new Promise<void>((resolve) => {
				const watch = () => void (waiting.length >= count && resolve());
				watchers.add(watch);
				watch();
			}),
		load: (count: number) => {
			const attachment = { url: `http://127.0.0.1:${port}/a.png`, name: 'a.png', sizeBytes: 1 };
			return references.load(
				Array.from({ length: count }, () => attachment),
				aborting.signal,
			);
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

test('a file that is said to be small is left as soon as it is larger than 20 MB', async () => {
	await using scene = await setUp();
	const loading = scene.load(1);
	await scene.requests(1);
	const [response] = scene.waiting;
	// Never ended: whoever waits for the end waits in vain.
	response?.write(Buffer.alloc(20 * 1024 * 1024 + 1));
	expect(await loading).toEqual({
		kind: 'refused',
		sentence: 'That file is larger than 20 MB. Nothing was charged; use another one.',
	});
});

test('two pictures at most are worked on at the same time', async () => {
	await using scene = await setUp();
	const png = await drawing().png().toBuffer();
	const loading = scene.load(5);
	for (const requests of [2, 4, 5]) {
		await scene.requests(requests);
		expect(scene.waiting).toHaveLength(requests);
		for (const response of scene.waiting) if (!response.writableEnded) response.end(png);
	}
	expect(await loading).toMatchObject({ kind: 'ready', pictures: Array.from({ length: 5 }, () => ({})) });
});

describe('an abort', () => {
	test('leaves every download, and nothing more is fetched', async () => {
		await using scene = await setUp();
		const loading = scene.load(4);
		await scene.requests(2);
		const left = scene.waiting.map((response) => once(response, 'close'));
		scene.aborting.abort(new Error('no longer wanted'));
		await expect(loading).rejects.toThrow('no longer wanted');
		await Promise.all(left);
		expect(scene.waiting).toHaveLength(2);
	});
});

test('nothing given is nothing to load', async () => {
	await using scene = await setUp();
	expect(await scene.load(0)).toEqual({ kind: 'ready', pictures: [] });
});
