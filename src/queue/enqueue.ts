import { addAbortListener } from 'node:events';
import type PQueue from 'p-queue';

/**
 * Runs `work` when its turn comes. An abort takes it out of the queue only while it waits; once started, it keeps its
 * place until it ends.
 *
 * @throws the signal's reason when it aborts before `work` starts.
 */
export async function enqueue<T>(queue: PQueue, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
	signal.throwIfAborted();
	const leaving = new AbortController();
	using waiting = addAbortListener(signal, () => leaving.abort(signal.reason));
	return await queue.add(
		() => {
			waiting[Symbol.dispose]();
			return work();
		},
		{ signal: leaving.signal },
	);
}
