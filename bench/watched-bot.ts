import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';

const PRELOAD = new URL('./watched-inside.ts', import.meta.url).href;
const MAIN = new URL('../src/main.ts', import.meta.url);

const watched = z.object({
	rssBytes: z.number(),
	peakRssBytes: z.number(),
	/** The longest that a timer fired later than due. */
	delayMaxMs: z.number(),
});
export type Watched = Readonly<z.output<typeof watched>>;

const logLine = z.object({ level: z.number(), msg: z.string() });
const WARNING = 40;

/** The bot in a process of its own, which logs everything; from warnings on it is shown. */
export interface WatchedBot extends AsyncDisposable {
	/** Rejects when the process ends. */
	readonly lost: Promise<never>;
	/** Resolves with the moment of the first line that says so, on the clock of `performance`, past or to come. */
	logged(message: string): Promise<number>;
	/** What happened in it since the last time. */
	report(): Promise<Watched>;
}

/** Starts the bot with nothing in its environment but `env`. Killed when `signal` aborts. */
export function startWatchedBot(env: Readonly<Record<string, string>>, signal: AbortSignal): WatchedBot {
	signal.throwIfAborted();
	const child = fork(MAIN, {
		env: { ...env, LOG_LEVEL: 'debug' },
		execArgv: ['--import', PRELOAD],
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	const kill = () => child.kill('SIGKILL');
	signal.addEventListener('abort', kill, { once: true });
	const exited = once(child, 'exit');
	const lost = exited.then(() => {
		throw signal.aborted ? signal.reason : new Error('the bot ended before it was told to');
	});
	// Whether anybody still waits for it or not.
	lost.catch(() => undefined);
	return {
		lost,
		logged: readLog(child.stdout),
		async report() {
			const answered = once(child, 'message');
			child.send('report');
			const [answer]: unknown[] = await answered;
			return watched.parse(answer);
		},
		async [Symbol.asyncDispose]() {
			child.kill('SIGTERM');
			await exited;
			signal.removeEventListener('abort', kill);
		},
	};
}

function readLog(log: Readable | null): WatchedBot['logged'] {
	const lines = new Map<string, PromiseWithResolvers<number>>();
	const momentOf = (message: string) => {
		const moment = lines.get(message) ?? Promise.withResolvers<number>();
		lines.set(message, moment);
		return moment;
	};
	if (log === null) throw new Error('the log of the bot is not piped');
	createInterface(log).on('line', (line) => {
		const { level, msg } = logLine.parse(JSON.parse(line));
		momentOf(msg).resolve(performance.now());
		if (level >= WARNING) console.error(line);
	});
	return (message) => momentOf(message).promise;
}
