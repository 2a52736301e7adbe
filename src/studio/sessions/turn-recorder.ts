import type { Logger } from '../../log.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Delivery, Posted, Result } from '../delivery.ts';
import { priceUsage } from '../generation/cost.ts';
import type { PromptContext } from '../generation/prompt-context.ts';
import type { ImageRequest, ReplyTarget } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { Thoughts } from './thoughts.ts';
import type { Turns } from './turns/turns.ts';

export type TurnRecorder = ReturnType<typeof createTurnRecorder>;

interface Dependencies {
	readonly turns: Turns;
	readonly thoughts: Thoughts;
	readonly delivery: Pick<Delivery, 'openThread'>;
	/** Whether people's messages can be read without a mention. */
	readonly readsMessages: () => boolean;
	readonly log: Logger;
}

const sessionIdOf = ({ id, conversation }: ImageRequest) => (conversation.kind === 'new' ? id : conversation.sessionId);

/**
 * Records what was generated. If the store fails now, a paid picture must not be lost with it: the failure is logged,
 * and the picture is shown without what could not be recorded.
 */
export function createTurnRecorder({ turns, thoughts, delivery, readsMessages, log }: Dependencies) {
	async function attempt(what: string, resultId: string, work: () => Promise<unknown>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (err) {
			log.error({ err, resultId, what }, 'part of a result could not be recorded');
			return false;
		}
	}

	/**
	 * Reopens a session that had ended, and keeps the settings that its owner changed with this turn. Changes by others
	 * apply to their own turn only.
	 */
	async function resumeSession(request: ImageRequest): Promise<void> {
		const session = await turns.session(sessionIdOf(request));
		if (session?.isEnded === true) await turns.reopen(session.id);
		const { model, aspect, size } = request.changed ?? {};
		if (session?.ownerId !== request.asker.userId || (model ?? aspect ?? size) === undefined) return;
		await turns.changeSettings(session.id, { model, aspect, size });
	}

	/** Opens a thread on a picture if the rules ask for one; returns where the conversation continues, if it moves. */
	async function moveToThread(request: ImageRequest, on: Posted, { threads }: GuildRules) {
		const isWanted = threads === (request.conversation.kind === 'new' ? 'auto' : 'on-refine');
		const { asker, replyTo } = request;
		// A picture that was sent as a direct message cannot have a thread.
		const isThere = on.channelId === replyTo.channelId;
		if (!isWanted || !request.mayOpenThread || !isThere) return undefined;
		const { answers } = wordsFor(replyTo.guildLocale);
		const welcome = readsMessages() ? answers.welcome : answers.welcomeWithoutMessages;
		const threadId = await delivery.openThread(on, request.prompt, welcome);
		if (threadId === undefined) return undefined;
		const place = { guildId: asker.guildId, parentPlaceId: on.channelId, placeId: threadId };
		await attempt('thread', request.id, () => turns.setPlace(sessionIdOf(request), place));
		return inThread(replyTo, threadId);
	}

	return {
		/** Records a result as a turn; returns whether that worked. */
		async keepTurn(result: Omit<Result, 'isTurn' | 'hasThoughts'>, context: PromptContext) {
			const { id, request, model, outcome } = result;
			const { user, isFreshStart, isDropNoticed, contributed } = context;
			if (outcome.kind !== 'images' && outcome.kind !== 'text-only') return false;
			const { conversation, settings, replyTo } = request;
			// Text alone can continue a conversation, but not start one.
			if (outcome.kind === 'text-only' && conversation.kind === 'new') return false;
			const isTurn = await attempt('turn', id, async () => {
				const ownerId = replyTo.userId;
				const askedAs = request.id;
				if (conversation.kind === 'new')
					await turns.open({ id: request.id, ownerId, askedAs, settings, ...conversation.place });
				const usage = outcome.usage === 'unknown' ? undefined : outcome.usage;
				await turns.append({
					id,
					sessionId: sessionIdOf(request),
					parentId: conversation.kind === 'new' ? null : conversation.parentId,
					authorId: ownerId,
					modelId: model.id,
					settings,
					user,
					model: outcome.parts,
					usage: usage ?? null,
					costMicroDollars: usage === undefined ? 0 : priceUsage(model, usage).total,
					isFreshStart,
					askedAs,
					contributed,
				});
			});
			if (isTurn && conversation.kind === 'continue') await attempt('session', id, () => resumeSession(request));
			// Only pictures are shown with notes.
			if (isTurn && isDropNoticed === true && outcome.kind === 'images')
				await attempt('notice', id, () => turns.update(sessionIdOf(request), { isDropNoticeGiven: true }));
			return isTurn;
		},
		/** Keeps the model's thoughts; returns whether there are any to show. */
		keepThoughts: async ({ id, outcome, request }: Pick<Result, 'id' | 'outcome' | 'request'>) =>
			outcome.kind === 'images' &&
			outcome.thoughts !== '' &&
			(await attempt('thoughts', id, () =>
				thoughts.keep(id, { userId: request.replyTo.userId, askedAs: request.id }, outcome.thoughts),
			)),
		/** Records which messages show a turn. */
		async link(turnId: string, posted: readonly Posted[]) {
			const messages = posted.map(({ channelId, messageId }) => ({ placeId: channelId, id: messageId }));
			await attempt('messages', turnId, () => turns.linkMessages(turnId, messages));
		},
		/** Where the next picture of a request goes whose first one another process showed; opens the thread if it is missing. */
		async targetAfter(request: ImageRequest, shown: Posted, rules: GuildRules) {
			const session = await turns.session(sessionIdOf(request));
			// It may only open a thread where the session had none.
			const isMoved = request.mayOpenThread && session !== undefined && session.parentPlaceId !== null;
			if (isMoved) return inThread(request.replyTo, session.placeId);
			return (await moveToThread(request, shown, rules)) ?? request.replyTo;
		},
		moveToThread,
	};
}

/** The same target, in a thread. */
function inThread(replyTo: ReplyTarget, threadId: string): ReplyTarget {
	// An interaction can still be answered in its own channel if the thread is closed.
	if (replyTo.kind === 'interaction') return { ...replyTo, channelId: threadId };
	const { messageId: _, ...rest } = replyTo;
	return { ...rest, channelId: threadId };
}
