import { once } from 'node:events';
import { createServer } from 'node:http';
import { StartError } from './errors.ts';

export interface HealthServer extends AsyncDisposable {
	/** The port it listens on, which a configured `0` leaves to the system. */
	readonly port: number;
}

/**
 * Serves `/healthz` (200 while the process turns its event loop) and `/readyz` (200 while work is taken, else 503).
 * Any other path is a 404.
 *
 * @throws StartError when the port is taken.
 */
export async function serveHealth(port: number, isReady: () => boolean): Promise<HealthServer> {
	const server = createServer((request, response) => {
		// Whatever is sent here must not throw, or it would end the bot: a target such as `//` is no URL.
		const [path] = (request.url ?? '').split('?');
		const status = path === '/healthz' || (path === '/readyz' && isReady()) ? 200 : path === '/readyz' ? 503 : 404;
		response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 200 ? 'ok\n' : `${status}\n`);
	});
	server.listen(port);
	try {
		await once(server, 'listening');
	} catch (error) {
		throw new StartError(`Port ${port} (HTTP_PORT) cannot be used: another program may have it.`, { cause: error });
	}
	const address = server.address();
	return {
		port: typeof address === 'object' && address !== null ? address.port : port,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
