import { addAbortListener } from 'node:events';
import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { enqueue } from './enqueue.ts';

interface Options {
	/** How many jobs run at once, in the whole process. */
	readonly running: number;
	/** How long one may run, in milliseconds; waiting doesn't count. */
	readonly limitMs: number;
	readonly clock: Clock;
}

/**
 * One queue for all heavy work of the process, first come, first served. A job that is cancelled or takes too long is
 * abandoned: its caller hears at once, and its result is dropped. It keeps its place until it really ends, so that
 * never more than `running` jobs use CPU and memory.
 */
export function createHeavyWork({ running, limitMs, clock }: Options) {
	const queue = new PQueue({ concurrency: running });
	return {
		/**
		 * @param work gets a signal that aborts when nobody waits for it any more.
		 * @throws TooSlowError when it takes too long.
		 * @throws the signal's reason when that aborts.
		 */
		run<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
			const { promise, resolve, reject } = Promise.withResolvers<T>();
			const runNow = async () => {
				using deadline = startDeadline(clock, limitMs, signal);
				using _ = addAbortListener(deadline.signal, () => reject(deadline.signal.reason));
				await work(deadline.signal).then(resolve, reject);
			};
			enqueue(queue, runNow, signal).catch(reject);
			return promise;
		},
	};
}
