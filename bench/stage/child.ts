import { type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';
import { systemClock as clock } from '../../src/clock.ts';
import { endWithParent } from '../../test/support/end-with-parent.ts';
import { answer } from './questions.ts';

/** How long a process may take to end by itself, in milliseconds; then it is killed. */
const END_WITHIN_MS = 5000;

/** A process of its own that answers questions, and ends with this one at the latest. */
export interface Child extends AsyncDisposable {
	/** @throws Error when the other side could not answer, or ended. */
	ask<T>(name: string, schema: z.ZodType<T>, argument?: unknown): Promise<T>;
	/** Rejects when the process ends. */
	readonly lost: Promise<never>;
}

export interface ChildOptions extends Pick<ForkOptions, 'env' | 'execArgv'> {
	readonly args?: readonly string[];
	/** Kills the process when it aborts. */
	readonly signal: AbortSignal;
}

/** Starts a module with nothing in its environment but `env`; what it prints is shown. */
export function startChild(module: URL, { args = [], signal, env = {}, execArgv = [] }: ChildOptions): Child {
	signal.throwIfAborted();
	const child = fork(module, args, { env, execArgv, serialization: 'advanced' });
	endWithParent(child);
	const kill = () => child.kill('SIGKILL');
	signal.addEventListener('abort', kill, { once: true });
	const exited = once(child, 'exit');
	const lost = exited.then((): never => {
		throw signal.aborted ? signal.reason : new Error(`${module.pathname} ended before it was told to`);
	});
	// Whether anybody still waits for it or not.
	lost.catch(() => undefined);
	const waiting = new Map<number, PromiseWithResolvers<unknown>>();
	child.on('message', (message) => {
		const { id, value, error } = answer.parse(message);
		const asked = waiting.get(id);
		waiting.delete(id);
		if (error === undefined) asked?.resolve(value);
		else asked?.reject(new Error(error));
	});
	let questions = 0;
	return {
		lost,
		async ask(name, schema, argument) {
			const asked = Promise.withResolvers<unknown>();
			const id = ++questions;
			waiting.set(id, asked);
			child.send({ id, name, argument });
			return schema.parse(await Promise.race([asked.promise, lost]));
		},
		async [Symbol.asyncDispose]() {
			child.kill('SIGTERM');
			const ended = new AbortController();
			clock.sleep(END_WITHIN_MS, ended.signal).then(kill, () => undefined);
			await exited;
			ended.abort();
			signal.removeEventListener('abort', kill);
		},
	};
}
