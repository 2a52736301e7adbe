import { type Clock, withinTime } from '../../clock.ts';
import { UserError, WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { timeOf } from '../../snowflake.ts';
import type { Delivery } from '../delivery.ts';
import type { AcceptedJob, ImageGenerator } from '../generation/generator.ts';
import type { IdempotencyKeys } from './idempotency-keys.ts';
import type { JobRecords, TakenOverJob } from './job-records.ts';
import type { InteractionTarget, RequestDraft } from './request.ts';
import { type UserQueue, UserQueueFullError } from './user-queue.ts';

/** How many processes may work on a job, because it may be what ends them. */
const MOST_ATTEMPTS = 3;
/** How old a request may be that is begun again, in milliseconds; later nobody waits for it. */
const WANTED_FOR_MS = 15 * 60_000;

export type Jobs = ReturnType<typeof createJobs>;

interface Dependencies {
	readonly generator: ImageGenerator;
	readonly idempotencyKeys: IdempotencyKeys;
	readonly jobRecords: JobRecords;
	/** Whether the person has been forgotten since they asked. @throws StoreError */
	readonly isForgotten: (userId: string, askedAs: string) => Promise<boolean>;
	readonly userQueue: UserQueue;
	readonly delivery: Pick<Delivery, 'tell' | 'isThinking'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** The bot is stopping and cannot wait any longer. */
class ClosedError extends Error {
	override readonly name = 'ClosedError';
}

interface Job extends AcceptedJob {
	draft: RequestDraft;
	hasBegun: boolean;
	readonly cancelling: AbortController;
	/** Also ends calls that were sent. */
	readonly closing: AbortController;
	readonly done: Promise<void>;
}

/** The requests that run or wait. */
export function createJobs(deps: Dependencies) {
	const { generator, idempotencyKeys, jobRecords, isForgotten, userQueue, delivery, clock, log } = deps;
	const jobs = new Map<string, Job>();
	/** The jobs that the next process goes on with. */
	const left = new Set<string>();
	let isOpen = true;

	async function finish(id: string): Promise<void> {
		if (!left.has(id)) await jobRecords.finish(id);
	}

	async function begin(job: Omit<Job, 'done'>): Promise<void> {
		const { draft } = job;
		if (!isOpen) return delivery.tell(draft.replyTo, ({ requests }) => requests.restarting);
		if (!(await idempotencyKeys.claim(draft.id))) return;
		await jobRecords.accept(job.draft);
		await work(job);
	}

	async function goOn(job: Omit<Job, 'done'>): Promise<void> {
		const { userId } = job.draft.replyTo;
		if (await isForgotten(userId, job.draft.id)) return finish(job.draft.id);
		await work(job);
	}

	async function work(job: Omit<Job, 'done'>): Promise<void> {
		const { id, replyTo } = job.draft;
		const { signal } = job.cancelling;
		const generate = () => {
			job.hasBegun = true;
			return generator.generate(job, signal, job.closing.signal);
		};
		try {
			await userQueue.enter(replyTo.userId, generate, signal);
		} catch (error) {
			if (error instanceof UserQueueFullError) throw new UserError(({ requests }) => requests.queueFull(error));
			if (error instanceof ClosedError) return void left.add(id);
			if (!(error instanceof WithdrawnError)) throw error;
		}
		await finish(id);
	}

	/** Does nothing while the same request runs: a second entry would replace the first, which nobody could cancel. */
	async function run(accepted: AcceptedJob, start: (job: Omit<Job, 'done'>) => Promise<void>): Promise<void> {
		const { id } = accepted.draft;
		if (jobs.has(id)) return;
		const begun = { ...accepted, hasBegun: false, cancelling: new AbortController(), closing: new AbortController() };
		const job: Job = Object.assign(begun, { done: start(begun) });
		jobs.set(id, job);
		try {
			await job.done;
		} finally {
			jobs.delete(id);
		}
	}

	/** Answers somebody of whom it is only known that they saw "thinking…", if anything. */
	async function answerUnknown({ id, replyTo }: TakenOverJob): Promise<void> {
		const isWaiting =
			!(await isForgotten(replyTo.userId, id)) &&
			replyTo.kind === 'interaction' &&
			(await delivery.isThinking(replyTo));
		if (isWaiting) await delivery.tell(replyTo, ({ requests }) => requests.restartedFirst);
		await finish(id);
	}

	return {
		/**
		 * Records that somebody is about to see "thinking…", for the next process, before that is shown; returns whether it
		 * was new. Call `finish` in the end. Never rejects.
		 */
		receive: (replyTo: InteractionTarget) =>
			jobRecords.receive(replyTo).catch((err: unknown) => {
				log.error({ err }, 'a job could not be recorded');
				return false;
			}),
		/**
		 * Runs a request once, however often it is submitted; resolves when the person has been answered, or when the bot
		 * stops, which leaves it to the next process.
		 *
		 * @throws UserError when the request is refused. @throws UndeliveredError when the person could not be reached in
		 * any way. @throws StoreError when the store fails; nothing was charged. Whatever it throws, call `finish` when that
		 * has been told.
		 */
		run: (draft: RequestDraft) => run({ draft, attempt: 1, isWanted: true, pictures: [] }, begin),
		/** Forgets a request whose person has been answered, unless it is left to the next process. Never rejects. */
		finish,
		/** Goes on with the job of a dead process. Resolves and throws as `run` does. */
		async resume(taken: TakenOverJob) {
			const { id, draft, attempt, results: pictures } = taken;
			if (!isOpen) return void left.add(id);
			if (draft === undefined) return answerUnknown(taken);
			const isWanted = attempt <= MOST_ATTEMPTS && clock.now() - timeOf(id) <= WANTED_FOR_MS;
			await run({ draft, attempt, isWanted, pictures }, goOn);
		},
		/** Changes the prompt of a request that still waits; a running one keeps its own. */
		reword(requestId: string, prompt: string) {
			const job = jobs.get(requestId);
			if (job === undefined || job.hasBegun) return;
			job.draft = { ...job.draft, prompt };
			void jobRecords.change(job.draft).catch((err: unknown) => log.warn({ err }, 'an edited prompt is not recorded'));
		},
		/** Takes back a request that still waits; a running one continues. */
		withdraw(requestId: string) {
			const job = jobs.get(requestId);
			if (job?.hasBegun === false) job.cancelling.abort(new WithdrawnError());
		},
		/** Ends a request without an answer, because nobody is there to read it; a call that was sent is still booked. */
		cancel: (requestId: string) => jobs.get(requestId)?.cancelling.abort(new WithdrawnError()),
		/**
		 * Takes no new requests, waits up to `withinMs` milliseconds for those in flight, then cancels the rest and leaves
		 * them to the next process.
		 */
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
		/** Whether requests are left to the next process. */
		leavesWork: () => left.size > 0,
	};
}
