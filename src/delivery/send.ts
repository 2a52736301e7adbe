import { createHash } from 'node:crypto';
import {
	type APIInteractionResponse,
	HTTPError,
	InteractionResponseType,
	MessageFlags,
	type REST,
	RESTJSONErrorCodes,
	Routes,
} from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { timeOf } from '../snowflake.ts';
import type { Acknowledgement, Posted } from '../studio/delivery.ts';
import type { Metrics } from '../studio/metrics.ts';
import type { InteractionTarget } from '../studio/requests/request.ts';
import { isCode, isLostConnection } from './discord-errors.ts';
import type { Message } from './show.ts';

export interface SenderDependencies {
	/** Created with `retries: 0`: discord.js's own retries come at once and hide whether one took effect. */
	readonly rest: REST;
	readonly metrics: Metrics;
	readonly clock: Clock;
	readonly log: Logger;
}

/** How long one acknowledgement may take, in milliseconds; Discord gives up after 3 seconds. */
const ACKNOWLEDGE_TIMEOUT_MS = 2500;
/** How long Discord waits for an acknowledgement, in milliseconds. Source: Discord, receiving interactions. */
const ACKNOWLEDGE_WITHIN_MS = 3000;
/** Pauses before retrying an acknowledgement, in milliseconds. */
const ACKNOWLEDGE_PAUSES_MS = [0, 250];
/** Pauses before retrying a message, in milliseconds; the token lives up to 15 minutes. */
const DELIVER_PAUSES_MS = [500, 2000, 8000];

/** Where and how to post an ordinary message. */
export interface Post {
	readonly channelId: string;
	readonly message: Message;
	readonly key: string;
	/** The message it answers, if that still exists. */
	readonly repliesToId?: string | undefined;
}

export type Sender = ReturnType<typeof createSender>;

