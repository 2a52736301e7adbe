import {
	type APIActionRowComponent,
	type APIButtonComponent,
	type APIMessageTopLevelComponent,
	type APIModalInteractionResponseCallbackComponent,
	type APIModalInteractionResponseCallbackData,
	ButtonStyle,
	ComponentType,
	MessageFlags,
	TextInputStyle,
} from 'discord.js';
import { FORM_FIELDS, formatCustomId } from '../custom-id.ts';
import type { Form, Result } from '../studio/delivery.ts';
import type { Sources } from '../studio/generation/outcome.ts';
import { clip, joinWithin, link, quote, showAddresses, withoutMarkup } from '../text.ts';
import type { Words } from '../words/words.ts';
import { describeOutcome, describeUnfit } from './describe.ts';
import type { FittedPicture, FittedPiece } from './fit.ts';

/** A message in Discord's format, before it's known where it goes. */
export interface Message {
	readonly content?: string;
	readonly components?: readonly APIMessageTopLevelComponent[];
	readonly flags?: number;
	/** Ids of the people to ping; nobody else is pinged. @defaultValue none */
	readonly pings?: readonly string[];
	readonly files: readonly MessageFile[];
}

export interface MessageFile {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly mimeType: string;
	/** Alt text, at most 1024 characters. */
	readonly description: string;
}

/** Longest message text, in characters: Discord takes 2000, and a line may go in front. Source: Create Message. */
const MAX_CONTENT = 1800;
/** Longest alt text, in characters. Source: Discord, attachment object. */
const MAX_ALT_TEXT = 1024;
/** Longest prompt above its picture, in characters, in one message with the text and links below. */
const MAX_ECHO = 900;
/** Most characters of the model's own text in one message. */
const MAX_WORDS = 1200;
/** Most characters of links to searches, and to sources. Everything together stays below Discord's 4000. */
const MAX_SEARCHES = 300;
const MAX_SOURCES = 900;

/** One text; if it is too long for a message, its beginning with the whole text as a file. */
export function showText(text: string, { answers }: Words): Message {
	if (text.length <= MAX_CONTENT) return { content: text, files: [] };
	const file = { name: 'whole.txt', bytes: Buffer.from(text), mimeType: 'text/plain', description: answers.wholeText };
	return { content: clip(text, MAX_CONTENT), files: [file] };
}

/** A text with a chart below it. */
export function showChart(
	text: string,
	{ bytes, description }: Pick<MessageFile, 'bytes' | 'description'>,
	words: Words,
): Message {
	const { files, ...message } = showText(text, words);
	return { ...message, files: [...files, { name: 'chart.png', bytes, mimeType: 'image/png', description }] };
}

/** What happened instead of a picture. */
export function showFailure({ outcome, missing }: Result, words: Words): Message {
	if (outcome.kind === 'images') throw new TypeError('a result with pictures is no failure');
	const share = missing === undefined ? [] : [words.answers.someMissing({ missing: missing.count, of: missing.of })];
	return showText([...share, describeOutcome(outcome, words, missing !== undefined)].join(' '), words);
}

/** The same message with a ping of the person in front, where Discord doesn't show whom it answers. */
export function addressTo(userId: string, message: Message): Message {
	return { ...putInFront(`<@${userId}>`, ' ', message), pings: [userId] };
}

/** The same message below an extra line of at most 150 characters. */
export const putBelow = (line: string, message: Message): Message => putInFront(line, '\n', message);

const putInFront = (text: string, separator: string, message: Message): Message =>
	message.components === undefined
		? { ...message, content: `${text}${separator}${message.content ?? ''}` }
		: { ...message, components: [display(text), ...message.components] };

/** A result, and its readers' language. */
interface Shown {
	readonly result: Result;
	readonly words: Words;
}

/** One message of an answer: pictures and text in the model's order, with the prompt above the very first. */
export function showGroup(
	groups: readonly (readonly FittedPiece[])[],
	index: number,
	{ result, words }: Shown,
): Message {
	const isPicture = ({ kind }: FittedPiece) => kind === 'picture';
	let number = groups.slice(0, index).flat().filter(isPicture).length;
	const total = groups.flat().filter(isPicture).length;
	const { components, files } = showPieces(groups[index] ?? [], { result, words }, () =>
		total === 1 ? '' : `-${++number}`,
	);
	// A reply stands below the message it answers, which shows the prompt already.
	const isSeenAlone = index === 0 && result.request.replyTo.kind === 'interaction';
	return {
		flags: MessageFlags.IsComponentsV2,
		components: [
			...(isSeenAlone ? [display(clip(quote(withoutMarkup(result.request.prompt)), MAX_ECHO))] : []),
			...components,
			...(index === groups.length - 1 ? showFooter(groups.flat(), { result, words }) : []),
		],
		files,
	};
}

