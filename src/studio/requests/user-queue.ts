/** Limits how many jobs of one person run at once; the others wait. */
export interface UserQueue {
	/**
	 * Runs `work` as soon as the person has a free slot.
	 *
	 * @throws UserQueueFullError when too many jobs wait already; `work` was not started.
	 * @throws the signal's reason when it aborts while `work` waits.
	 */
	enter<T>(personId: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** The person has as many jobs running and waiting as one person may have. */
export class UserQueueFullError extends Error {
	override readonly name = 'UserQueueFullError';
	readonly running: number;
	readonly waiting: number;

	constructor(running: number, waiting: number) {
		super('too many jobs wait already');
		this.running = running;
		this.waiting = waiting;
	}
}
