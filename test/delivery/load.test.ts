import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createReferences } from '../../src/delivery/references.ts';
import {
	createPictureProcessor,
	PICTURE_LIMIT_MS,
	PICTURES_AT_ONCE,
	type PictureProcessor,
} from '../../src/pixels/processor.ts';
import { createHeavyWork } from '../../src/queue/heavy-work.ts';
import type { References } from '../../src/studio/generation/ports.ts';
import { wordsFor } from '../../src/words/languages.ts';
import { drawing } from '../pixels/support/planted.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { pictures } from '../support/pictures.ts';

/** A server that lets the test answer each request, and the way to the pictures on it. */
async function setUp(processor: PictureProcessor = pictures) {
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
	const references = createReferences({ apiUrl, pictures: processor, clock: fakeClock() });
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
		load: (count: number, { signal } = aborting) => {
			const attachment = { url: `http://127.0.0.1:${port}/a.png`, name: 'a.png', sizeBytes: 1 };
			return references.load(
				Array.from({ length: count }, () => attachment),
				signal,
			);
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** What a person reads when nothing was loaded. */
const refusalOf = (loaded: Awaited<ReturnType<References['load']>>) =>
	loaded.kind === 'refused' ? loaded.says(wordsFor('en-US')) : undefined;

test('a file that is said to be small is left as soon as it is larger than 20 MB', async () => {
	await using scene = await setUp();
	const loading = scene.load(1);
	await scene.requests(1);
	const [response] = scene.waiting;
	// Never ended: whoever waits for the end waits in vain.
	response?.write(Buffer.alloc(20 * 1024 * 1024 + 1));
	expect(refusalOf(await loading)).toBe('That file is larger than 20 MB. Use a smaller one.');
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

/** What decodes pictures, each of which waits for the test once its turn has come. */
function setUpProcessor() {
	const clock = fakeClock();
	const heavyWork = createHeavyWork({ running: PICTURES_AT_ONCE, limitMs: PICTURE_LIMIT_MS, clock });
	const begun: (() => void)[] = [];
	let handedIn = 0;
	const watchers = new Set<() => void>();
	const announce = () => {
		for (const watch of watchers) watch();
	};
	const processor = createPictureProcessor({
		run(work, signal) {
			handedIn++;
			announce();
			return heavyWork.run(async (wanted) => {
				const { promise, resolve } = Promise.withResolvers<void>();
				begun.push(resolve);
				announce();
				await promise;
				return work(wanted);
			}, signal);
		},
	});
	const until = (condition: () => boolean) =>
		new Promise<void>((resolve) => {
			const watch = () => void (condition() && resolve());
			watchers.add(watch);
			watch();
		});
	return {
		clock,
		processor,
		begun,
		hasBegun: (count: number) => until(() => begun.length >= count),
		wasHandedIn: (count: number) => until(() => handedIn >= count),
	};
}

describe('pictures of several requests', () => {
	test('are decoded two at a time in all, and those of a request that is called off are not even begun', async () => {
		const { processor, begun, hasBegun, wasHandedIn } = setUpProcessor();
		await using scene = await setUp(processor);
		const png = await drawing().png().toBuffer();
		const calling = new AbortController();
		const loading = [];
		for (const controller of [scene.aborting, calling, scene.aborting]) {
			loading.push(scene.load(2, controller));
			await scene.requests(2 * loading.length);
			for (const response of scene.waiting) if (!response.writableEnded) response.end(png);
			await wasHandedIn(2 * loading.length);
		}
		const [first, called, third] = loading;
		expect(begun).toHaveLength(2);
		calling.abort(new Error('no longer wanted'));
		await expect(called).rejects.toThrow('no longer wanted');
		for (const goOn of begun) goOn();
		expect(await first).toMatchObject({ kind: 'ready' });
		await hasBegun(4);
		for (const goOn of begun) goOn();
		expect(await third).toMatchObject({ kind: 'ready' });
		expect(begun).toHaveLength(4);
	});

	test('that take too long are refused in one sentence', async () => {
		const { clock, processor, hasBegun } = setUpProcessor();
		await using scene = await setUp(processor);
		const loading = scene.load(1);
		await scene.requests(1);
		scene.waiting[0]?.end(await drawing().png().toBuffer());
		await hasBegun(1);
		await clock.advance(PICTURE_LIMIT_MS);
		expect(refusalOf(await loading)).toBe('That file took too long to open. Use a smaller one.');
	});
});

test('nothing given is nothing to load', async () => {
	await using scene = await setUp();
	expect(await scene.load(0)).toEqual({ kind: 'ready', pictures: [] });
});
