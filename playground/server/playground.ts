import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../src/clock.ts';
import type { RecordedRequest } from '../../test/simulator/discord/rest/server.ts';
import type { LocalDiscord } from '../../test/simulator/discord/start.ts';
import type { World } from '../../test/simulator/discord/world/world.ts';
import type { LocalGemini } from '../../test/simulator/gemini/start.ts';
import type { BotProcess } from './bot-process.ts';
import type { Cast } from './cast.ts';
import { isOurs, serve } from './http.ts';
import type { Inside } from './inside.ts';
import { readPageFiles } from './page-files.ts';
import { Session } from './session.ts';
import { Uploads } from './uploads.ts';

/** How often it is looked whether something came to nothing, in milliseconds. */
const TICK_MS = 1000;

/** The largest message of a page, in bytes; files go another way. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** All that a page shows and acts upon. */
export interface Playground {
	readonly world: World;
	readonly requests: readonly RecordedRequest[];
	readonly discord: LocalDiscord;
	readonly gemini: LocalGemini;
	readonly cast: Cast;
	readonly bot: Pick<BotProcess, 'state' | 'lastWords' | 'killAndStart'>;
	readonly inside: Inside;
	readonly uploads: Uploads;
}

/** What has to be there before a page can be served. */
export type PlaygroundOptions = Pick<Playground, 'discord' | 'gemini' | 'cast' | 'bot' | 'inside'> & {
	readonly clock: Clock;
};

/** Serves the page on a free port of the loopback interface. */
export async function servePage({ clock, ...options }: PlaygroundOptions) {
	const { discord } = options;
	const playground: Playground = {
		...options,
		world: discord.world,
		requests: discord.requests,
		uploads: new Uploads(),
	};
	const sessions = new Set<Session>();
	const files = readPageFiles();
	const server = createServer((request, response) => {
		serve({ files, ...playground }, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const port = portOf(server.address());
	const sockets = new WebSocketServer({
		server,
		path: '/socket',
		maxPayload: MAX_MESSAGE_BYTES,
		verifyClient: ({ req }: { req: Parameters<typeof isOurs>[0] }) => isOurs(req, port, true),
	});
	sockets.on('connection', (socket) => {
		const session = new Session(playground, socket);
		sessions.add(session);
		socket.on('error', () => socket.terminate());
		socket.on('close', () => sessions.delete(session));
	});

	let isScheduled = false;
	/** Shows everybody what has changed, once for all that changed together. */
	const publish = () => {
		if (isScheduled) return;
		isScheduled = true;
		setImmediate(() => {
			isScheduled = false;
			playground.inside.note();
			for (const session of sessions) session.show();
		});
	};
	const unsubscribe = playground.world.changes.subscribe(publish);
	const ended = new AbortController();
	void tick(ended.signal);

	async function tick(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			await clock.sleep(TICK_MS, signal).catch(() => undefined);
			playground.world.catchUp();
			publish();
		}
	}

	return {
		url: `http://127.0.0.1:${port}/`,
		publish,
		async [Symbol.asyncDispose]() {
			ended.abort();
			unsubscribe();
			for (const socket of sockets.clients) socket.terminate();
			sockets.close();
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

const portOf = (address: AddressInfo | string | null): number => {
	if (address === null || typeof address === 'string') throw new Error('the server has no port');
	return address.port;
};
