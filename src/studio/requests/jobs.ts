import { type Clock, withinTime } from '../../clock.ts';
import { UserError, WithdrawnError } from '../../errors.ts';
import type { Delivery } from '../delivery.ts';
import type { ImageGenerator } from '../generation/generator.ts';
import type { IdempotencyKeys } from './idempotency-keys.ts';
import type { RequestDraft } from './request.ts';
import { type UserQueue, UserQueueFullError } from './user-queue.ts';

export type Jobs = ReturnType<typeof createJobs>;

interface Dependencies {
	readonly generator: ImageGenerator;
	readonly idempotencyKeys: IdempotencyKeys;
	readonly userQueue: UserQueue;
	readonly delivery: Pick<Delivery, 'tell'>;
	readonly clock: Clock;
}

/** The bot is stopping and cannot wait any longer. */
class ClosedError extends Error {
	override readonly name = 'ClosedError';
}

interface Job {
	draft: RequestDraft;
	hasBegun: boolean;
	readonly cancelling: AbortController;
	/** Also ends calls that were sent. */
	readonly closing: AbortController;
	readonly done: Promise<void>;
}

/** The requests that run or wait. */
export function createJobs({ generator, idempotencyKeys, userQueue, delivery, clock }: Dependencies) {
	const jobs = new Map<string, Job>();
	let isOpen = true;

	async function work(job: Omit<Job, 'done'>): Promise<void> {
		const { replyTo, id } = job.draft;
		if (!isOpen) return delivery.tell(replyTo, ({ requests }) => requests.restarting);
		const { signal } = job.cancelling;
		try {
			if (!(await idempotencyKeys.claim(id))) return;
			await userQueue.enter(
				replyTo.userId,
				() => {
					job.hasBegun = true;
					return generator.generate(job.draft, signal, job.closing.signal);
				},
				signal,
			);
		} catch (error) {
			if (error instanceof UserQueueFullError) throw new UserError(({ requests }) => requests.queueFull(error));
			if (error instanceof WithdrawnError) return;
			if (!isClosedBefore(error, job)) throw error;
			await delivery.tell(replyTo, ({ requests }) => requests.restartedFirst);
		}
	}

	/** Whether the bot stopped before the job achieved anything. */
	function isClosedBefore(error: unknown, { hasBegun, cancelling }: Omit<Job, 'done'>): boolean {
		const { reason } = cancelling.signal;
		return reason instanceof ClosedError && (!hasBegun || error === reason);
	}

	return {
		/**
		 * Runs a request once, however often it is submitted; resolves when the person has been answered.
		 *
		 * @throws UserError when the request is refused. @throws UndeliveredError when the person could not be reached in
		 * any way. @throws StoreError when the store fails; nothing was charged.
		 */
		async run(draft: RequestDraft) {
			// A second entry would replace the first, which nobody could cancel or await any more.
			if (jobs.has(draft.id)) return;
			const cancelling = new AbortController();
			const begun = { draft, hasBegun: false, cancelling, closing: new AbortController() };
			const job: Job = Object.assign(begun, { done: work(begun) });
			jobs.set(draft.id, job);
			try {
				await job.done;
			} finally {
				jobs.delete(draft.id);
			}
		},
		/** Changes the prompt of a request that still waits; a running one keeps its own. */
		reword(requestId: string, prompt: string) {
			const job = jobs.get(requestId);
			if (job !== undefined && !job.hasBegun) job.draft = { ...job.draft, prompt };
		},
		/** Takes back a request that still waits; a running one continues. */
		withdraw(requestId: string) {
			const job = jobs.get(requestId);
			if (job?.hasBegun === false) job.cancelling.abort(new WithdrawnError());
		},
		/** Ends a request without an answer, because nobody is there to read it; a call that was sent is still booked. */
		cancel: (requestId: string) => jobs.get(requestId)?.cancelling.abort(new WithdrawnError()),
		/** Takes no new requests, waits up to `withinMs` milliseconds for those in flight, then cancels the rest. */
		async close(withinMs: number) {
			isOpen = false;
			const finished = Promise.allSettled([...jobs.values()].map((job) => job.done));
			await withinTime(clock, withinMs, finished).catch(() => {
				const reason = new ClosedError('the bot stops');
				for (const { cancelling, closing } of jobs.values()) {
					cancelling.abort(reason);
					closing.abort(reason);
				}
			});
			await finished;
		},
	};
}
