import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const PRELOAD = new URL('./inside.ts', import.meta.url).href;
const MAIN = new URL('../src/main.ts', import.meta.url);

const measured = z.object({
	/** How much later than due a timer fired, in milliseconds, once in each turn of the event loop. */
	delayP50Ms: z.number(),
	delayP99Ms: z.number(),
	delayMaxMs: z.number(),
	/** How long the event loop was doing something. */
	loopBusyMs: z.number(),
	/** Of all threads. */
	cpuMs: z.number(),
	peakRssBytes: z.number(),
	/** The longest that looking up a host took. */
	lookupMaxMs: z.number(),
});
export type Measured = Readonly<z.output<typeof measured>>;

/** The bot as operators run it, in a process of its own, which is measured from within. */
export interface BotProcess extends AsyncDisposable {
	/** Rejects when the process ends. */
	readonly lost: Promise<never>;
	begin(): Promise<void>;
	/** What happened in it since `begin`. */
	report(): Promise<Measured>;
}

/** Starts the bot with nothing in its environment but `env`; what it logs is shown. Killed when `signal` aborts. */
export function startBotProcess(env: Readonly<Record<string, string>>, signal: AbortSignal): BotProcess {
	signal.throwIfAborted();
	const child = fork(MAIN, { env, execArgv: ['--import', PRELOAD] });
	const kill = () => child.kill('SIGKILL');
	signal.addEventListener('abort', kill, { once: true });
	const exited = once(child, 'exit');
	const lost = exited.then(() => {
		throw signal.aborted ? signal.reason : new Error('the bot ended before it was told to');
	});
	// Whether anybody still waits for it or not.
	lost.catch(() => undefined);
	async function ask(question: 'begin' | 'report'): Promise<unknown> {
		const answered = once(child, 'message');
		child.send(question);
		const [answer]: unknown[] = await answered;
		return answer;
	}
	return {
		lost,
		async begin() {
			await ask('begin');
		},
		report: async () => measured.parse(await ask('report')),
		async [Symbol.asyncDispose]() {
			child.kill('SIGTERM');
			await exited;
			signal.removeEventListener('abort', kill);
		},
	};
}
