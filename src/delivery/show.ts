import { type APIMessageTopLevelComponent, ComponentType, escapeMarkdown, MessageFlags } from 'discord.js';
import type { Models } from '../studio/models.ts';
import type { Outcome, Picture, Piece } from '../studio/outcome.ts';
import type { Result } from '../studio/ports.ts';

/** A message as Discord takes it, before it is known where it goes. */
export interface Message {
	readonly content?: string;
	readonly components?: readonly APIMessageTopLevelComponent[];
	readonly flags?: number;
	readonly files: readonly MessageFile[];
}

export interface MessageFile {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly mimeType: string;
	/** Alt text, at most 1024 characters. */
	readonly description: string;
}

/** Most characters of alt text. Source: Discord, attachment object. */
const MAX_ALT_TEXT = 1024;
/** Most pictures in one message. Source: Discord, media gallery and attachments. */
const MAX_PICTURES = 10;
/** Most characters of the prompt above its picture; escaping may double them. */
const MAX_ECHO = 500;
/** Most characters of the model's own words: with echo and footer they stay below the 4000 of one message. */
const MAX_WORDS = 2500;

/** What people see at the end of a request: the pictures under their prompt, or what happened instead. */
export function showResult(result: Result, models: Models): Message {
	const { outcome } = result;
	return outcome.kind === 'images' ? showPictures(outcome.pieces, result, models) : showSentence(describe(outcome));
}

export function showSentence(sentence: string): Message {
	return { content: sentence, files: [] };
}

/** The same message with a name in front, for a place where Discord does not say whom it answers. */
export function addressTo(userId: string, message: Message): Message {
	const mention = `<@${userId}>`;
	return message.components === undefined
		? { ...message, content: `${mention} ${message.content ?? ''}` }
		: { ...message, components: [showText(mention), ...message.components] };
}

function showPictures(pieces: readonly Piece[], { request, tookMs }: Result, models: Models): Message {
	const description = clip(request.prompt, MAX_ALT_TEXT);
	const components: APIMessageTopLevelComponent[] = [showText(quote(withoutMarkup(clip(request.prompt, MAX_ECHO))))];
	const pictures: Picture[] = [];
	const isOneOfMany = pieces.filter(({ kind }) => kind === 'picture').length > 1;
	const files: MessageFile[] = [];
	let wordsLeft = MAX_WORDS;
	for (const piece of pieces) {
		if (piece.kind === 'text') {
			const words = clip(piece.text.trim(), wordsLeft);
			wordsLeft -= words.length;
			if (words !== '') components.push(showText(words));
		} else if (files.length < MAX_PICTURES) {
			const { bytes, mimeType } = piece.picture;
			const number = isOneOfMany ? `-${files.length + 1}` : '';
			const name = `${slugOf(request.prompt)}${number}.${EXTENSIONS[mimeType] ?? 'bin'}`;
			files.push({ name, bytes, mimeType, description });
			pictures.push(piece.picture);
			components.push({
				type: ComponentType.MediaGallery,
				items: [{ media: { url: `attachment://${name}` }, description }],
			});
		}
	}
	const facts = [models[request.settings.model].nickname, describePixels(pictures), describeDuration(tookMs)];
	components.push(showText(`-# ${facts.filter((fact) => fact !== '').join(' · ')}`));
	return { flags: MessageFlags.IsComponentsV2, components, files };
}

/** One sentence or two for every outcome without a picture: what happened, that it was free, what to do next. */
function describe(outcome: Exclude<Outcome, { kind: 'images' }>): string {
	switch (outcome.kind) {
		case 'text-only':
			return `Gemini answered in words instead of a picture. Nothing was charged; say what the picture should show.\n${quote(clip(outcome.text.trim(), 1500))}`;
		case 'blocked-prompt':
			return 'Gemini declined this prompt. Nothing was charged; try saying it another way.';
		case 'blocked-output':
			return 'Gemini drew something and then withheld it under its safety rules. Nothing was charged; try saying it another way.';
		case 'no-image':
			return 'Gemini finished without a picture. Nothing was charged; try again or describe it differently.';
		case 'rate-limited':
			return outcome.retry === 'never'
				? "The bot's allowance at Gemini is used up for now. Nothing was charged; please tell whoever runs this bot."
				: 'Gemini is getting more requests than it allows. Nothing was charged; try again in a minute.';
		case 'overloaded':
			return 'Gemini is overloaded right now. Nothing was charged; try again in a few minutes.';
		case 'unreachable':
			return 'Gemini could not be reached. Nothing was charged; try again in a few minutes.';
		case 'garbled':
			return 'Gemini sent an answer that made no sense. Nothing was charged; try again.';
		case 'bad-request':
			return 'Gemini did not accept this request. Nothing was charged; try other options or another prompt.';
		case 'signature-refused':
			return 'Gemini did not recognise the earlier picture. Nothing was charged; start a new one with /imagine.';
		case 'model-gone':
			return 'This model is no longer offered by Gemini. Nothing was charged; choose another model.';
		case 'key-refused':
			return 'Gemini refuses this bot as a customer. Nothing was charged; please tell whoever runs this bot.';
		case 'timed-out':
			return 'Gemini took too long, so I stopped waiting. Nothing was charged; try again or choose a smaller size.';
		case 'cancelled':
			return 'I had to restart before the picture was ready. Nothing was charged; try again in a minute.';
	}
}

const EXTENSIONS: Readonly<Record<string, string>> = {
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
};

const showText = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;

const quote = (text: string) => text.replace(/^/gm, '> ');

const withoutMarkup = (text: string) =>
	escapeMarkdown(text, { heading: true, bulletedList: true, numberedList: true, maskedLink: true });

const clip = (text: string, maxChars: number) =>
	text.length <= maxChars ? text : `${text.slice(0, Math.max(0, maxChars - 1))}…`;

/** A file name people recognise: the first words of the prompt, in letters every file system takes. */
function slugOf(prompt: string): string {
	const words =
		prompt
			.normalize('NFKD')
			.toLowerCase()
			.match(/[a-z0-9]+/g) ?? [];
	return words.join('-').slice(0, 40).replace(/-$/, '') || 'picture';
}

function describePixels(pictures: readonly Picture[]): string {
	const sizes = pictures.flatMap(({ pixels }) => (pixels === undefined ? [] : [`${pixels.width}×${pixels.height}`]));
	return [...new Set(sizes)].join(', ');
}

const describeDuration = (ms: number) => (ms < 1000 ? 'under a second' : `${Math.round(ms / 1000)} s`);