function showPieces(pieces: readonly FittedPiece[], { result, words }: Shown, nextNumber: () => string) {
	const { request } = result;
	const description = clip(request.prompt, MAX_ALT_TEXT);
	const components: APIMessageTopLevelComponent[] = [];
	const files: MessageFile[] = [];
	let wordsLeft = MAX_WORDS;
	let isCut = false;
	for (const piece of pieces) {
		if (piece.kind !== 'picture') {
			const text = showAddresses(textOf(piece, words).trim());
			isCut ||= text.length > wordsLeft;
			const shown = clip(text, wordsLeft);
			wordsLeft -= shown.length;
			if (shown !== '') components.push(display(shown));
			continue;
		}
		const { bytes, mimeType } = piece.picture;
		const name = `${slugOf(request.prompt)}${nextNumber()}.${EXTENSIONS[mimeType] ?? 'bin'}`;
		files.push({ name, bytes, mimeType, description });
		components.push({
			type: ComponentType.MediaGallery,
			items: [{ media: { url: `attachment://${name}` }, description }],
		});
	}
	if (isCut) {
		const text = pieces.flatMap((piece) => (piece.kind === 'picture' ? [] : [textOf(piece, words)])).join('\n\n');
		const description = words.answers.allWords;
		files.push({ name: 'words.txt', bytes: Buffer.from(text), mimeType: 'text/plain', description });
		components.push({ type: ComponentType.File, file: { url: 'attachment://words.txt' } });
	}
	return { components, files };
}

const textOf = (piece: Exclude<FittedPiece, { kind: 'picture' }>, words: Words): string =>
	piece.kind === 'text' ? piece.text : describeUnfit(piece.bytes, words);

function showFooter(pieces: readonly FittedPiece[], { result, words }: Shown): APIMessageTopLevelComponent[] {
	const { answers, format } = words;
	const { model, request, tookMs, outcome } = result;
	const pictures = pieces.flatMap((piece) => (piece.kind === 'picture' ? [piece.picture] : []));
	const facts = [model.nickname, describePixels(pictures), describeDuration(tookMs, words)].filter(
		(fact) => fact !== '',
	);
	const lines = [`-# ${facts.join(' · ')}`];
	if (model.alias !== request.settings.model) lines.push(`-# ${answers.substituteDrew({ model: model.nickname })}`);
	const original = pictures.find((picture) => picture.original !== undefined)?.original;
	if (original !== undefined) {
		const size = format.megabytes(original.bytes.byteLength);
		lines.push(`-# ${answers.madeSmaller({ pixels: describePixels([original]), size })}`);
	}
	if (outcome.kind === 'images' && outcome.sources !== undefined) lines.push(...showSources(outcome.sources, words));
	lines.push(...result.notes.map((note) => `-# ${note(words)}`));
	return [display(lines.join('\n')), ...showButtons(result, words)];
}

/** As links, because Google asks that people can open the searches and the pages found. */
function showSources({ queries, pages }: Sources, { answers }: Words): string[] {
	const searches = queries.map((query) => link(query, `https://www.google.com/search?q=${encodeURIComponent(query)}`));
	const sources = pages.map(({ title, url }) => link(title, url));
	const searched = joinWithin(searches, ' · ', MAX_SEARCHES);
	const found = joinWithin(sources, ' · ', MAX_SOURCES);
	return [
		...(searched === '' ? [] : [`-# ${answers.searched({ links: searched })}`]),
		...(found === '' ? [] : [`-# ${answers.sources({ links: found })}`]),
	];
}

function showButtons(
	{ id, isTurn, hasThoughts }: Result,
	{ answers }: Words,
): APIActionRowComponent<APIButtonComponent>[] {
	const actions = [
		...(isTurn ? [{ label: answers.refine, action: 'refine' } as const] : []),
		...(hasThoughts ? [{ label: answers.thoughts, action: 'thoughts' } as const] : []),
	];
	const components = actions.map(
		({ label, action }): APIButtonComponent => ({
			type: ComponentType.Button,
			style: ButtonStyle.Secondary,
			label,
			custom_id: formatCustomId({ action, id }),
		}),
	);
	return components.length === 0 ? [] : [{ type: ComponentType.ActionRow, components }];
}

/** A form in Discord's format. */
export function showForm({ customId, title, question }: Form, words: Words): APIModalInteractionResponseCallbackData {
	const text: APIModalInteractionResponseCallbackComponent = {
		type: ComponentType.Label,
		label: question(words),
		component: {
			type: ComponentType.TextInput,
			custom_id: FORM_FIELDS.prompt,
			style: TextInputStyle.Paragraph,
			max_length: MAX_FORM_WORDS,
			required: true,
		},
	};
	const pictures: APIModalInteractionResponseCallbackComponent = {
		type: ComponentType.Label,
		label: words.sessions.picturesField,
		component: {
			type: ComponentType.FileUpload,
			custom_id: FORM_FIELDS.pictures,
			min_values: 0,
			max_values: MAX_FORM_PICTURES,
			required: false,
		},
	};
	return { custom_id: customId, title: title(words), components: [text, pictures] };
}

/** Longest text in a form, in characters. Source: Discord, text input. */
const MAX_FORM_WORDS = 4000;
/** Most files in a form. Source: Discord, file upload. */
const MAX_FORM_PICTURES = 10;

const EXTENSIONS: Readonly<Record<string, string>> = {
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
};

const display = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;

/** A recognisable file name: the first words of the prompt, in letters that every file system accepts. */
function slugOf(prompt: string): string {
	const words =
		prompt
			.normalize('NFKD')
			.toLowerCase()
			.match(/[a-z0-9]+/g) ?? [];
	return words.join('-').slice(0, 40).replace(/-$/, '') || 'picture';
}

function describePixels(pictures: readonly Pick<FittedPicture, 'pixels'>[]): string {
	const sizes = pictures.flatMap(({ pixels }) => (pixels === undefined ? [] : [`${pixels.width}×${pixels.height}`]));
	return [...new Set(sizes)].join(', ');
}

const describeDuration = (ms: number, { answers }: Words) =>
	ms < 1000 ? answers.underASecond : answers.seconds({ seconds: Math.round(ms / 1000) });
