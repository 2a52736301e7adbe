import { RESTJSONErrorCodes, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Posted } from '../studio/ports.ts';
import type { Attachment } from '../studio/request.ts';
import { clip } from '../text.ts';
import { isCode, type Sender } from './send.ts';
import { showText } from './show.ts';

/** Longest name of a thread. Source: Discord, Start Thread from Message. */
const MAX_THREAD_NAME = 100;
/** How often the typing indicator is renewed, in milliseconds; it goes out after 10 seconds. */
const TYPING_EVERY_MS = 8000;
/** Pictures taken from one message at most. */
const MAX_PICTURES = 10;

/** What is done in a channel besides answering. */
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
					// The first attempt took effect, and its answer was lost.
					if (!isCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) throw error;
				}
			});
			// A thread that starts at a message has the message's id. Source: Discord, Start Thread from Message.
			const channelId = on.messageId;
			await post({ channelId, message: showText(welcome), key: `${channelId}:welcome` });
			return channelId;
		} catch (err) {
			log.warn({ err, channelId: on.channelId }, 'no thread could be opened; the session lives in the channel');
			return undefined;
		}
	}

	async function note(channelId: string, text: string): Promise<void> {
		try {
			await post({ channelId, message: showText(text), key: `${channelId}:${text}:${clock.now()}` });
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
			return readPictures(await persist([500], () => rest.get(Routes.channelMessage(channelId, messageId))));
		} catch (err) {
			log.warn({ err, channelId, messageId }, 'the pictures of a message could not be read');
			return [];
		}
	}

	return { openThread, note, archive, showWorking, picturesOf };
}

const attachment = z.object({ url: z.url(), filename: z.string(), size: z.int(), content_type: z.string().optional() });
const media = z.object({ url: z.url() });

const messageSchema = z.object({
	attachments: z.array(attachment).default([]),
	components: z.array(z.looseObject({ items: z.array(z.object({ media })).optional() })).default([]),
});

/** The pictures of a message, in order: its attachments and the media of its galleries. */
export function readPictures(message: unknown): Attachment[] {
	const { attachments, components } = messageSchema.parse(message);
	const attached = attachments
		.filter(({ content_type }) => content_type === undefined || content_type.startsWith('image/'))
		.map(({ url, filename, size }) => ({ url, name: filename, sizeBytes: size }));
	const shown = components
		.flatMap(({ items = [] }) => items.map((item) => item.media.url))
		.map((url) => ({ url, name: new URL(url).pathname.split('/').at(-1) ?? 'picture', sizeBytes: 0 }));
	const isNew = new Set<string>();
	return [...attached, ...shown]
		.filter(({ url }) => !isNew.has(new URL(url).pathname) && isNew.add(new URL(url).pathname))
		.slice(0, MAX_PICTURES);
}
