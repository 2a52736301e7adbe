import { addAbortListener } from 'node:events';
import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { enqueue } from './enqueue.ts';

export interface HeavyWorkOptions {
	/** How many pieces of work run at once, in the whole process. */
	readonly running: number;
	/** How long one may run, in milliseconds; the time it waits is not counted. */
	readonly limitMs: number;
	readonly clock: Clock;
}

/**
 * One queue for all heavy work of the process: first come, first served. Work that is called off, or takes too long, is
 * given up at once: its caller hears so, and its result is dropped. Its place stays taken until it has really ended, so
 * that never more than `running` pieces use up processors and memory.
 */
export function createHeavyWork({ running, limitMs, clock }: HeavyWorkOptions) {
	const queue = new PQueue({ concurrency: running });
	return {
		/**
		 * @param work is handed a signal that says that nobody waits for it any more.
		 * @throws TooSlowError when it took too long. @throws the signal's reason when that aborts.
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
