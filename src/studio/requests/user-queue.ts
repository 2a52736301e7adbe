/** Limits how many jobs of one person run at once; the others wait. */
export interface UserQueue {
	/**
	 * Runs `work` as soon as the person has a free slot.
	 *
	 * @throws UserQueueFullError when too many jobs wait already; `work` was not started.
	 * @throws the signal's reason when it aborts while `work` waits.
	 */
	enter<T>(personId: string, work: () => Promise<T>, options: EnterOptions): Promise<T>;
}

export interface EnterOptions {
	readonly signal: AbortSignal;
	/** The job was let in before, so it may wait however many others do. */
	readonly isAccepted: boolean;
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
