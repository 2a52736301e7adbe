import { RESTJSONErrorCodes } from 'discord.js';
import { UndeliveredError } from '../errors.ts';
import type { Position, Posted } from '../studio/delivery.ts';
import type { InteractionTarget, MessageTarget, ReplyTarget } from '../studio/requests/request.ts';
import { wordsOf } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import { describeMove, describeMoved } from './describe.ts';
import { isCode, isRefusedEverywhere, obstacleOf } from './discord-errors.ts';
import type { Sender } from './send.ts';
import { addressTo, type Message, putBelow, showText } from './show.ts';

/** One message that answers somebody. */
export interface Answer {
	readonly target: ReplyTarget;
	/** The message in the language of its readers, who depend on where it can be posted. */
	readonly show: (words: Words) => Message;
	readonly place: Position;
	/** Idempotency key: a message sent again under the same key is posted only once. */
	readonly key: string;
}

/** An answer in the language of those who read it in its place. */
interface Rendered extends Omit<Answer, 'show'> {
	readonly message: Message;
}

/** Answers people in the best way that works. */
export function createAnswering({ fillIn, followUp, dismiss, post, openDirectMessages, log }: Sender) {
	/** Targets that have an answer. Later messages go below it, so that an apology never replaces a picture. */
	const answered = new WeakSet<ReplyTarget>();
	/** Targets that know their answer went to direct messages. */
	const told = new WeakSet<ReplyTarget>();

	/** @throws UndeliveredError when nothing worked. */
	async function answer({ place, ...given }: Answer): Promise<Posted> {
		const { target, show, key } = given;
		const here = place === 'first' && answered.has(target) ? 'more' : place;
		const message = show(wordsOf(place === 'alone' ? { ...target, isPrivate: true } : target));
		try {
			return await answerHere({ target, message, place: here, key });
		} catch (error) {
			if (isRefusedEverywhere(error)) throw new UndeliveredError(obstacleOf(error), { cause: error });
			log.warn({ err: error }, 'the bot may not post there; the person gets it directly');
			return answerDirectly({ ...given, place: here }, error);
		}
	}

	/** Answers where the person asked. @throws the error that best explains why that failed. */
	async function answerHere({ target, message, place, key }: Rendered): Promise<Posted> {
		const errors: unknown[] = [];
		for (const tryIt of waysTo({ target, message, place, key })) {
			try {
				const posted = await tryIt();
				answered.add(target);
				const isThinking = place === 'first' && errors.some((error) => !isCode(error, ...NOTHING_TO_DISMISS));
				if (target.kind === 'interaction' && isThinking)
					await dismiss(target).catch((err: unknown) => log.info({ err }, '“thinking…” could not be taken away'));
				return posted;
			} catch (error) {
				if (isRefusedEverywhere(error)) throw error;
				log.info({ err: error }, 'one way to answer is closed');
				errors.push(error);
			}
		}
		const [first = new Error('there is no way to answer there')] = errors;
		throw errors.find((error) => obstacleOf(error) === 'not-allowed') ?? first;
	}

	/** Ways to answer, best first. */
	function waysTo({ target, message, place, key }: Rendered): (() => Promise<Posted>)[] {
		if (target.kind === 'message') return [() => reply(target, message, key)];
		const { channelId, isPrivate, userId } = target;
		const inChannel = (shown: Message) =>
			isPrivate || channelId === undefined ? [] : [() => post({ channelId, message: shown, key })];
		switch (place) {
			case 'first':
				return [() => fillIn(target, message), ...inChannel(addressTo(userId, message))];
			case 'alone':
				return [
					...(isPrivate ? [] : [() => whisper(target, message)]),
					// Keeps what is already shown.
					...waysTo({ target, message, place: answered.has(target) ? 'more' : 'first', key }),
				];
			case 'more':
				// Only an ordinary message has a nonce, so only that can be retried without posting twice after a lost
				// response.
				return [...inChannel(message), () => followUp(target, message)];
			case 'apart':
				return inChannel(addressTo(userId, message));
		}
	}

	async function whisper(target: InteractionTarget, message: Message): Promise<Posted> {
		if (!answered.has(target)) await dismiss(target);
		return followUp({ ...target, isPrivate: true }, message);
	}

	async function reply(
		{ channelId, messageId, userId }: MessageTarget,
		message: Message,
		key: string,
	): Promise<Posted> {
		try {
			return await post({ channelId, message, key, repliesToId: messageId });
		} catch (error) {
			if (!isCode(error, RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory)) throw error;
			return post({ channelId, message: addressTo(userId, message), key });
		}
	}

	/** @throws UndeliveredError with the first obstacle, because that is the one to remove. */
	async function answerDirectly(answer: Answer, error: unknown): Promise<Posted> {
		const { target, show, key } = answer;
		const obstacle = obstacleOf(error);
		try {
			const words = wordsOf({ ...target, isPrivate: true });
			const message = show(words);
			const below = putBelow(describeMove(obstacle, target.channelId, words), message);
			const channelId = await openDirectMessages(target.userId);
			const posted = await post({ channelId, message: below, key: `${key}:direct` });
			if (message.files.length > 0 && !told.has(target)) await tellOfMove(answer, obstacle);
			return posted;
		} catch (err) {
			throw new UndeliveredError(isRefusedEverywhere(err) ? obstacleOf(err) : obstacle, { cause: err });
		}
	}

	/** Text may be allowed where files aren't, and "thinking…" must not stay forever. */
	async function tellOfMove(answer: Answer, obstacle: UndeliveredError['obstacle']): Promise<void> {
		told.add(answer.target);
		const words = wordsOf(answer.target);
		const moved = { ...answer, message: showText(describeMoved(obstacle, words), words), key: `${answer.key}:moved` };
		await answerHere(moved).catch((err: unknown) => log.info({ err }, 'nothing could be said there either'));
	}

	return answer;
}

/** Discord's errors for a dead token, or for a "thinking…" message that is gone. */
const NOTHING_TO_DISMISS = [
	RESTJSONErrorCodes.UnknownInteraction,
	RESTJSONErrorCodes.UnknownWebhook,
	RESTJSONErrorCodes.InvalidWebhookToken,
	RESTJSONErrorCodes.UnknownMessage,
];
