import { UserError } from '../../errors.ts';
import type { Message } from '../../words/words.ts';
import type { Delivery } from '../delivery.ts';
import type { ImageRequest } from '../requests/request.ts';
import type { Contribution } from '../sessions/turns/append.ts';
import type { LastPicture } from '../sessions/turns/history.ts';
import type { Part } from '../sessions/turns/part.ts';
import type { Turns } from '../sessions/turns/turns.ts';
import type { Model } from './models.ts';
import type { ModelCall, ReferencePicture, References } from './ports.ts';

export interface PromptContextDependencies {
	readonly turns: Turns;
	readonly references: References;
	readonly delivery: Pick<Delivery, 'picturesOf'>;
	/** The most that the history may take of a request body, in bytes. */
	readonly historyBudgetBytes: number;
}

/** What is sent for one turn: the history and the new message. */
export interface PromptContext extends Pick<ModelCall, 'history' | 'user'> {
	/** The exact history is missing, so the history of later turns starts here. */
	readonly isFreshStart: boolean;
	/** What people should know about it, a line each. */
	readonly notes: readonly Message[];
	/** The pictures given by other people than the asker. */
	readonly contributed: readonly Contribution[];
	/** The notes contain the one that a session gets only once. */
	readonly isDropNoticed?: boolean;
}

/** What is asked for, with the pictures already loaded. */
export interface PromptInput {
	/** How this server wants every picture to look. */
	readonly houseStyle: string | undefined;
	readonly request: ImageRequest;
	readonly pictures: readonly ReferencePicture[];
	readonly model: Model;
	readonly signal: AbortSignal;
}

/**
 * Builds what one turn sends. Where the exact history cannot be sent, the last picture goes as part of the new user
 * message, where it needs no signature.
 *
 * @throws NotKeptError when the session is gone. @throws StoreError
 */
export async function buildPromptContext(
	{ request, pictures, model, houseStyle, signal }: PromptInput,
	mode: 'exact' | 'fresh',
	{ turns, references, delivery, historyBudgetBytes }: PromptContextDependencies,
): Promise<PromptContext> {
	const { conversation, prompt } = request;
	const style = houseStyle === undefined ? [] : [{ text: `The style of everything here: ${houseStyle}` }];
	const user = [...style, ...describeUser(pictures, prompt)];
	const { userId } = request.asker;
	const given = pictures.map((picture, index) => ({ picture, userId: request.references[index]?.ownerId ?? userId }));
	const contributed = given.filter((one) => one.userId !== userId);
	if (conversation.kind === 'new' || conversation.parentId === null)
		return { history: [], user, isFreshStart: false, notes: [], contributed };

	// A budget of 0 fits no turn, which leaves the last picture.
	const budgetBytes = mode === 'exact' ? historyBudgetBytes : 0;
	const history = await turns.history(conversation.parentId, { modelId: model.id, budgetBytes });
	if (history.kind === 'exact') {
		const isDropNoticed =
			history.leftOut > 0 && (await turns.session(conversation.sessionId))?.isDropNoticeGiven === false;
		const notes: Message[] = isDropNoticed ? [({ answers }) => answers.oldTurnsDropped] : [];
		return { history: history.exchanges, user, isFreshStart: false, notes, contributed, isDropNoticed };
	}

	const { lastPicture } = history;
	const last = lastPicture && (await findPicture(lastPicture));
	const reason = mode === 'fresh' ? 'signature-refused' : history.why;
	if (lastPicture !== undefined && last !== undefined) {
		const byOther = lastPicture.authorId === userId ? [] : [{ picture: last, userId: lastPicture.authorId }];
		const notes: Message[] = [({ answers }) => answers.continuesAfresh({ reason })];
		return {
			history: [],
			user: [{ text: 'The picture so far:' }, { picture: last }, ...user],
			isFreshStart: true,
			notes,
			contributed: [...contributed, ...byOther],
		};
	}
	if (pictures.length === 0) throw new UserError(({ answers }) => answers.lostPicture);
	const notes: Message[] = [({ answers }) => answers.lostButYours];
	return { history: [], user, isFreshStart: true, notes, contributed };

	async function findPicture({ turnId, picture }: LastPicture): Promise<ReferencePicture | undefined> {
		if (picture !== undefined) return picture;
		for (const { placeId, id } of (await turns.messagesOf(turnId)).toReversed()) {
			const shown = await delivery.picturesOf({ channelId: placeId, messageId: id });
			const loaded = await references.load(shown.slice(-1), signal);
			if (loaded.kind === 'ready' && loaded.pictures[0] !== undefined) return loaded.pictures[0];
		}
		return undefined;
	}
}

/** Numbers the pictures, so that a prompt can say "the hat from image 2", and appends the prompt. */
function describeUser(pictures: readonly ReferencePicture[], prompt: string): Part[] {
	const parts = pictures.flatMap((picture, index): Part[] =>
		pictures.length === 1 ? [{ picture }] : [{ text: `Image ${index + 1}:` }, { picture }],
	);
	return [...parts, { text: prompt }];
}
