import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../src/clock.ts';

interface StoredObject {
	readonly bytes: Buffer;
	readonly modified: Date;
}

/** How many objects the server lists at once, so that few are enough to need a second page. */
const PAGE_OBJECTS = 2;

/** As much of S3 as blobs need: one bucket, path-style addresses, any credentials, and checksums that are checked. */
export async function startBucket(clock: Clock) {
	const objects = new Map<string, StoredObject>();
	const listed: string[] = [];
	let bucket: string | undefined = 'pictures';
	let turnsBytes = (bytes: Buffer): Buffer => bytes;
	let isMute = false;

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (isMute) return;
		const url = new URL(request.url ?? '', 'http://bucket');
		const [, name, ...rest] = url.pathname.split('/');
		const isKnown = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=key/');
		if (isKnown !== true) refuse(response, 403, 'AccessDenied');
		else if (name !== bucket) refuse(response, 404, 'NoSuchBucket');
		else if (rest.length === 0 || rest[0] === '') list(url.searchParams, response);
		else if (request.method === 'PUT') await put(rest.join('/'), request, response);
		else give(rest.join('/'), request.method, response);
	}

	function give(key: string, method: string | undefined, response: ServerResponse): void {
		const object = objects.get(key);
		if (method === 'DELETE') {
			objects.delete(key);
			response.writeHead(204).end();
		} else if (object === undefined) {
			refuse(response, 404, 'NoSuchKey');
		} else {
			const { bytes, modified } = object;
			response.writeHead(200, { 'content-length': bytes.length, 'last-modified': modified.toUTCString(), etag: '"e"' });
			response.end(method === 'HEAD' ? undefined : bytes);
		}
	}

	async function put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const bytes = turnsBytes(await buffer(request));
		const expected = request.headers['x-amz-checksum-sha256'];
		if (createHash('sha256').update(bytes).digest('base64') !== expected) return refuse(response, 400, 'BadDigest');
		objects.set(key, { bytes, modified: new Date(clock.now()) });
		response.writeHead(200, { etag: '"e"' }).end();
	}

	function list(query: URLSearchParams, response: ServerResponse): void {
		const from = Number(query.get('continuation-token') ?? 0);
		const prefix = query.get('prefix') ?? '';
		listed.push(prefix);
		const below = [...objects].filter(([key]) => key.startsWith(prefix));
		const page = below.slice(from, from + PAGE_OBJECTS);
		const next =
			from + PAGE_OBJECTS < below.length ? `<NextContinuationToken>${from + PAGE_OBJECTS}</NextContinuationToken>` : '';
		const contents = page.map(
			([key, { bytes, modified }]) =>
				`<Contents><Key>${key}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>"e"</ETag><Size>${bytes.length}</Size></Contents>`,
		);
		response.writeHead(200).end(`<ListBucketResult>${contents.join('')}${next}</ListBucketResult>`);
	}

	const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
	return {
		address: `s3://key:se%2Fcret@127.0.0.1:${address.port}/pictures?tls=off`,
		objects,
		/** The prefix of every listing that was asked for. */
		listed,
		loseBucket() {
			bucket = undefined;
		},
		/** From now on the bytes of a write arrive changed. */
		corrupt(change: (bytes: Buffer) => Buffer) {
			turnsBytes = change;
		},
		/** From now on requests are taken and not answered. */
		mute() {
			isMute = true;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function refuse(response: ServerResponse, status: number, code: string): void {
	response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
