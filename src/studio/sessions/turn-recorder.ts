import type { Logger } from '../../log.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Delivery, Posted, Result } from '../delivery.ts';
import { priceUsage } from '../generation/cost.ts';
import type { PromptContext } from '../generation/prompt-context.ts';
import type { ImageRequest, ReplyTarget } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { Thoughts } from './thoughts.ts';
import type { Turns } from './turns/turns.ts';

export interface TurnRecorderDependencies {
	readonly turns: Turns;
	readonly thoughts: Thoughts;
	readonly delivery: Pick<Delivery, 'openThread'>;
	/** Whether people's messages can be read without a mention. */
	readonly readsMessages: () => boolean;
	readonly log: Logger;
}

/**
 * Writes down what was made. A store that fails now must not take a paid picture with it: that is logged, and the
 * picture is shown without what could not be kept.
 */
export interface TurnRecorder {
	/** Keeps a result as a turn; whether that worked. */
	keepTurn(result: Omit<Result, 'isTurn' | 'hasThoughts'>, context: PromptContext): Promise<boolean>;
	/** Keeps what the model thought; whether there is something to show. */
	keepThoughts(result: Pick<Result, 'id' | 'outcome' | 'request'>): Promise<boolean>;
	/** Remembers which messages show a turn. */
	link(turnId: string, posted: readonly Posted[]): Promise<void>;
	/** Opens a thread on a first picture where the rules want one; where the talk goes on, if it moves. */
	moveToThread(request: ImageRequest, on: Posted, rules: GuildRules): Promise<ReplyTarget | undefined>;
}

const sessionIdOf = ({ id, conversation }: ImageRequest) => (conversation.kind === 'new' ? id : conversation.sessionId);

export function createTurnRecorder({
	turns,
	thoughts,
	delivery,
	readsMessages,
	log,
}: TurnRecorderDependencies): TurnRecorder {
	async function attempt(what: string, resultId: string, work: () => Promise<unknown>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (err) {
			log.error({ err, resultId, what }, 'what came of a request could not be kept');
			return false;
		}
	}

	/**
	 * A session that goes on is no longer ended, and has the settings that its owner changed with the newest turn. What
	 * others choose is for their own turn.
	 */
	async function resumeSession(request: ImageRequest): Promise<void> {
		const session = await turns.session(sessionIdOf(request));
		if (session?.isEnded === true) await turns.reopen(session.id);
		const { model, aspect, size } = request.changed ?? {};
		if (session?.ownerId !== request.asker.userId || (model ?? aspect ?? size) === undefined) return;
		await turns.changeSettings(session.id, { model, aspect, size });
	}

	return {
		keepTurn: async ({ id, request, model, outcome }, { user, isFreshStart, isDropNoticed, contributed }) => {
			if (outcome.kind !== 'images' && outcome.kind !== 'text-only') return false;
			const { conversation, settings, replyTo } = request;
			// Words alone are an answer in a talk, but nothing to begin one with.
			if (outcome.kind === 'text-only' && conversation.kind === 'new') return false;
			const isTurn = await attempt('turn', id, async () => {
				const ownerId = replyTo.userId;
				const askedAs = request.id;
				if (conversation.kind === 'new')
					await turns.open({ id: request.id, ownerId, askedAs, settings, ...conversation.place });
				const { parts } = outcome;
				const usage = outcome.usage === 'unknown' ? undefined : outcome.usage;
				await turns.append({
					id,
					sessionId: sessionIdOf(request),
					parentId: conversation.kind === 'new' ? null : conversation.parentId,
					authorId: ownerId,
					modelId: model.id,
					settings,
					user,
					model: parts,
					usage: usage ?? null,
					costMicroDollars: usage === undefined ? 0 : priceUsage(model, usage).total,
					isFreshStart,
					askedAs,
					contributed,
				});
			});
			if (isTurn && conversation.kind === 'continue') await attempt('session', id, () => resumeSession(request));
			// Notes are shown with pictures only.
			if (isTurn && isDropNoticed === true && outcome.kind === 'images')
				await attempt('notice', id, () => turns.update(sessionIdOf(request), { isDropNoticeGiven: true }));
			return isTurn;
		},
		keepThoughts: async ({ id, outcome, request }) =>
			outcome.kind === 'images' &&
			outcome.thoughts !== '' &&
			(await attempt('thoughts', id, () =>
				thoughts.keep(id, { userId: request.replyTo.userId, askedAs: request.id }, outcome.thoughts),
			)),
		link: async (turnId, posted) => {
			const messages = posted.map(({ channelId, messageId }) => ({ placeId: channelId, id: messageId }));
			await attempt('messages', turnId, () => turns.linkMessages(turnId, messages));
		},
		async moveToThread(request, on, { threads }) {
			const isWanted = threads === (request.conversation.kind === 'new' ? 'auto' : 'on-refine');
			const { asker, replyTo } = request;
			// A picture that went to the person directly has no thread.
			const isThere = on.channelId === replyTo.channelId;
			if (!isWanted || !request.mayOpenThread || !isThere) return undefined;
			const { answers } = wordsFor(replyTo.guildLocale);
			const welcome = readsMessages() ? answers.welcome : answers.welcomeWithoutMessages;
			const threadId = await delivery.openThread(on, request.prompt, welcome);
			if (threadId === undefined) return undefined;
			const place = { guildId: asker.guildId, parentPlaceId: on.channelId, placeId: threadId };
			await attempt('thread', request.id, () => turns.setPlace(sessionIdOf(request), place));
			// An interaction can still be answered where it was when the thread is closed.
			if (replyTo.kind === 'interaction') return { ...replyTo, channelId: threadId };
			const { userId, maxFileBytes } = replyTo;
			return { kind: 'message', channelId: threadId, userId, maxFileBytes };
		},
	};
}
