import PQueue from 'p-queue';
import { type Line, LineFullError } from '../studio/ports.ts';

/**
 * A line for each person, in this process: some of their jobs run at once, some wait their turn, and nobody waits
 * for the jobs of others.
 */
export function createLine({ running, waiting }: { readonly running: number; readonly waiting: number }): Line {
	const queues = new Map<string, PQueue>();
	return {
		async enter(personId, work, signal) {
			const queue = queues.get(personId) ?? new PQueue({ concurrency: running });
			if (queue.pending >= running && queue.size >= waiting) throw new LineFullError(running, waiting);
			queues.set(personId, queue);
			// Only a job that still waits leaves the line at once; one that runs is to come to its own end.
			const leaving = new AbortController();
			const leave = () => leaving.abort(signal.reason);
			signal.addEventListener('abort', leave, { once: true });
			const begin = () => {
				signal.removeEventListener('abort', leave);
				return work();
			};
			try {
				return await queue.add(begin, { signal: leaving.signal });
			} finally {
				signal.removeEventListener('abort', leave);
				if (queue.size === 0 && queue.pending === 0) queues.delete(personId);
			}
		},
	};
}
