import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { picture } from '../simulator/discord-actors-stage.ts';
import { serveWithoutBot } from './without-bot.ts';

interface Asked {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
}

/** Asks for exactly this path, which `fetch` would tidy up first. */
async function ask(url: string, path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
	const { hostname, port, host } = new URL(url);
	const asking: ClientRequest = request({ hostname, port, path, method, headers: { host, ...headers } });
	asking.end(body);
	const [response] = await once(asking, 'response');
	return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

test('the page, its modules and nothing else are served, with a policy that names no other host', async () => {
	await using served = await serveWithoutBot();
	const page = await ask(served.url, '/');
	expect(page.status).toBe(200);
	const policy = String(page.headers['content-security-policy']);
	expect(policy).toContain("default-src 'none'");
	expect(policy).not.toMatch(/https?:|unsafe|\*/);
	const script = await ask(served.url, '/page/main.ts');
	expect(script.headers['content-type']).toMatch(/^text\/javascript/);
	expect(script.body).not.toContain('interface');
	expect((await ask(served.url, '/modules/preact.js')).status).toBe(200);
});

test.each([
	'/page/../server/http.ts',
	'/page/..%2fserver%2fhttp.ts',
	'/page/%2e%2e/%2e%2e/package.json',
	'//etc/passwd',
	'/../package.json',
	'/page/',
	'/page/tsconfig.json',
	'/modules/../../package.json',
	'/cdn/../package.json',
	'/cdn/attachments/1/2/../../../../etc/passwd',
	'/cdn//evil.example/picture.png',
])('%s leads to nothing', async (path) => {
	await using served = await serveWithoutBot();
	const { status, body } = await ask(served.url, path);
	expect(status).toBe(404);
	expect(body).toMatch(/^(There is nothing here|This file is no longer there)\.$/);
});

test.each([
	['a foreign name that was pointed here', '/', { headers: { host: 'evil.example' } }],
	['a foreign name with our port', '/', { headers: { host: 'evil.example:80' } }],
	['a page of somebody else', '/', { headers: { origin: 'https://evil.example' } }],
	['a sandboxed page', '/files', { method: 'POST', headers: { origin: 'null' }, body: 'x' }],
	['a sender of files without an origin', '/files', { method: 'POST', body: 'x' }],
])('%s is refused', async (_, path, asked: Asked) => {
	await using served = await serveWithoutBot();
	expect((await ask(served.url, path, asked)).status).toBe(403);
});

test.each([{}, { origin: 'https://evil.example' }, { origin: 'http://127.0.0.1:1' }])(
	'a socket opened with %o is refused, and one of the page is not',
	async (headers) => {
		await using served = await serveWithoutBot();
		const address = new URL('/socket', served.url.replace('http', 'ws'));
		const [error] = await once(new WebSocket(address, { headers }), 'error');
		expect(String(error)).toContain('401');
		const own = new WebSocket(address, { headers: { origin: new URL(served.url).origin } });
		const [first] = await once(own, 'message');
		expect(JSON.parse(String(first)).view.me.name).toBe('alice');
		own.terminate();
	},
);

test('what is not an action closes the socket', async () => {
	await using served = await serveWithoutBot();
	const { origin } = new URL(served.url);
	const own = new WebSocket(new URL('/socket', origin.replace('http', 'ws')), { headers: { origin } });
	await once(own, 'open');
	own.send('{"id":1,"action":{"do":"rule the world"}}');
	const [code] = await once(own, 'close');
	expect(code).toBe(1008);
});

test('nobody reaches it from another machine', async () => {
	await using served = await serveWithoutBot();
	const { hostname, port } = new URL(served.url);
	expect(hostname).toBe('127.0.0.1');
	const others = Object.values(networkInterfaces()).flatMap((all) =>
		(all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
	);
	for (const host of others) {
		const [error] = await once(connect({ host, port: Number(port) }), 'error');
		expect(error).toMatchObject({ code: 'ECONNREFUSED' });
	}
});

test('an uploaded page is never run: it comes back to be saved, in a sandbox', async () => {
	await using served = await serveWithoutBot();
	const alice = served.discord.user('alice').in(served.cast.servers[0]?.channel('pictures') ?? expect.unreachable());
	const message = await alice.say('', {
		files: [
			{ name: 'x.html', bytes: Buffer.from('<script>alert(1)</script>') },
			{ name: 'a.png', bytes: await picture() },
		],
	});
	const [page, png] = message.attachments.map((file) => `/cdn${new URL(message.url(file)).pathname}`);
	const { headers } = await ask(served.url, page ?? '');
	expect(headers['content-type']).toBe('application/octet-stream');
	expect(headers['content-disposition']).toBe('attachment');
	expect(headers['content-security-policy']).toContain('sandbox');
	expect((await ask(served.url, png ?? '')).headers['content-type']).toBe('image/png');
});
