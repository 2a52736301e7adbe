import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Clock, withinTime } from './clock.ts';
import { StartError } from './errors.ts';

/** How long the store may take to answer before the bot counts as not ready, in milliseconds. */
export const PROBE_MS = 2000;

interface HealthDependencies {
	/** Whether the bot accepts work. */
	readonly isReady: () => boolean;
	/** Resolves when the store answers. Simultaneous requests share one call. */
	readonly probe: () => Promise<void>;
	/** What `/metrics` shows. */
	readonly metrics: { readonly contentType: string; readonly read: () => Promise<string> };
	readonly clock: Clock;
}

/** Metrics cannot be read, as where the process has no file handle left to look at its own memory. */
const FAILED = { status: 500, type: 'text/plain', text: '500\n' };

/**
 * Serves `/healthz` (200 while the event loop runs) and `/readyz` (200 while the bot accepts work and the store
 * answers, else 503) and `/metrics` in Prometheus's text format. Any other path is a 404.
 *
 * @throws StartError when the port is taken.
 */
export async function serveHealth(port: number, { isReady, probe, metrics, clock }: HealthDependencies) {
	let probing: Promise<boolean> | undefined;
	const storeAnswers = () => {
		probing ??= withinTime(clock, PROBE_MS, probe())
			.then(
				() => true,
				() => false,
			)
			.finally(() => {
				probing = undefined;
			});
		return probing;
	};
	const statusOf = async (path: string | undefined) => {
		if (path === '/healthz') return 200;
		if (path !== '/readyz') return 404;
		return isReady() && (await storeAnswers()) ? 200 : 503;
	};
	const answerTo = async (path: string | undefined) => {
		if (path === '/metrics') return { status: 200, type: metrics.contentType, text: await metrics.read() };
		const status = await statusOf(path);
		return { status, type: 'text/plain', text: status === 200 ? 'ok\n' : `${status}\n` };
	};
	// No request may make this throw, which would end the bot: a target such as `//` isn't a URL.
	const server = createServer(async (request, response) => {
		const { status, type, text } = await answerTo(request.url?.split('?')[0]).catch(() => FAILED);
		response.writeHead(status, { 'content-type': type }).end(text);
	});
	server.listen(port);
	try {
		await once(server, 'listening');
	} catch (error) {
		throw new StartError(`Port ${port} (HTTP_PORT) cannot be used: another program may have it.`, { cause: error });
	}
	const address = server.address();
	return {
		/** The port it listens on; a configured `0` leaves the choice to the system. */
		port: typeof address === 'object' && address !== null ? address.port : port,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
