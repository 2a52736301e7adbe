import { UserError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { quote, showAddresses } from '../../text.ts';
import type { Message } from '../../words/words.ts';
import type { Delivery } from '../delivery.ts';
import type { Models } from '../generation/models.ts';
import type { Asker, ReplyTarget } from '../requests/request.ts';
import { BlobCorruptError } from '../store.ts';
import { readOutcome } from './kept-outcome.ts';
import { isOpenTo } from './turns/sessions.ts';
import { BlobMissingError } from './turns/stored-part.ts';
import type { Turns } from './turns/turns.ts';

const NOT_KEPT: Message = ({ sessions }) => sessions.pictureLost;

interface Dependencies {
	readonly turns: Turns;
	readonly delivery: Pick<Delivery, 'deliver' | 'tell'>;
	readonly models: Models;
	readonly log: Logger;
}

/** Who wants to see a picture again, and where to post it. */
export interface Viewer {
	readonly asker: Asker;
	readonly replyTo: ReplyTarget;
}

/**
 * Posts the picture of a turn again; its text where it has no picture.
 *
 * @throws UserError when it is not kept any more, or not for this person. @throws StoreError
 */
export async function showTurn(
	turnId: string,
	{ asker, replyTo }: Viewer,
	{ turns, delivery, models, log }: Dependencies,
): Promise<void> {
	const turn = await turns.turn(turnId);
	const session = turn && (await turns.session(turn.sessionId));
	if (turn === undefined || session === undefined) throw new UserError(NOT_KEPT);
	if (!isOpenTo(session, asker.userId)) throw new UserError(({ sessions }) => sessions.picturePrivate);
	const { id, settings, user } = turn;
	const parts = await turns.answer(turn).catch((error: unknown) => {
		if (error instanceof BlobMissingError || error instanceof BlobCorruptError) throw new UserError(NOT_KEPT);
		throw error;
	});
	const outcome = readOutcome(turn, parts);
	if (outcome.kind === 'text-only') {
		const words = outcome.text.trim();
		if (words === '') throw new UserError(NOT_KEPT);
		return delivery.tell(replyTo, ({ sessions }) => `${sessions.lastWasWords}\n${quote(showAddresses(words))}`);
	}
	const prompt = user.findLast(({ text }) => text !== undefined)?.text ?? '';
	const conversation = { kind: 'continue', sessionId: session.id, parentId: turn.parentId } as const;
	const request = {
		id,
		asker,
		prompt,
		settings,
		count: 1,
		references: [],
		conversation,
		mayOpenThread: false,
		replyTo,
	};
	const model = models[settings.model];
	const result = { id, request, outcome, model, tookMs: 0, hasThoughts: false, isTurn: true, notes: [] };
	const posted = await delivery.deliver(replyTo, result, 'first');
	const messages = posted.map(({ channelId, messageId }) => ({ placeId: channelId, id: messageId }));
	// The picture is visible and was booked when it was made; only replies to this message will not find the turn.
	await turns
		.linkMessages(id, messages)
		.catch((err: unknown) => log.error({ err, turnId }, 'the messages of a turn could not be kept'));
}
