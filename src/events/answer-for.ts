import { randomUUID } from 'node:crypto';
import { DiscordAPIError } from 'discord.js';
import { buttonToShow } from '../commands/show-button.ts';
import { KeptError, PartlyBrokenError, UndeliveredError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Delivery, Position } from '../studio/delivery.ts';
import type { ReplyTarget } from '../studio/requests/request.ts';
import { NotKeptError } from '../studio/sessions/turns/session-records.ts';
import { StoreFullError } from '../studio/store.ts';
import { wordsOf } from '../words/languages.ts';
import type { Message } from '../words/words.ts';

interface BoundaryDependencies {
	readonly delivery: Pick<Delivery, 'tell' | 'offer'>;
	readonly log: Logger;
}

/** A delivery whose texts and cards go to this place. */
export const answeringAt = (
	place: Position,
	delivery: BoundaryDependencies['delivery'],
): BoundaryDependencies['delivery'] => ({
	tell: (target, text) => delivery.tell(target, text, place),
	offer: (target, card) => delivery.offer(target, card, place),
});

/**
 * Turns what a handler threw into one sentence for the person and one log line. Returns whether that is done: false only
 * when Discord could not be reached, so that it may work later. Never rejects.
 */
export async function answerFor(
	error: unknown,
	replyTo: ReplyTarget,
	{ delivery, log }: BoundaryDependencies,
): Promise<boolean> {
	const reference = randomUUID().slice(0, 8);
	if (error instanceof UserError) log.info({ reference, says: error.message }, 'refused');
	else if (error instanceof StoreFullError) log.error({ reference, err: error }, 'there is no storage space left');
	else if (error instanceof UndeliveredError) log.error({ reference, err: error }, 'the answer could not be posted');
	else log.error({ reference, err: error }, 'the request failed');
	const says = describe(error, reference);
	const turnIds = error instanceof KeptError ? error.details.turnIds : [];
	const words = wordsOf(replyTo);
	const buttons = turnIds.map((turnId, index) => buttonToShow(turnId, index, turnIds.length, words));
	const answering =
		buttons.length > 0 ? delivery.offer(replyTo, { text: says(words), buttons }) : delivery.tell(replyTo, says);
	try {
		await answering;
		return true;
	} catch (err) {
		log.error({ reference, err }, 'the person could not be answered');
		return !(err instanceof UndeliveredError) || err.cause instanceof DiscordAPIError;
	}
}

/** The same for a request that another process began, and may have shown something of. */
export async function answerAfterTakeover(
	error: unknown,
	replyTo: ReplyTarget,
	{ delivery, log }: BoundaryDependencies & { readonly delivery: Pick<Delivery, 'isThinking'> },
): Promise<boolean> {
	const isFirst = replyTo.kind === 'message' || (await delivery.isThinking(replyTo));
	const place = !isFirst ? 'more' : error instanceof UserError ? 'alone' : 'first';
	return answerFor(error, replyTo, { delivery: answeringAt(place, delivery), log });
}

/** Says what was charged: only booked pictures cost anything. */
function describe(error: unknown, reference: string): Message {
	if (error instanceof UserError) return error.says;
	if (error instanceof KeptError) {
		const { isRest, obstacle, turnIds, unmade } = error.details;
		return ({ errors }) => {
			const made = turnIds.length === 0 ? errors.madeAndLost({ isRest }) : errors.madeAndKept({ isRest, obstacle });
			return unmade === 0 ? made : `${made} ${errors.partlyBroken({ unmade, reference })}`;
		};
	}
	if (error instanceof PartlyBrokenError) {
		const { unmade } = error;
		return ({ errors }) =>
			unmade === 0 ? errors.brokeAfterAll({ reference }) : errors.partlyBroken({ unmade, reference });
	}
	if (error instanceof UndeliveredError && error.obstacle !== 'not-taken') {
		const isForbidden = error.obstacle === 'not-allowed';
		return ({ errors }) => (isForbidden ? errors.notAllowedHere : errors.tooLargeHere);
	}
	if (error instanceof NotKeptError) return ({ errors }) => errors.sessionGone;
	if (error instanceof StoreFullError) return ({ errors }) => errors.storageFull;
	return ({ errors }) => errors.somethingBroke({ reference });
}
