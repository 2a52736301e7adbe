import { RESTJSONErrorCodes, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import type { Clock } from '../clock.ts';
import { readPictures } from '../message-pictures.ts';
import type { Posted } from '../studio/delivery.ts';
import type { Attachment } from '../studio/requests/request.ts';
import { clip } from '../text.ts';
import { isCode } from './discord-errors.ts';
import type { Sender } from './send.ts';

/** Longest thread name, in characters. Source: Discord, Start Thread from Message. */
const MAX_THREAD_NAME = 100;
/** How often to renew the typing indicator, in milliseconds; it disappears after 10 seconds. */
const TYPING_EVERY_MS = 8000;
/** Most pictures taken from one message. */
const MAX_PICTURES = 10;

/** What the bot does in a channel besides answering. */
export function createThreads({ rest, post, persist, log }: Sender, clock: Clock) {
	async function openThread(on: Posted, name: string, welcome: string): Promise<string | undefined> {
		const body = {
			name: clip(name.replace(/\s+/g, ' ').trim(), MAX_THREAD_NAME),
			auto_archive_duration: ThreadAutoArchiveDuration.OneDay,
		};
		try {
			await persist([500, 2000], async () => {
				try {
					await rest.post(Routes.threads(on.channelId, on.messageId), { body });
				} catch (error) {
					// The first attempt worked; only its response was lost.
					if (!isCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) throw error;
				}
			});
			// A thread started from a message has the message's id. Source: Discord, Start Thread from Message.
			const channelId = on.messageId;
			await post({ channelId, message: { content: welcome, files: [] }, key: `${channelId}:welcome` });
			return channelId;
		} catch (err) {
			log.warn({ err, channelId: on.channelId }, 'no thread could be opened; the session lives in the channel');
			return undefined;
		}
	}

	async function note(channelId: string, text: string): Promise<void> {
		try {
			await post({ channelId, message: { content: text, files: [] }, key: `${channelId}:${text}:${clock.now()}` });
		} catch (err) {
			log.warn({ err, channelId }, 'a line for the admins could not be posted');
		}
	}

	async function archive(channelId: string): Promise<void> {
		try {
			await persist([500], () => rest.patch(Routes.channel(channelId), { body: { archived: true } }));
		} catch (err) {
			log.info({ err, channelId }, 'a thread could not be archived');
		}
	}

	async function showWorking(channelId: string, signal: AbortSignal): Promise<void> {
		try {
			while (!signal.aborted) {
				await rest.post(Routes.channelTyping(channelId));
				await clock.sleep(TYPING_EVERY_MS, signal);
			}
		} catch (err) {
			if (!signal.aborted) log.debug({ err, channelId }, 'typing could not be shown');
		}
	}

	async function picturesOf({ channelId, messageId }: Posted): Promise<readonly Attachment[]> {
		try {
			const message = await persist([500], () => rest.get(Routes.channelMessage(channelId, messageId)));
			return readPictures(message).slice(0, MAX_PICTURES);
		} catch (err) {
			log.warn({ err, channelId, messageId }, 'the pictures of a message could not be read');
			return [];
		}
	}

	return { openThread, note, archive, showWorking, picturesOf };
}
