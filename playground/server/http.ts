import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '../../test/simulator/discord/world/world.ts';
import type { PageFile } from './page-files.ts';
import type { Uploads } from './uploads.ts';

/** The largest file that a page may send, in bytes: more than Discord's own limit, which is then what refuses it. */
const MAX_UPLOAD_BYTES = 30 * 1024 * 1024;

export interface HttpOptions {
	readonly files: ReadonlyMap<string, PageFile>;
	readonly uploads: Uploads;
	readonly world: World;
}

/**
 * Whether a request comes from a page of ours: by its `Host`, so that no foreign name can be pointed here, and by its
 * `Origin` wherever a browser sends one, so that no foreign page can act.
 */
export function isOurs({ headers }: IncomingMessage, port: number, needsOrigin: boolean): boolean {
	const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
	if (!hosts.includes(headers.host ?? '')) return false;
	return headers.origin === undefined ? !needsOrigin : headers.origin === `http://${headers.host}`;
}

/** Answers one request of a page. */
export async function serve(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const port = request.socket.localPort ?? 0;
	const isRead = request.method === 'GET' || request.method === 'HEAD';
	if (!isOurs(request, port, !isRead)) return end(response, 403, 'Only the page itself may ask here.');
	const [path = '/', query = ''] = (request.url ?? '/').split('?');
	if (request.method === 'POST' && path === '/files')
		return receive(options, request, response, new URLSearchParams(query));
	if (!isRead) return end(response, 405, 'Only reading is possible here.');
	if (path.startsWith('/cdn/')) return sendStored(options.world, path.slice('/cdn'.length), response);
	const file = options.files.get(path);
	if (file === undefined) return end(response, 404, 'There is nothing here.');
	response.writeHead(200, {
		...COMMON,
		'content-type': file.type,
		'cache-control': 'no-cache',
		...(file.policy !== undefined && { 'content-security-policy': file.policy }),
	});
	response.end(file.body);
}

const COMMON = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cross-origin-resource-policy': 'same-origin',
};

function end(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { ...COMMON, 'content-type': 'text/plain; charset=utf-8' });
	response.end(text);
}

/** A file of the local Discord's, under an address that stays the same while the signed one changes. */
function sendStored(world: World, path: string, response: ServerResponse): void {
	const file = world.cdn.open(new URL(world.cdn.refresh(`${world.origin}${path}`)));
	if (file === undefined) {
		end(response, 404, 'This file is no longer there.');
		return;
	}
	// Whatever people upload is shown as a picture or saved, never run.
	const isPicture = /^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(file.type);
	response.writeHead(200, {
		...COMMON,
		'content-type': isPicture ? file.type : 'application/octet-stream',
		'content-security-policy': "default-src 'none'; sandbox",
		'cache-control': 'private, max-age=86400, immutable',
		...(!isPicture && { 'content-disposition': 'attachment' }),
	});
	response.end(file.bytes);
}

async function receive(
	{ uploads }: HttpOptions,
	request: IncomingMessage,
	response: ServerResponse,
	query: URLSearchParams,
): Promise<void> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request) {
		const part = Buffer.from(chunk);
		bytes += part.byteLength;
		if (bytes > MAX_UPLOAD_BYTES) return end(response, 413, 'This file is too large.');
		chunks.push(part);
	}
	const name = (query.get('name') ?? '').replaceAll(/[/\\]/g, '').slice(0, 200) || 'file';
	const id = uploads.add({ name, bytes: Buffer.concat(chunks) });
	response.writeHead(200, { ...COMMON, 'content-type': 'application/json' });
	response.end(JSON.stringify({ id }));
}
