import { createHash } from 'node:crypto';
import {
	DiscordAPIError,
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
import type { Acknowledgement } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';
import { addressTo, type Message } from './show.ts';

export interface SenderDependencies {
	/** Made with `retries: 0`, because discord.js's own retries follow at once and hide whether one took effect. */
	readonly rest: REST;
	readonly clock: Clock;
	readonly log: Logger;
}

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

/** What of Discord's REST interface an answer needs. It needs nothing but the target, so any process can use it. */
export function createSender({ rest, clock, log }: SenderDependencies) {
	/** Sends until Discord has answered; `isRetry` says that an earlier attempt may have taken effect. */
	async function persist<T>(pausesMs: readonly number[], send: (isRetry: boolean) => Promise<T>): Promise<T> {
		for (let attempt = 0; ; attempt++) {
			try {
				return await send(attempt > 0);
			} catch (error) {
				const pauseMs = pausesMs[attempt];
				if (error instanceof DiscordAPIError || pauseMs === undefined) throw error;
				await clock.sleep(pauseMs);
			}
		}
	}

	async function acknowledge({ interactionId, token, isPrivate }: ReplyTarget): Promise<Acknowledgement> {
		const data = isPrivate ? { flags: MessageFlags.Ephemeral } : {};
		const body = { type: InteractionResponseType.DeferredChannelMessageWithSource, data };
		return persist(ACKNOWLEDGE_PAUSES_MS, async (isRetry) => {
			try {
				await rest.post(Routes.interactionCallback(interactionId, token), { auth: false, body });
				return 'ours';
			} catch (error) {
				if (isCode(error, RESTJSONErrorCodes.UnknownInteraction)) return 'too-late';
				if (!isCode(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) throw error;
				// After a lost answer the acknowledgement that Discord knows of is our own.
				return isRetry ? 'ours' : 'taken';
			}
		});
	}

	/**
	 * Posts one message by the best way there is.
	 *
	 * @throws FileTooLargeError when Discord does not take files of that size there.
	 * @throws UndeliveredError when no way to the person was open.
	 */
	async function answer({ target, message, place, key }: Answer): Promise<void> {
		const { applicationId, token, interactionId, channelId, isPrivate } = target;
		// Only an ordinary message has a nonce, so only that can be repeated after a lost answer without being doubled.
		if (place === 'more' && channelId !== undefined && !isPrivate) return post(channelId, { target, message, key });
		try {
			const request = { auth: false, ...toRequest(message, isPrivate) };
			await persist(DELIVER_PAUSES_MS, () =>
				place === 'first'
					? rest.patch(Routes.webhookMessage(applicationId, token), request)
					: rest.post(Routes.webhook(applicationId, token), request),
			);
		} catch (error) {
			if (isTooLarge(error)) throw new FileTooLargeError('Discord refused a file for its size', { cause: error });
			log.warn({ err: error, interactionId }, 'the interaction cannot be answered any more');
			const addressed = isPrivate ? message : addressTo(target.userId, message);
			await post(isPrivate ? undefined : channelId, { target, message: addressed, key });
		}
	}

	/** An ordinary message in the channel or, for an answer meant for one person, a direct one. */
	async function post(channelId: string | undefined, { target, message, key }: Omit<Answer, 'place'>): Promise<void> {
		try {
			const placeId = target.isPrivate ? await openDirectMessages(target.userId) : channelId;
			if (placeId === undefined) throw new Error('the bot may not speak there by itself');
			const request = toRequest(message, false);
			// Discord gives back the first message when the same nonce comes again.
			const body = { ...request.body, nonce: nonceOf(key), enforce_nonce: true };
			await persist(DELIVER_PAUSES_MS, () => rest.post(Routes.channelMessages(placeId), { ...request, body }));
		} catch (error) {
			if (isTooLarge(error)) throw new FileTooLargeError('Discord refused a file for its size', { cause: error });
			throw new UndeliveredError(`no way to answer interaction ${target.interactionId}`, { cause: error });
		}
	}

	async function openDirectMessages(userId: string): Promise<string> {
		const channel = await persist(DELIVER_PAUSES_MS, () =>
			rest.post(Routes.userChannels(), { body: { recipient_id: userId } }),
		);
		return z.object({ id: z.string() }).parse(channel).id;
	}

	return { acknowledge, answer };
}

/** Discord takes only smaller files there, whatever it said before. */
export class FileTooLargeError extends Error {
	override readonly name = 'FileTooLargeError';
}

/** The body and files of one message as the REST client takes them. It pings nobody, whatever its text holds. */
function toRequest({ files, flags = 0, ...rest }: Message, isPrivate: boolean) {
	const attachments = files.map(({ name, description }, index) => ({ id: String(index), filename: name, description }));
	return {
		body: {
			...rest,
			flags: isPrivate ? flags | MessageFlags.Ephemeral : flags,
			allowed_mentions: { parse: [] },
			attachments,
		},
		files: files.map(({ name, bytes, mimeType }) => ({ name, data: Buffer.from(bytes), contentType: mimeType })),
	};
}

/** Discord takes 25 characters. */
const nonceOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 25);

const isCode = (error: unknown, code: RESTJSONErrorCodes) => error instanceof DiscordAPIError && error.code === code;

/** Source: Discord, error codes 40005 and 50045; a proxy in front of it answers 413 without any. */
const isTooLarge = (error: unknown) =>
	error instanceof DiscordAPIError &&
	(error.status === 413 ||
		error.code === RESTJSONErrorCodes.RequestEntityTooLarge ||
		error.code === RESTJSONErrorCodes.FileUploadedExceedsMaximumSize);
