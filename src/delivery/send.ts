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
import type { Models } from '../studio/models.ts';
import type { Acknowledgement, Delivery } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';
import { addressTo, type Message, showResult, showSentence } from './show.ts';

export interface DeliveryDependencies {
	/** Made with `retries: 0`, because discord.js's own retries follow at once and hide whether one took effect. */
	readonly rest: REST;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** The pauses before an acknowledgement is tried again, in milliseconds: it has 3 seconds in all. */
const ACKNOWLEDGE_PAUSES_MS = [0, 250];
/** The pauses before a message is tried again, in milliseconds; the token may live 15 minutes. */
const DELIVER_PAUSES_MS = [500, 2000, 8000];

/** Delivery by Discord's REST interface; needs nothing but the target, so any process can do it. */
export function createDelivery({ rest, models, clock, log }: DeliveryDependencies): Delivery {
	/** Sends until Discord has answered; `onRetry` hears that an earlier attempt may have taken effect. */
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
		return persist(ACKNOWLEDGE_PAUSES_MS, async (isRetry) => {
			try {
				const body = { type: InteractionResponseType.DeferredChannelMessageWithSource, data };
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

	async function send(target: ReplyTarget, message: Message): Promise<void> {
		try {
			await persist(DELIVER_PAUSES_MS, () =>
				rest.patch(Routes.webhookMessage(target.applicationId, target.token), { auth: false, ...toRequest(message) }),
			);
		} catch (error) {
			log.warn({ err: error, interactionId: target.interactionId }, 'the interaction cannot be answered any more');
			await sendWithoutToken(target, message);
		}
	}

	/** An ordinary message in the channel or, for an answer meant for one person, a direct one. */
	async function sendWithoutToken(target: ReplyTarget, message: Message): Promise<void> {
		try {
			const channelId = target.isPrivate ? await openDirectMessages(target.userId) : target.channelId;
			if (channelId === undefined) throw new Error('the bot may not speak there by itself');
			const addressed = toRequest(target.isPrivate ? message : addressTo(target.userId, message));
			// Discord gives back the first message when the same nonce comes again, so a repeated send posts once.
			const body = { ...addressed.body, nonce: target.interactionId, enforce_nonce: true };
			await persist(DELIVER_PAUSES_MS, () => rest.post(Routes.channelMessages(channelId), { ...addressed, body }));
		} catch (error) {
			throw new UndeliveredError(`no way to answer interaction ${target.interactionId}`, { cause: error });
		}
	}

	async function openDirectMessages(userId: string): Promise<string> {
		const channel = await persist(DELIVER_PAUSES_MS, () =>
			rest.post(Routes.userChannels(), { body: { recipient_id: userId } }),
		);
		return z.object({ id: z.string() }).parse(channel).id;
	}

	return {
		acknowledge,
		deliver: (target, result) => send(target, showResult(result, models)),
		tell: (target, sentence) => send(target, showSentence(sentence)),
	};
}

/** The body and files of one message as the REST client takes them. It pings nobody, whatever its text holds. */
function toRequest({ files, ...rest }: Message) {
	const attachments = files.map(({ name, description }, index) => ({ id: String(index), filename: name, description }));
	return {
		body: { ...rest, allowed_mentions: { parse: [] }, attachments },
		files: files.map(({ name, bytes, mimeType }) => ({ name, data: Buffer.from(bytes), contentType: mimeType })),
	};
}

const isCode = (error: unknown, code: RESTJSONErrorCodes) => error instanceof DiscordAPIError && error.code === code;
