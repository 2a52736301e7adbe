import { createHash } from 'node:crypto';
import {
	type APIInteractionResponse,
	DiscordAPIError,
	HTTPError,
	InteractionResponseType,
	MessageFlags,
	type REST,
	RESTJSONErrorCodes,
	Routes,
} from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { UndeliveredError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Acknowledgement, Posted } from '../studio/ports.ts';
import type { InteractionTarget, MessageTarget, ReplyTarget } from '../studio/request.ts';
import { addressTo, type Message } from './show.ts';

export interface SenderDependencies {
	/** Made with `retries: 0`, because discord.js's own retries follow at once and hide whether one took effect. */
	readonly rest: REST;
	readonly clock: Clock;
	readonly log: Logger;
}

/** How long one acknowledgement may take, in milliseconds; after 3 seconds Discord has given up. */
const ACKNOWLEDGE_TIMEOUT_MS = 2500;
/** The pauses before an acknowledgement is tried again, in milliseconds: it has 3 seconds in all. */
const ACKNOWLEDGE_PAUSES_MS = [0, 250];
/** The pauses before a message is tried again, in milliseconds; the token may live 15 minutes. */
const DELIVER_PAUSES_MS = [500, 2000, 8000];

/** How a message answers: `first` in place of "thinking…", `more` below it. */
export interface Answer {
	readonly target: ReplyTarget;
	readonly message: Message;
	readonly place: 'first' | 'more';
	/** Names this message among all: sent again under the same key it is still posted once. */
	readonly key: string;
}

/** Where and how an ordinary message is posted. */
export interface Post {
	readonly channelId: string;
	readonly message: Message;
	readonly key: string;
	/** The message it answers, if that is still there. */
	readonly repliesToId?: string | undefined;
}

/** Discord takes only smaller files there, whatever it said before. */
export class FileTooLargeError extends Error {
	override readonly name = 'FileTooLargeError';
}

export type Sender = ReturnType<typeof createSender>;

