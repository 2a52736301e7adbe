import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createDownloader } from '../../src/delivery/download.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** A server of files, and how many requests it got. */
async function serve(listener: RequestListener) {
	let requests = 0;
	const server = createServer((request, response) => {
		requests++;
		listener(request, response);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = z.object({ port: z.int() }).parse(server.address());
	return {
		origin: `http://127.0.0.1:${port}`,
		get requests() {
			return requests;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

/** A downloader for which `origin` is the configured Discord. */
function setUp(origin: string | undefined) {
	const clock = fakeClock();
	const aborting = new AbortController();
	const download = createDownloader({ apiUrl: origin && `${origin}/api`, clock });
	return { clock, aborting, download: (url: string, maxBytes = 1000) => download(url, maxBytes, aborting.signal) };
}

const answer =
	(bytes: Uint8Array | string, status = 200): RequestListener =>
	(_, response) =>
		void response.writeHead(status).end(bytes);

test('a file of the configured Discord comes whole', async () => {
	const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));
	await using server = await serve(answer(bytes));
	const { download, clock } = setUp(server.origin);
	expect(await download(`${server.origin}/attachments/1/a.png?ex=1`)).toEqual({ kind: 'bytes', bytes });
	// Nothing is left waiting for the bound of 30 seconds.
	void clock.sleep(60_000);
	expect(await clock.sleepers()).toBe(60_000);
});

describe('nothing is fetched from', () => {
	test.each([
		['another host', 'https://example.com/a.png'],
		['a name that begins like Discord’s', 'https://cdn.discordapp.com.example.com/a.png'],
		['a name that ends like Discord’s', 'https://notcdn.discordapp.com/a.png'],
		['a host that is named after Discord’s', 'https://cdn.discordapp.com@example.com/a.png'],
		['Discord without encryption', 'http://cdn.discordapp.com/a.png'],
		['another port', 'https://cdn.discordapp.com:8443/a.png'],
		['Discord’s other hosts', 'https://discord.com/a.png'],
		['this machine', 'http://127.0.0.1:6379/'],
		['the machine’s keeper', 'http://169.254.169.254/latest/meta-data'],
		['the disk', 'file:///etc/passwd'],
		['the address itself', 'data:image/png;base64,AAAA'],
	])('%s', async (_, url) => {
		expect(await setUp(undefined).download(url)).toEqual({ kind: 'failed', why: 'foreign' });
	});
});

test.each(['https://cdn.discordapp.com/a.png', 'https://media.discordapp.net/a.png'])(
	'%s would be fetched, with or without another Discord',
	async (url) => {
		for (const origin of [undefined, 'http://127.0.0.1:1']) {
			const { download, aborting } = setUp(origin);
			// Aborted beforehand it goes nowhere, but only an allowed address gets as far as that.
			aborting.abort();
			await expect(download(url)).rejects.toThrow(/abort/);
		}
	},
);

test('an address that is none is not fetched', async () => {
	expect(await setUp(undefined).download('a.png')).toEqual({ kind: 'failed', why: 'unreachable' });
});

describe('a redirect', () => {
	const redirect = (to: (at: number) => string, ends: number): RequestListener => {
		let at = 0;
		return (_, response) => {
			at++;
			if (at <= ends) response.writeHead(302, { location: to(at) }).end();
			else response.end('here');
		};
	};

	test.each([
		[2, { kind: 'bytes', bytes: Buffer.from('here') }],
		[3, { kind: 'failed', why: 'gone' }],
	])('is followed within the same host, %i times: %j', async (redirects, expected) => {
		await using server = await serve(redirect((at) => `/there/${at}`, redirects));
		const { download } = setUp(server.origin);
		expect(await download(`${server.origin}/a.png`)).toEqual(expected);
		expect(server.requests).toBe(3);
	});

	test('to another host is refused, and that host never hears of it', async () => {
		await using foreign = await serve(answer('secret'));
		await using server = await serve(redirect(() => `${foreign.origin}/a.png`, 1));
		const { download } = setUp(server.origin);
		expect(await download(`${server.origin}/a.png`)).toEqual({ kind: 'failed', why: 'foreign' });
		expect(foreign.requests).toBe(0);
	});

	test('to no address is not followed', async () => {
		await using server = await serve(redirect(() => 'http://[', 1));
		const { download } = setUp(server.origin);
		expect(await download(`${server.origin}/a.png`)).toEqual({ kind: 'failed', why: 'unreachable' });
	});
});

test.each([403, 404, 410, 500])('status %i means that the file is gone', async (status) => {
	await using server = await serve(answer('This content is no longer available.', status));
	expect(await setUp(server.origin).download(`${server.origin}/a.png`)).toEqual({ kind: 'failed', why: 'gone' });
});

test('a connection that breaks within the file is no file', async () => {
	await using server = await serve((_, response) => {
		response.writeHead(200, { 'content-length': 1000 });
		response.write(Buffer.alloc(500), () => response.destroy());
	});
	expect(await setUp(server.origin).download(`${server.origin}/a.png`)).toEqual({ kind: 'failed', why: 'unreachable' });
});

describe('what arrives is counted, whatever was promised', () => {
	test.each([
		[1000, 'bytes'],
		[1001, 'failed'],
	])('%i bytes of at most 1000: %s', async (length, kind) => {
		await using server = await serve(answer(Buffer.alloc(length)));
		expect((await setUp(server.origin).download(`${server.origin}/a.png`)).kind).toBe(kind);
	});

	test('a few bytes that unpack to too many are too many', async () => {
		const packed = gzipSync(Buffer.alloc(1001));
		await using server = await serve((_, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed);
		});
		expect(packed.length).toBeLessThan(100);
		const { download } = setUp(server.origin);
		expect(await download(`${server.origin}/a.png`)).toEqual({ kind: 'failed', why: 'too-large' });
	});

	test('an endless file is left as soon as it is too large', async () => {
		const { promise: left, resolve: leave } = Promise.withResolvers<void>();
		await using server = await serve((_, response) => {
			response.once('close', () => leave());
			const more = () => void (response.destroyed || response.write(Buffer.alloc(64 * 1024), more));
			more();
		});
		const { download } = setUp(server.origin);
		expect(await download(`${server.origin}/a.png`, 1_000_000)).toEqual({ kind: 'failed', why: 'too-large' });
		await left;
	});
});

describe('a file that does not come', () => {
	const silent: RequestListener = () => {};
	const halting: RequestListener = (_, response) => void response.write('the beginning');

	test.each([
		['a server that does not answer', silent],
		['a server that stops in the middle', halting],
	])('from %s is given up after 30 seconds and not before', async (_, listener) => {
		const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
		await using server = await serve((request, response) => {
			listener(request, response);
			ask();
		});
		const { download, clock } = setUp(server.origin);
		let isOver = false;
		const downloading = download(`${server.origin}/a.png`).finally(() => {
			isOver = true;
		});
		await asked;
		await clock.advance(29_999);
		expect(isOver).toBe(false);
		await clock.advance(1);
		expect(await downloading).toEqual({ kind: 'failed', why: 'too-slow' });
	});

	test('has one bound for all redirects together', async () => {
		const { promise: redirected, resolve: redirect } = Promise.withResolvers<void>();
		await using server = await serve(({ url }, response) => {
			if (url === '/b') return redirect();
			void clock.advance(20_000).then(() => response.writeHead(302, { location: '/b' }).end());
		});
		const { download, clock } = setUp(server.origin);
		const downloading = download(`${server.origin}/a`);
		await redirected;
		await clock.advance(10_000);
		expect(await downloading).toEqual({ kind: 'failed', why: 'too-slow' });
	});

	test.each([
		['before it answers', silent],
		['in the middle', halting],
	])('is left at once when the request is aborted %s', async (_, listener) => {
		const { promise: left, resolve: leave } = Promise.withResolvers<void>();
		const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
		await using server = await serve((request, response) => {
			response.once('close', () => leave());
			listener(request, response);
			ask();
		});
		const { download, aborting } = setUp(server.origin);
		const downloading = download(`${server.origin}/a.png`);
		await asked;
		aborting.abort(new Error('no longer wanted'));
		await expect(downloading).rejects.toThrow('no longer wanted');
		await left;
	});
});
