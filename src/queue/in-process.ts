import PQueue from 'p-queue';
import { type UserQueue, UserQueueFullError } from '../studio/requests/user-queue.ts';
import { enqueue } from './enqueue.ts';

/**
 * A queue for each person, in this process: some of their jobs run at once, the rest wait, and nobody waits for the
 * jobs of other people.
 */
export function createUserQueue({ running, waiting }: Readonly<{ running: number; waiting: number }>): UserQueue {
	const queues = new Map<string, PQueue>();
	return {
		async enter(personId, work, { signal, isAccepted }) {
			const queue = queues.get(personId) ?? new PQueue({ concurrency: running });
			if (!isAccepted && queue.pending >= running && queue.size >= waiting)
				throw new UserQueueFullError(running, waiting);
			queues.set(personId, queue);
			try {
				return await enqueue(queue, work, signal);
			} finally {
				if (queue.size === 0 && queue.pending === 0) queues.delete(personId);
			}
		},
	};
}
