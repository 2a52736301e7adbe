import type { Clock } from '../../clock.ts';
import { KeptError, PartlyBrokenError } from '../../errors.ts';
import { type Logger, withRequestId } from '../../log.ts';
import type { Bookings } from '../quota/bookings.ts';
import type { FindDead } from '../quota/process-lease.ts';
import { StoreError, StoreFullError, UnreadableError } from '../store.ts';
import type { JobRecords, TakenOverJob } from './job-records.ts';
import type { Jobs } from './jobs.ts';
import type { ReplyTarget } from './request.ts';

/** How many jobs are resumed at once. */
const MAX_CONCURRENT = 20;
/** How long until a job is resumed again, in milliseconds, because the store failed or its person could not be reached. */
const RESUME_AGAIN_MS = 15_000;

interface Dependencies {
	readonly jobRecords: Pick<JobRecords, 'takeOver' | 'own'>;
	readonly jobs: Pick<Jobs, 'resume' | 'finish'>;
	readonly bookings: Pick<Bookings, 'book'>;
	/** Whether a picture has been shown, or is kept so that it can be. @throws StoreError */
	readonly isKept: (resultId: string) => Promise<boolean>;
	/** Whether the person has been forgotten since they asked. @throws StoreError */
	readonly isForgotten: (userId: string, askedAs: string) => Promise<boolean>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Tells a person what went wrong; returns whether they could be told, or never can be. Never rejects. */
export type AnswerError = (error: unknown, replyTo: ReplyTarget) => Promise<boolean>;

/** A job to resume, and its pictures that are kept and booked, once that is known. */
interface Pending {
	readonly job: TakenOverJob;
	kept: readonly string[] | undefined;
}

/** Takes over the jobs of dead processes, and finishes those and the jobs of this one whose person cannot be reached. */
export function createJobTakeover(deps: Dependencies) {
	const { jobRecords, jobs, bookings, isKept, isForgotten, clock, log } = deps;
	const waiting: Pending[] = [];
	const stopping = new AbortController();
	let running = 0;
	let answerError: AnswerError | undefined;

	/** Books what the calls cost, and the pictures that are kept, which are shown next; returns the ids of those. */
	async function bookKept({ id, replyTo, results }: TakenOverJob): Promise<readonly string[]> {
		for (const { bookings: due } of results) await bookings.book(due.house);
		if (await isForgotten(replyTo.userId, id)) return [];
		const kept: string[] = [];
		for (const result of results) {
			if (!(await isKept(result.id))) continue;
			await bookings.book(result.bookings.person);
			kept.push(result.id);
		}
		return kept;
	}

	async function resumeOne(pending: Pending, answer: AnswerError): Promise<void> {
		const { id, replyTo, draft, attempt } = pending.job;
		log.info({ attempt }, 'resuming a job');
		try {
			pending.kept ??= await bookKept(pending.job);
			await jobs.resume(pending.job);
		} catch (error) {
			const isAnswered =
				!isTransient(error) && (await answer(describeBroken(error, pending.kept ?? []), draft?.replyTo ?? replyTo));
			if (isAnswered) await jobs.finish(id);
			else void resumeLater(id);
		}
	}

	/** Reads the job anew then, because this process may have kept pictures for it. Never rejects. */
	async function resumeLater(id: string): Promise<void> {
		try {
			await clock.sleep(RESUME_AGAIN_MS, stopping.signal);
			const job = await jobRecords.own(id);
			if (job !== undefined) waiting.push({ job, kept: undefined });
			resume();
		} catch (err) {
			if (stopping.signal.aborted) return;
			log.warn({ err, jobId: id }, 'a job cannot be read and is resumed later');
			void resumeLater(id);
		}
	}

	async function resumeWaiting(answer: AnswerError): Promise<void> {
		running++;
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
			await withRequestId(next.job.id, () => resumeOne(next, answer));
		running--;
	}

	/**
	 * Resumes what waits for it, if people can be reached. Call it once the room that dead processes held is given back,
	 * because the same requests need it again. Returns at once.
	 */
	function resume(): void {
		for (let more = waiting.length; answerError !== undefined && more > 0 && running < MAX_CONCURRENT; more--)
			void resumeWaiting(answerError);
	}

	return {
		/**
		 * Takes over the jobs of dead processes, and books the pictures that they kept. Call it before the room that those
		 * processes hold is given back. Returns whether no job is left to be taken over.
		 *
		 * @throws StoreError when the jobs cannot be listed.
		 */
		async takeOver(findDead: FindDead): Promise<boolean> {
			const { taken, isComplete } = await jobRecords.takeOver(findDead);
			for (const job of taken) {
				const kept = await bookKept(job).catch((err: unknown) => {
					log.error({ err, requestId: job.id }, 'kept pictures are not booked yet');
					return undefined;
				});
				waiting.push({ job, kept });
			}
			return isComplete;
		},
		/** From now on people can be reached: resumes what was taken over. Returns at once. */
		start(answer: AnswerError) {
			answerError = answer;
			resume();
		},
		resume,
		/**
		 * Resumes a job of this process later, because its person could not be reached. One that was only received is left
		 * to the next process. Never rejects.
		 */
		async retry(id: string) {
			try {
				if ((await jobRecords.own(id))?.draft !== undefined) void resumeLater(id);
			} catch (err) {
				log.error({ err, requestId: id }, 'a job whose person could not be reached is left to the next process');
			}
		},
		/** Whether people can be reached. */
		isStarted: () => answerError !== undefined,
		/** Leaves what was to be resumed later to the next process. */
		stop: () => stopping.abort(),
	};
}

/** A store that is full or holds a damaged record stays that way, so the person is told. */
const isTransient = (error: unknown) =>
	error instanceof StoreError && !(error instanceof StoreFullError) && !(error instanceof UnreadableError);

/** Nobody who was charged may be told that they were not. */
function describeBroken(error: unknown, kept: readonly string[]): unknown {
	if (kept.length === 0 || error instanceof KeptError || error instanceof PartlyBrokenError) return error;
	return new KeptError({ obstacle: 'not-taken', isRest: false, turnIds: kept, unmade: 0 }, error);
}
