import type { Logger } from '../../log.ts';
import { timeOf } from '../../snowflake.ts';
import type { Posted } from '../delivery.ts';
import type { GeneratedPicture, JobRecords } from '../requests/job-records.ts';
import type { RequestDraft } from '../requests/request.ts';
import { readOutcome } from '../sessions/kept-outcome.ts';
import type { Thoughts } from '../sessions/thoughts.ts';
import type { Part } from '../sessions/turns/part.ts';
import { NotKeptError, type Turn } from '../sessions/turns/session-records.ts';
import { BlobMissingError } from '../sessions/turns/stored-part.ts';
import type { Turns } from '../sessions/turns/turns.ts';
import { BlobCorruptError } from '../store.ts';
import type { GeneratedResult } from './deliver-results.ts';
import type { Models } from './models.ts';

/** The id of each picture of a request, from index 0. */
export const resultIdOf = (requestId: string, index: number) => (index === 0 ? requestId : `${requestId}-${index + 1}`);

/** How far a request has come. */
export interface Progress {
	/** The message that shows its first result. */
	readonly shown: Posted | undefined;
	/** The results that are kept as turns, but linked to no message. */
	readonly kept: readonly GeneratedResult[];
	/** The indexes of the pictures that are not made. */
	readonly missing: readonly number[];
}

/** How far a request has come before anything is done. */
export const notBegun = ({ count }: RequestDraft): Progress => ({
	shown: undefined,
	kept: [],
	missing: Array.from({ length: count }, (_, index) => index),
});

interface RecordingDependencies {
	readonly jobRecords: Pick<JobRecords, 'addPicture'>;
	readonly log: Logger;
}

export interface KeptResultsDependencies {
	readonly turns: Turns;
	readonly thoughts: Pick<Thoughts, 'of'>;
	readonly models: Models;
}

/** The answer of a turn; `undefined` when it cannot be shown, because its bytes or its session are lost. */
async function readAnswer(turn: Turn, turns: Turns): Promise<readonly Part[] | undefined> {
	try {
		await turns.completeAppend(turn);
		return await turns.answer(turn);
	} catch (error) {
		const isLost = [BlobMissingError, BlobCorruptError, NotKeptError].some((lost) => error instanceof lost);
		if (isLost) return undefined;
		throw error;
	}
}

/** Whether a picture has been shown, or is kept so that it can be. @throws StoreError */
export async function isKept(resultId: string, turns: Turns): Promise<boolean> {
	const turn = await turns.turn(resultId);
	if (turn === undefined) return false;
	return (await turns.messagesOf(turn.id)).length > 0 || (await readAnswer(turn, turns)) !== undefined;
}

/**
 * Records a picture for whoever resumes the job. Returns false when another process has the job, and so shows its own
 * picture and charges for that. Never rejects: a picture that was paid for is shown although it could not be recorded.
 */
export async function recordPicture(
	jobId: string,
	picture: GeneratedPicture,
	{ jobRecords, turns, log }: Pick<KeptResultsDependencies, 'turns'> & RecordingDependencies,
): Promise<boolean> {
	try {
		const recorded = await jobRecords.addPicture(jobId, picture);
		// The record is gone when the person has been forgotten, or when another process has finished the job.
		return recorded !== 'taken' && (recorded !== 'gone' || (await turns.turn(picture.id)) === undefined);
	} catch (err) {
		log.error({ err, resultId: picture.id }, 'a picture is not in the record of its job');
		return true;
	}
}

/** Finds out how far a process came with a request before it ended. A picture that is lost counts as missing. */
export async function findProgress(
	draft: RequestDraft,
	pictures: readonly GeneratedPicture[],
	{ turns, thoughts, models }: KeptResultsDependencies,
): Promise<Progress> {
	async function readKept(turn: Turn): Promise<GeneratedResult | undefined> {
		const { id, settings, modelId } = turn;
		const parts = await readAnswer(turn, turns);
		if (parts === undefined) return undefined;
		const read = readOutcome(turn, parts);
		const sources = pictures.find((picture) => picture.id === id)?.sources;
		const result = {
			id,
			request: { ...draft, settings },
			outcome: read.kind === 'images' ? { ...read, sources } : read,
			model: Object.values(models).find((model) => model.id === modelId) ?? models[settings.model],
			tookMs: Math.max(0, turn.createdAtMs - timeOf(draft.id)),
			notes: [],
		};
		const hasThoughts = (await thoughts.of(id)) !== undefined;
		return { result, keep: () => Promise.resolve({ isTurn: true, hasThoughts }) };
	}

	let shown: Posted | undefined;
	const kept: GeneratedResult[] = [];
	const missing: number[] = [];
	for (const index of notBegun(draft).missing) {
		const turn = await turns.turn(resultIdOf(draft.id, index));
		const [message] = turn === undefined ? [] : await turns.messagesOf(turn.id);
		if (message !== undefined) {
			shown ??= { channelId: message.placeId, messageId: message.id };
			continue;
		}
		const result = turn && (await readKept(turn));
		if (result === undefined) missing.push(index);
		else kept.push(result);
	}
	return { shown, kept, missing };
}
