import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, Faults } from '../faults.ts';
import type { MeasuredFile } from '../world/cdn.ts';
import type { World } from '../world/world.ts';
import { applicationRoutes } from './applications.ts';
import { callbackRoutes } from './callbacks.ts';
import { channelRoutes } from './channels.ts';
import { gatewayRoutes } from './gateway.ts';
import { guildRoutes } from './guilds.ts';
import type { InvalidRequests } from './invalid-requests.ts';
import { messageRoutes } from './messages.ts';
import type { Allowance, RateLimits } from './rate-limits.ts';
import { reactionRoutes } from './reactions.ts';
import { receive, redactedHeaders } from './receive.ts';
import { refreshRoutes } from './refresh-urls.ts';
import { Refused, refusal } from './refused.ts';
import { findRoute, type Route } from './route.ts';
import { threadRoutes } from './threads.ts';
import { webhookRoutes } from './webhooks.ts';

const API = '/api/v10';
/** The largest request Discord takes, in bytes. Source: Discord, Create Message. */
export const MAX_REQUEST_BYTES = 25 * 1024 * 1024;

const routes: readonly Route[] = [
	...gatewayRoutes,
	...applicationRoutes,
	...callbackRoutes,
	...webhookRoutes,
	...channelRoutes,
	...messageRoutes,
	...reactionRoutes,
	...threadRoutes,
	...guildRoutes,
	...refreshRoutes,
];

/** A request as it was on the wire, and what became of it. */
export interface RecordedRequest {
	readonly method: string;
	/** Below `/api/v10`, as sent; the whole path for what is not the API. */
	readonly path: string;
	/** Names in lower case; of `authorization` only the scheme. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
	readonly files: readonly MeasuredFile[];
	/** When the last byte of it had arrived. */
	readonly atMs: number;
	/** The status answered; `undefined` until then, and for ever where no answer went out. */
	status: number | undefined;
}

/** An answer on its way out. */
interface Reply {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
	body === undefined
		? { status, headers }
		: { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };

export interface RestOptions {
	readonly world: World;
	readonly faults: Faults;
	readonly requests: RecordedRequest[];
	/** Absent when nothing is limited. */
	readonly rateLimits: RateLimits | undefined;
	readonly invalidRequests: InvalidRequests;
}

/** Answers one REST or CDN request. */
export async function serve(options: RestOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
	const { world, faults, invalidRequests } = options;
	const url = new URL(incoming.url ?? '/', world.origin);
	const { totalBytes, isMalformed, ...carried } = await receive(incoming);
	const request: RecordedRequest = {
		method: incoming.method ?? 'GET',
		path: url.pathname.startsWith(API) ? url.pathname.slice(API.length) : url.pathname,
		headers: redactedHeaders(incoming),
		...carried,
		atMs: world.clock.now(),
		status: undefined,
	};
	options.requests.push(request);
	world.changes.announce();
	const respond = (reply: Reply) => {
		request.status = reply.status;
		response.writeHead(reply.status, reply.headers);
		response.end(reply.body);
		world.changes.announce();
	};

	const isApi = url.pathname.startsWith(API);
	if (isApi && invalidRequests.bannedForMs > 0) return respond(banned(invalidRequests.bannedForMs));
	const fault = faults.take(request.method, request.path);
	if (fault === 'stall') return;
	if (fault === 'destroy') return void incoming.socket.destroy();
	if (typeof fault === 'object' && 'delayMs' in fault) await world.clock.sleep(fault.delayMs);
	const isAuthorized = incoming.headers.authorization === `Bot ${world.token}`;
	const reply = faultyReply(fault) ?? answer(options, { request, url, totalBytes, isMalformed, isAuthorized });
	if (isApi) invalidRequests.note(reply.status, reply.headers?.['x-ratelimit-scope']);
	if (fault === 'destroy-after-applying') return void incoming.socket.destroy();
	respond(reply);
}

interface Asked {
	readonly request: RecordedRequest;
	readonly url: URL;
	readonly totalBytes: number;
	readonly isMalformed: boolean;
	readonly isAuthorized: boolean;
}

/** What Discord answers. The request takes effect in this one step, or not at all. */
function answer({ world, rateLimits }: RestOptions, asked: Asked): Reply {
	const { request, url, totalBytes, isMalformed, isAuthorized } = asked;
	if (!url.pathname.startsWith(API)) return download(world, url);
	const { method, path, body, files } = request;
	const found = findRoute(routes, method, path);
	if (found === undefined) return json(404, refusal.notFound().body);
	const { route, params } = found;
	const allowance = rateLimits?.take({ method, route: route.path, params, isBot: route.isOpen !== true });
	if (allowance?.refusedFor !== undefined) return limited(allowance.refusedFor, allowance.headers);
	try {
		if (!route.isOpen && !isAuthorized) throw refusal.unauthorized();
		if (totalBytes > MAX_REQUEST_BYTES) throw refusal.tooLarge();
		if (isMalformed) throw refusal.invalidJson();
		const answered = route.answer({ world, params, query: url.searchParams, body, files });
		return json(answered.status, answered.body, allowance?.headers);
	} catch (error) {
		if (error instanceof Refused) return json(error.status, error.body, allowance?.headers);
		throw error;
	}
}

function download(world: World, url: URL): Reply {
	const file = world.cdn.open(url);
	if (file === undefined) {
		return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'This content is no longer available.' };
	}
	return { status: 200, headers: { 'content-type': file.type }, body: file.bytes };
}

/** What the proxy in front of Discord answers to an address that it has banned. */
const banned = (forMs: number): Reply => ({
	status: 429,
	headers: { 'content-type': 'text/html', 'retry-after': String(Math.ceil(forMs / 1000)) },
	body: '<!doctype html><title>Access denied</title><h1>Error 1015</h1><p>You are being rate limited.</p>',
});

/** The answer that a fault gives in Discord's place, where it gives one. */
function faultyReply(fault: Fault | undefined): Reply | undefined {
	if (fault === 'html-502') {
		return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><h1>502 Bad Gateway</h1></html>' };
	}
	if (typeof fault !== 'object' || 'delayMs' in fault) return undefined;
	if ('status' in fault)
		return json(fault.status, fault.body ?? { message: 'Something went wrong', code: fault.code ?? 0 });
	const { rateLimitMs: retryAfterMs, global: isGlobal = false, scope } = fault;
	return limited({ retryAfterMs, isGlobal }, scope === undefined ? {} : { 'x-ratelimit-scope': scope });
}

function limited({ retryAfterMs, isGlobal }: NonNullable<Allowance['refusedFor']>, headers: Reply['headers']): Reply {
	const seconds = retryAfterMs / 1000;
	return json(
		429,
		{ message: 'You are being rate limited.', retry_after: seconds, global: isGlobal },
		{
			'retry-after': String(seconds),
			'x-ratelimit-scope': isGlobal ? 'global' : 'user',
			...(isGlobal && { 'x-ratelimit-global': 'true' }),
			...headers,
		},
	);
}
