import type { Logger } from '../../log.ts';
import type { Bookings } from '../quota/bookings.ts';
import type { JobRecords, TakenOverJob } from './job-records.ts';
import type { Jobs } from './jobs.ts';
import type { ReplyTarget } from './request.ts';

/** How many jobs of dead processes are gone on with at once. */
const MOST_AT_ONCE = 20;

interface Dependencies {
	readonly jobRecords: Pick<JobRecords, 'takeOver'>;
	readonly jobs: Pick<Jobs, 'resume' | 'finish'>;
	readonly bookings: Pick<Bookings, 'book'>;
	/** Whether a picture is kept, so that it can be shown. @throws StoreError */
	readonly isKept: (resultId: string) => Promise<boolean>;
	/** Whether the person has been forgotten since they asked. @throws StoreError */
	readonly isForgotten: (userId: string, askedAs: string) => Promise<boolean>;
	readonly log: Logger;
}

/** Tells a person what went wrong. Never rejects. */
export type AnswerError = (error: unknown, replyTo: ReplyTarget) => Promise<void>;

/** Goes on with what dead processes worked on. */
export function createJobTakeover(deps: Dependencies) {
	const { jobRecords, jobs, bookings, isKept, isForgotten, log } = deps;
	const waiting: TakenOverJob[] = [];
	let running = 0;
	let answerError: AnswerError | undefined;

	async function bookKept({ id, replyTo, results }: TakenOverJob): Promise<void> {
		for (const { bookings: due } of results) await bookings.book(due.house);
		if (await isForgotten(replyTo.userId, id)) return;
		for (const result of results) if (await isKept(result.id)) await bookings.book(result.bookings.person);
	}

	async function resume(job: TakenOverJob, answer: AnswerError): Promise<void> {
		const { id, replyTo, attempt } = job;
		log.info({ requestId: id, attempt }, 'going on with what another process began');
		try {
			await jobs.resume(job);
		} catch (error) {
			await answer(error, replyTo);
			await jobs.finish(id);
		}
	}

	async function resumeWaiting(answer: AnswerError): Promise<void> {
		running++;
		for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await resume(job, answer);
		running--;
	}

	/**
	 * Goes on with what was taken over since, if people can be reached. Call it once the room that dead processes held is
	 * given back, because the same requests need it again. Returns at once.
	 */
	function goOn(): void {
		for (let more = waiting.length; answerError !== undefined && more > 0 && running < MOST_AT_ONCE; more--)
			void resumeWaiting(answerError);
	}

	return {
		/**
		 * Takes over the jobs of dead processes, and books the pictures that they kept, which are shown next. Call it before
		 * the room that those processes hold is given back.
		 *
		 * @throws StoreError
		 */
		async takeOver(isDead: (ownerId: string) => boolean) {
			const taken = await jobRecords.takeOver(isDead);
			for (const job of taken) {
				await bookKept(job).catch((err: unknown) => log.error({ err, jobId: job.id }, 'kept pictures are not booked'));
				waiting.push(job);
			}
		},
		/** From now on people can be reached: goes on with what was taken over. Returns at once. */
		start(answer: AnswerError) {
			answerError = answer;
			goOn();
		},
		goOn,
		/** Whether jobs were taken over that are not begun. */
		isWaiting: () => waiting.length > 0,
	};
}