/** Sends with retries. It needs only the target, so any process can answer. */
export function createSender({ rest, metrics, clock, log }: SenderDependencies) {
	/** Retries until Discord answers; `isRetry` means that an earlier attempt may have taken effect. */
	async function persist<T>(pausesMs: readonly number[], send: (isRetry: boolean) => Promise<T>): Promise<T> {
		for (let attempt = 0; ; attempt++) {
			try {
				return await send(attempt > 0);
			} catch (error) {
				const pauseMs = pausesMs[attempt];
				const mayPass = error instanceof HTTPError || isLostConnection(error);
				if (!mayPass || pauseMs === undefined) throw error;
				await clock.sleep(pauseMs);
				metrics.retried('discord');
			}
		}
	}

	/** The first answer to an interaction, "thinking…" by default. @throws when Discord has received none from us. */
	const acknowledge: typeof respond = async (target, body) => {
		let outcome: Acknowledgement | 'failed' = 'failed';
		try {
			outcome = await respond(target, body);
			return outcome;
		} finally {
			metrics.acknowledged(outcome, clock.now() - timeOf(target.interactionId));
		}
	};

	async function respond(
		target: InteractionTarget,
		body: APIInteractionResponse = {
			type: InteractionResponseType.DeferredChannelMessageWithSource,
			data: target.isPrivate ? { flags: MessageFlags.Ephemeral } : {},
		},
	): Promise<Acknowledgement> {
		const { interactionId, token } = target;
		const overAtMs = clock.now() + ACKNOWLEDGE_WITHIN_MS;
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
				// If the response to an earlier attempt was lost, the acknowledgement that Discord knows of is ours.
				return isRetry ? 'ours' : 'taken';
			}
		})
			.finally(() => answered.abort())
			.catch(async (error: unknown) => {
				// Until then Discord may still accept one: ours, which is on its way, or another process's.
				await clock.sleep(Math.max(0, overAtMs - clock.now()));
				return lookFor(target, error);
			});
	}

	/**
	 * Finds out what became of an acknowledgement that Discord never confirmed. If it still says "thinking…", we take it
	 * for ours; if another process is drawing, its durable claim keeps us from drawing too. Any other answer isn't ours.
	 */
	async function lookFor({ applicationId, token }: InteractionTarget, error: unknown): Promise<Acknowledgement> {
		try {
			const route = Routes.webhookMessage(applicationId, token);
			const message = await persist(DELIVER_PAUSES_MS, () => rest.get(route, { auth: false }));
			return isLoading(message) ? 'ours' : 'taken';
		} catch (err) {
			// It was acknowledged with a form.
			if (isCode(err, RESTJSONErrorCodes.UnknownMessage)) return 'taken';
			throw error;
		}
	}

	/** Whether the answer still says "thinking…", or Discord does not tell what it says. */
	async function isThinking({ applicationId, token }: InteractionTarget): Promise<boolean> {
		try {
			const route = Routes.webhookMessage(applicationId, token);
			return isLoading(await persist(DELIVER_PAUSES_MS, () => rest.get(route, { auth: false })));
		} catch (err) {
			log.info({ err }, 'Discord does not tell what became of an interaction');
			// Somebody deleted the answer, or it was replaced by a private one.
			return !isCode(err, RESTJSONErrorCodes.UnknownMessage);
		}
	}

	/** Replaces “thinking…”, or the message whose control was used. @throws as discord.js does. */
	async function fillIn({ applicationId, token, isPrivate }: InteractionTarget, message: Message): Promise<Posted> {
		const request = { auth: false, ...toRequest(message, isPrivate) };
		const route = Routes.webhookMessage(applicationId, token);
		return readPosted(await persist(DELIVER_PAUSES_MS, () => rest.patch(route, request)));
	}

	/** Posts a follow-up to an interaction. After a lost connection it may appear twice. @throws as discord.js does. */
	async function followUp({ applicationId, token, isPrivate }: InteractionTarget, message: Message): Promise<Posted> {
		const request = { auth: false, ...toRequest(message, isPrivate), query: WAIT };
		const route = Routes.webhook(applicationId, token);
		return readPosted(await persist(DELIVER_PAUSES_MS, () => rest.post(route, request)));
	}

	/** Removes “thinking…”. @throws as discord.js does. */
	async function dismiss({ applicationId, token }: InteractionTarget): Promise<void> {
		try {
			await persist(DELIVER_PAUSES_MS, () => rest.delete(Routes.webhookMessage(applicationId, token), { auth: false }));
		} catch (error) {
			// Already gone: only the response to an earlier attempt was lost.
			if (!isCode(error, RESTJSONErrorCodes.UnknownMessage)) throw error;
		}
	}

	/** Posts an ordinary message exactly once, even when retried. @throws as discord.js does. */
	async function post({ channelId, message, key, repliesToId }: Post): Promise<Posted> {
		const { body, files } = toRequest(message, false);
		const posted = await persist(DELIVER_PAUSES_MS, () =>
			rest.post(Routes.channelMessages(channelId), {
				files,
				body: {
					...body,
					// Discord returns the first message when the same nonce comes again.
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

	return { acknowledge, isThinking, fillIn, followUp, dismiss, post, openDirectMessages, persist, rest, log };
}

/** Makes Discord return the follow-up's message. */
const WAIT = new URLSearchParams({ wait: 'true' });

function isLoading(message: unknown): boolean {
	const { flags } = z.object({ flags: z.int().default(0) }).parse(message);
	return (flags & MessageFlags.Loading) !== 0;
}

function readPosted(message: unknown): Posted {
	const { id, channel_id } = z.object({ id: z.string(), channel_id: z.string() }).parse(message);
	return { channelId: channel_id, messageId: id };
}

/** A message's body and files for the REST client. It pings only the people in `pings`, whatever its text contains. */
function toRequest({ files, pings = [], flags = 0, ...rest }: Message, isPrivate: boolean) {
	const attachments = files.map(({ name, description }, index) => ({ id: String(index), filename: name, description }));
	return {
		body: {
			...rest,
			flags: isPrivate ? flags | MessageFlags.Ephemeral : flags,
			allowed_mentions: { parse: [], users: pings, replied_user: false },
			attachments,
		},
		files: files.map(({ name, bytes, mimeType }) => ({ name, data: bytes, contentType: mimeType })),
	};
}

/** Discord allows 25 characters. */
const nonceOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 25);
