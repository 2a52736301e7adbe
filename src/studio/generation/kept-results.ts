import { timeOf } from '../../snowflake.ts';
import type { Posted } from '../delivery.ts';
import type { GeneratedPicture } from '../requests/job-records.ts';
import type { RequestDraft } from '../requests/request.ts';
import { readOutcome } from '../sessions/kept-outcome.ts';
import type { Thoughts } from '../sessions/thoughts.ts';
import type { Turn } from '../sessions/turns/session-records.ts';
import type { Turns } from '../sessions/turns/turns.ts';
import type { GeneratedResult } from './deliver-results.ts';
import type { Models } from './models.ts';

/** The id of each picture of a request, from index 0. */
export const resultIdOf = (requestId: string, index: number) => (index === 0 ? requestId : `${requestId}-${index + 1}`);

/** How far a request has come. */
export interface Advance {
	/** The message that shows its first result. */
	readonly shown: Posted | undefined;
	/** The results that are kept as turns, but linked to no message. */
	readonly kept: readonly GeneratedResult[];
	/** The indexes of the pictures that are not made. */
	readonly missing: readonly number[];
}

/** How far a request has come before anything is done. */
export const notBegun = ({ count }: RequestDraft): Advance => ({
	shown: undefined,
	kept: [],
	missing: Array.from({ length: count }, (_, index) => index),
});

export interface KeptResultsDependencies {
	readonly turns: Turns;
	readonly thoughts: Pick<Thoughts, 'of'>;
	readonly models: Models;
}

/**
 * Finds out how far a process came with a request before it ended.
 *
 * @throws StoreError @throws BlobMissingError, BlobCorruptError when the bytes of a kept picture are lost.
 */
export async function findAdvance(
	draft: RequestDraft,
	pictures: readonly GeneratedPicture[],
	{ turns, thoughts, models }: KeptResultsDependencies,
): Promise<Advance> {
	async function readKept(turn: Turn): Promise<GeneratedResult> {
		const { id, settings, modelId } = turn;
		await turns.completeAppend(turn);
		const read = readOutcome(turn, await turns.answer(turn));
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
		if (turn === undefined) {
			missing.push(index);
			continue;
		}
		const [message] = await turns.messagesOf(turn.id);
		if (message === undefined) kept.push(await readKept(turn));
		else shown ??= { channelId: message.placeId, messageId: message.id };
	}
	return { shown, kept, missing };
}
