import { type Clock, withinTime } from '../../clock.ts';
import { UserError, WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { timeOf } from '../../snowflake.ts';
import type { Delivery } from '../delivery.ts';
import type { ImageGenerator } from '../generation/generator.ts';
import type { IdempotencyKeys } from './idempotency-keys.ts';
import type { JobRecords, TakenOverJob } from './job-records.ts';
import type { InteractionTarget, RequestDraft } from './request.ts';
import { type UserQueue, UserQueueFullError } from './user-queue.ts';

/** How often work on a job may begin, because it may be what ends its process. */
const MAX_ATTEMPTS = 3;
/**
 * How old a request may be that is generated again, in milliseconds; later nobody waits for it. The token of an
 * interaction lives as long.
 */
const MAX_REGENERATE_AGE_MS = 15 * 60_000;

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

interface Job {
	draft: RequestDraft;
	/** Another process, or this one earlier, has accepted it. */
	readonly isResumed: boolean;
	hasBegun: boolean;
	/** Resolves when the latest change of the draft is recorded. */
	recorded: Promise<void>;
	readonly cancelling: AbortController;
	/** Also ends calls that were sent. */
	readonly closing: AbortController;
	readonly done: Promise<void>;
}

/** The requests that run or wait. */
export function createJobs(deps: Dependencies) {
	const { generator, idempotencyKeys, jobRecords, isForgotten, userQueue, delivery, clock, log } = deps;
	const jobs = new Map<string, Job>();
	/** The jobs that the next process finishes. */
	const handedOver = new Set<string>();
	let isOpen = true;

	const isRecent = (id: string) => clock.now() - timeOf(id) <= MAX_REGENERATE_AGE_MS;

	async function finish(id: string): Promise<void> {
		if (!handedOver.has(id)) await jobRecords.finish(id);
	}

	async function accept(job: Omit<Job, 'done'>): Promise<void> {
		const { draft } = job;
		// First, because another gateway on the same shard may do it.
		if (!(await idempotencyKeys.claim(draft.id))) return;
		if (!isOpen) return delivery.tell(draft.replyTo, ({ requests }) => requests.restarting);
		await jobRecords.accept(job.draft);
		await work(job);
	}

	async function resumeAccepted(job: Omit<Job, 'done'>): Promise<void> {
		const { userId } = job.draft.replyTo;
		if (await isForgotten(userId, job.draft.id)) return finish(job.draft.id);
		await work(job);
	}

	/** @throws WithdrawnError when another process has the job. */
	async function generate(job: Omit<Job, 'done'>): Promise<void> {
		job.hasBegun = true;
		await job.recorded;
		const { draft, isResumed, cancelling, closing } = job;
		const held = await jobRecords.begin(draft.id);
		if (held === 'taken' || (held === 'gone' && isResumed)) throw new WithdrawnError('another process has the job');
		const { attempt, results: pictures } = held === 'gone' ? { attempt: 1, results: [] } : held;
		const mayRegenerate = attempt <= MAX_ATTEMPTS && isRecent(draft.id);
		const accepted = { draft, isResumed, attempt, mayRegenerate, pictures };
		await generator.generate(accepted, cancelling.signal, closing.signal);
	}

	async function work(job: Omit<Job, 'done'>): Promise<void> {
		const { id, replyTo } = job.draft;
		const options = { signal: job.cancelling.signal, isAccepted: job.isResumed };
		try {
			await userQueue.enter(replyTo.userId, () => generate(job), options);
		} catch (error) {
			if (error instanceof UserQueueFullError) throw new UserError(({ requests }) => requests.queueFull(error));
			if (error instanceof ClosedError) return void handedOver.add(id);
			if (!(error instanceof WithdrawnError)) throw error;
		} finally {
			await job.recorded;
		}
		await finish(id);
	}

	/** Does nothing while the same request runs: a second entry would replace the first, which nobody could cancel. */
	async function run(draft: RequestDraft, isResumed: boolean): Promise<void> {
		const { id } = draft;
		if (jobs.has(id)) return;
		const begun = {
			draft,
			isResumed,
			hasBegun: false,
			recorded: Promise.resolve(),
			cancelling: new AbortController(),
			closing: new AbortController(),
		};
		const job: Job = Object.assign(begun, { done: isResumed ? resumeAccepted(begun) : accept(begun) });
		jobs.set(id, job);
		try {
			await job.done;
		} finally {
			jobs.delete(id);
		}
	}

	/**
	 * Answers somebody of whom it is only known that they saw "thinking…", if anything. Once the token has expired, Discord
	 * does not say whether they were answered, and most were.
	 */
	async function answerUnknown({ id, replyTo }: TakenOverJob): Promise<void> {
		const isWaiting =
			isRecent(id) &&
			!(await isForgotten(replyTo.userId, id)) &&
			replyTo.kind === 'interaction' &&
			(await delivery.isThinking(replyTo));
		if (isWaiting) await delivery.tell(replyTo, ({ requests }) => requests.restartedFirst);
		await finish(id);
	}

	return {
		/**
		 * Records that somebody is about to see "thinking…". Call it before that is shown, and `finish` once they have been
		 * answered. Never rejects.
		 */
		receive: (replyTo: InteractionTarget) =>
			jobRecords.receive(replyTo).catch((err: unknown) => {
				log.error({ err }, 'a job could not be recorded');
			}),
		/**
		 * Runs a request once, however often it is submitted; resolves when the person has been answered, or when the bot
		 * stops and the next process is to finish it.
		 *
		 * @throws UserError when the request is refused. @throws UndeliveredError when the person could not be reached in
		 * any way. @throws StoreError when the store fails; nothing was charged. Whatever it throws, call `finish` when that
		 * has been told.
		 */
		run: (draft: RequestDraft) => run(draft, false),
		/**
		 * Deletes the record of a request whose person has been answered. Does nothing while the request runs, or if the
		 * next process is to finish it. Never rejects.
		 */
		async finish(id: string) {
			if (!jobs.has(id)) await finish(id);
		},
		/** Finishes the job of a dead process. Resolves and throws as `run` does. */
		async resume(taken: TakenOverJob) {
			const { id, draft } = taken;
			if (!isOpen) return void handedOver.add(id);
			if (draft === undefined) return answerUnknown(taken);
			await run(draft, true);
		},
		/** Changes the prompt of a request that still waits; a running one keeps its own. */
		reword(requestId: string, prompt: string) {
			const job = jobs.get(requestId);
			if (job === undefined || job.hasBegun) return;
			job.draft = { ...job.draft, prompt };
			const { draft } = job;
			job.recorded = job.recorded
				.then(() => jobRecords.change(draft))
				.then(() => {})
				.catch((err: unknown) => log.warn({ err }, 'an edited prompt is not recorded'));
		},
		/** Takes back a request that still waits; a running one continues. */
		withdraw(requestId: string) {
			const job = jobs.get(requestId);
			if (job?.hasBegun === false) job.cancelling.abort(new WithdrawnError());
		},
		/** Ends a request without an answer, because nobody is there to read it; a call that was sent is still booked. */
		cancel: (requestId: string) => jobs.get(requestId)?.cancelling.abort(new WithdrawnError()),
		/**
		 * Takes no new requests, waits up to `withinMs` milliseconds for those in flight, then cancels the rest, which
		 * the next process finishes.
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
	};
}
