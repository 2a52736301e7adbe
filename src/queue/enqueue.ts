import { addAbortListener } from 'node:events';
import type PQueue from 'p-queue';

/**
 * Does `work` when its turn comes. Only work that still waits leaves the queue at once when the signal aborts; once begun
 * it keeps its place until it has come to its own end.
 *
 * @throws the signal's reason when it aborts before `work` was begun.
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
