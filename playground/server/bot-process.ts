import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { compileCache } from '../../test/support/compile-cache.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const line = z.looseObject({ level: z.number(), msg: z.string().default('') });

/** From this level on a line of pino's says why the process is ending. */
const FATAL = 60;

export type BotState = 'starting' | 'online' | 'down';

/** The bot as operators run it, in a process of its own, so that it can be killed and started again. */
export class BotProcess {
	readonly #env: Readonly<Record<string, string>>;
	readonly #onChange: () => void;
	#state: BotState = 'down';
	#lastWords: string | undefined;
	#stop: (signal: NodeJS.Signals) => Promise<void> = async () => undefined;

	/** @param env all of its environment, besides where compiled code is. */
	constructor(env: Readonly<Record<string, string>>, onChange: () => void) {
		this.#env = env;
		this.#onChange = onChange;
	}

	get state(): BotState {
		return this.#state;
	}

	/** Why it went down by itself, if it did. */
	get lastWords(): string | undefined {
		return this.#lastWords;
	}

	start(): void {
		const child = spawn(process.execPath, [MAIN], {
			env: { ...compileCache, ...this.#env },
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const ended = once(child, 'close').then(() => this.#become('down'));
		this.#lastWords = undefined;
		this.#become('starting');
		createInterface(child.stdout).on('line', (text) => {
			const said = readLine(text);
			if (said?.msg === 'ready') this.#become('online');
			if (said !== undefined && said.level >= FATAL) this.#lastWords = said.msg;
		});
		this.#stop = async (signal) => {
			child.kill(signal);
			await ended;
		};
	}

	/** Kills it without a warning and starts it again. */
	async killAndStart(): Promise<void> {
		await this.#stop('SIGKILL');
		this.start();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#stop('SIGKILL');
	}

	#become(state: BotState): void {
		this.#state = state;
		this.#onChange();
	}
}

function readLine(text: string) {
	try {
		return line.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}