/** What answers need of Discord's REST interface: nothing but the target, so any process can use it. */
export function createSender({ rest, clock, log }: SenderDependencies) {
	/** Sends until Discord has answered; `isRetry` says that an earlier attempt may have taken effect. */
	async function persist<T>(pausesMs: readonly number[], send: (isRetry: boolean) => Promise<T>): Promise<T> {
		for (let attempt = 0; ; attempt++) {
			try {
				return await send(attempt > 0);
			} catch (error) {
				const pauseMs = pausesMs[attempt];
				const mayPass = error instanceof HTTPError || isLostConnection(error);
				if (!mayPass || pauseMs === undefined) throw error;
				await clock.sleep(pauseMs);
			}
		}
	}

	/** The first answer to an interaction: "thinking…" unless another is given. */
	async function acknowledge(
		{ interactionId, token, isPrivate }: InteractionTarget,
		body: APIInteractionResponse = {
			type: InteractionResponseType.DeferredChannelMessageWithSource,
			data: isPrivate ? { flags: MessageFlags.Ephemeral } : {},
		},
	): Promise<Acknowledgement> {
		const deadline = new AbortController();
		const answered = new AbortController();
		clock.sleep(ACKNOWLEDGE_TIMEOUT_MS, answered.signal).then(
			() => deadline.abort(),
			() => {},
		);
		return persist(ACKNOWLEDGE_PAUSES_MS, async (isRetry) => {
			try {
				const signal = deadline.signal;
				await rest.post(Routes.interactionCallback(interactionId, token), { auth: false, body, signal });
				return 'ours';
			} catch (error) {
				if (isCode(error, RESTJSONErrorCodes.UnknownInteraction)) return 'too-late';
				if (!isCode(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) throw error;
				// After a lost answer the acknowledgement that Discord knows of is our own.
				return isRetry ? 'ours' : 'taken';
			}
		}).finally(() => answered.abort());
	}

	/**
	 * Posts one message by the best way there is.
	 *
	 * @throws FileTooLargeError when Discord does not take files of that size there.
	 * @throws UndeliveredError when no way to the person was open.
	 */
	async function answer({ target, message, place, key }: Answer): Promise<Posted> {
		if (target.kind === 'message') return orUndelivered(answerMessage(target, message, key));
		const { applicationId, token, interactionId, channelId, isPrivate } = target;
		// Only an ordinary message has a nonce, so only that can be repeated after a lost answer without being doubled.
		if (place === 'more' && channelId !== undefined && !isPrivate)
			return orUndelivered(post({ channelId, message, key }));
		try {
			const request = { auth: false, ...toRequest(message, isPrivate) };
			const posted = await persist(DELIVER_PAUSES_MS, () =>
				place === 'first'
					? rest.patch(Routes.webhookMessage(applicationId, token), request)
					: rest.post(Routes.webhook(applicationId, token), { ...request, query: WAIT }),
			);
			return readPosted(posted);
		} catch (error) {
			if (isTooLarge(error)) throw new FileTooLargeError('Discord refused a file for its size', { cause: error });
			// The same body would be refused anywhere; a plain sentence may still get through.
			if (isCode(error, RESTJSONErrorCodes.InvalidFormBodyOrContentType)) throw error;
			log.warn({ err: error, interactionId }, 'the interaction cannot be answered any more');
			return orUndelivered(answerWithoutToken(target, message, key));
		}
	}

	/** Changes the answer to an interaction, or the message that was used, and nothing else. @throws as discord.js does. */
	async function change({ applicationId, token, isPrivate }: InteractionTarget, message: Message): Promise<void> {
		const request = { auth: false, ...toRequest(message, isPrivate) };
		await persist(DELIVER_PAUSES_MS, () => rest.patch(Routes.webhookMessage(applicationId, token), request));
	}

	/** An ordinary message in the channel or, where that must not or cannot be, a direct one. */
	async function answerWithoutToken(target: InteractionTarget, message: Message, key: string): Promise<Posted> {
		const { isPrivate, channelId, userId } = target;
		const isOpen = !isPrivate && channelId !== undefined;
		return orDirectly(isOpen ? () => post({ channelId, message: addressTo(userId, message), key }) : undefined, {
			userId,
			message,
			key,
		});
	}

	const answerMessage = ({ channelId, messageId, userId }: MessageTarget, message: Message, key: string) =>
		orDirectly(() => post({ channelId, message, key, repliesToId: messageId }), { userId, message, key });

	/** What may not be posted in the channel goes to the person directly. */
	async function orDirectly(
		posting: (() => Promise<Posted>) | undefined,
		{ userId, message, key }: Pick<Answer, 'message' | 'key'> & { readonly userId: string },
	): Promise<Posted> {
		try {
			if (posting !== undefined) return await posting();
		} catch (error) {
			if (isTooLarge(error) || isCode(error, RESTJSONErrorCodes.InvalidFormBodyOrContentType)) throw error;
			log.warn({ err: error }, 'the bot may not post there; the person gets it directly');
		}
		return post({ channelId: await openDirectMessages(userId), message, key: `${key}:direct` });
	}

	/** Posts an ordinary message, once, however often it is sent. @throws as discord.js does. */
	async function post({ channelId, message, key, repliesToId }: Post): Promise<Posted> {
		const { body, files } = toRequest(message, false);
		const posted = await persist(DELIVER_PAUSES_MS, () =>
			rest.post(Routes.channelMessages(channelId), {
				files,
				body: {
					...body,
					// Discord gives back the first message when the same nonce comes again.
					nonce: nonceOf(key),
					enforce_nonce: true,
					...(repliesToId === undefined
						? {}
						: { message_reference: { message_id: repliesToId, fail_if_not_exists: false } }),
				},
			}),
		);
		return readPosted(posted);
	}

	async function openDirectMessages(userId: string): Promise<string> {
		const channel = await persist(DELIVER_PAUSES_MS, () =>
			rest.post(Routes.userChannels(), { body: { recipient_id: userId } }),
		);
		return z.object({ id: z.string() }).parse(channel).id;
	}

	return { acknowledge, answer, change, post, persist, rest, log };
}

/** Makes Discord return the message that a follow-up became. */
const WAIT = new URLSearchParams({ wait: 'true' });

function readPosted(message: unknown): Posted {
	const { id, channel_id } = z.object({ id: z.string(), channel_id: z.string() }).parse(message);
	return { channelId: channel_id, messageId: id };
}

async function orUndelivered<T>(sending: Promise<T>): Promise<T> {
	try {
		return await sending;
	} catch (error) {
		if (isTooLarge(error)) throw new FileTooLargeError('Discord refused a file for its size', { cause: error });
		if (isCode(error, RESTJSONErrorCodes.InvalidFormBodyOrContentType)) throw error;
		throw new UndeliveredError('no way to the person was open', { cause: error });
	}
}

/** The body and files of one message as the REST client takes them. It pings nobody, whatever its text holds. */
function toRequest({ files, flags = 0, ...rest }: Message, isPrivate: boolean) {
	const attachments = files.map(({ name, description }, index) => ({ id: String(index), filename: name, description }));
	return {
		body: {
			...rest,
			flags: isPrivate ? flags | MessageFlags.Ephemeral : flags,
			allowed_mentions: { parse: [], replied_user: false },
			attachments,
		},
		files: files.map(({ name, bytes, mimeType }) => ({ name, data: bytes, contentType: mimeType })),
	};
}

/** Discord takes 25 characters. */
const nonceOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 25);

export const isCode = (error: unknown, code: RESTJSONErrorCodes): boolean =>
	error instanceof DiscordAPIError && error.code === code;

/** undici's names for a connection that did not last, and discord.js's for one that took too long. */
const isLostConnection = (error: unknown) =>
	error instanceof Error &&
	(error.name === 'AbortError' ||
		('code' in error && /^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/.test(String(error.code))));

/** Source: Discord, error codes 40005 and 50045; a proxy in front of it answers 413 without any. */
const isTooLarge = (error: unknown) =>
	error instanceof DiscordAPIError &&
	(error.status === 413 ||
		error.code === RESTJSONErrorCodes.RequestEntityTooLarge ||
		error.code === RESTJSONErrorCodes.FileUploadedExceedsMaximumSize);
