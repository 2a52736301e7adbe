import type { Window } from '../../quota-windows.ts';
import type { Lists, Numbers, Texts } from '../parameters.ts';
import { allOf, count, dollars, number, oneOf, pictures, WINDOW, wholeMegabytes } from './format.ts';

/** Why a request isn't taken; nothing has been sent to Gemini yet. */
export const requests = {
	promptBlank: 'Your prompt is blank. Tell me what the picture should show.',
	changeBlank: 'Your message is blank. Tell me what to change.',
	askedTwice: 'You asked for exactly that a moment ago. If you want it again, send it once more.',
	queueFull: ({ running, waiting }: Numbers<'running' | 'waiting'>) => `You have ${pictures(running)} in the making and ${number(waiting)} waiting. Try again when one is done.`,
	restarting: "I'm restarting. Try again in a minute.",
	restartedFirst: "I had to restart before it was your turn. You weren't charged; try again in a minute.",
	sessionFull: 'This session is full. Start a new one from its last picture: Apps, Edit image.',
	closedInDirectMessages: "I don't work in direct messages. Use me in a server.",
	closedInServer: "I only work in my operator's servers. Ask them to let me in here.",

	// What the person, the channel or the server is not open for.
	blockedEverywhere: "This bot's operator has blocked you from making pictures.",
	blockedHere: 'The admins of this server have blocked you from making pictures.',
	rolesMayNot: "Your roles don't allow you to make pictures in this server.",
	channelClosed: 'Pictures are turned off in this channel.',
	channelsOnly: ({ channels }: Lists<'channels'>) => `You can make pictures in ${oneOf(channels)}, but not here.`,
	wordBlocked: "This server doesn't allow a word in your prompt. Try rephrasing it.",
	sizeForRoles: ({ size }: Texts<'size'>) => `${size} is reserved for certain roles in this server. Try a smaller size.`,
	searchForRoles: 'Searching is reserved for certain roles in this server. Try it without search.',
	modelNotHere: ({ model, models }: Texts<'model'> & Lists<'models'>) => `This server doesn't use ${model}. Try ${oneOf(models)}.`,

	// What a model can't do.
	modelGone: ({ model, models }: Texts<'model'> & Lists<'models'>) => `Gemini no longer offers ${model}. ${models.length === 0 ? 'There is no other model here.' : `Try ${oneOf(models)}.`}`,
	aspectUnsupported: ({ model, aspect, aspects }: Texts<'model' | 'aspect'> & Lists<'aspects'>) => `${model} can't draw ${aspect}. It can draw ${allOf(aspects)}.`,
	sizeFixed: ({ model }: Texts<'model'>) => `${model} always draws at about 1K, so leave the size out.`,
	sizeUnsupported: ({ model, size, sizes }: Texts<'model' | 'size'> & Lists<'sizes'>) => `${model} can't draw ${size}. It can draw ${allOf(sizes)}.`,
	tooManyPictures: ({ model, most, given }: Texts<'model'> & Numbers<'most' | 'given'>) => `${model} takes at most ${pictures(most)}, and you gave ${number(given)}.`,
	searchUnsupported: ({ model, models }: Texts<'model'> & Lists<'models'>) => `${model} can't search. ${models.length === 0 ? 'No other model here can either.' : `${oneOf(models)} can.`}`,
	thoughtsUnsupported: ({ model, models }: Texts<'model'> & Lists<'models'>) => `${model} doesn't share its thoughts. ${models.length === 0 ? 'No other model here does either.' : `${oneOf(models)} can.`}`,
	typeUnsupported: ({ model, type }: Texts<'model' | 'type'>) => `${model} doesn't take ${type} files. Send another kind of picture.`,

	/** What the sentences about a picture begin with: the only one, or one of several. */
	pictureNamed: ({ position, of }: Numbers<'position' | 'of'>) => (of === 1 ? 'That file' : `Image ${number(position)}`),
	pictureForeign: ({ picture }: Texts<'picture'>) => `${picture} isn't on Discord's servers. Attach it instead.`,
	pictureGone: ({ picture }: Texts<'picture'>) => `${picture} is no longer on Discord. Attach it again.`,
	pictureUnreachable: ({ picture }: Texts<'picture'>) => `I couldn't fetch ${lowerFirst(picture)} from Discord. Try again.`,
	/** `most` in bytes. */
	pictureTooManyBytes: ({ picture, most }: Texts<'picture'> & Numbers<'most'>) => `${picture} is larger than ${wholeMegabytes(most)} MB. Use a smaller one.`,
	pictureTooManyPixels: ({ picture, width, height, millions }: Texts<'picture'> & Numbers<'width' | 'height' | 'millions'>) => `${picture} is ${number(width)}×${number(height)} pixels, and I can take ${count(millions, { other: 'million' })} at most. Use a smaller one.`,
	pictureTooLargeTogether: ({ picture }: Texts<'picture'>) => `${picture} is too large next to the others. Use a smaller one, or fewer.`,
	pictureEmpty: ({ picture }: Texts<'picture'>) => `${picture} is empty. Use another one.`,
	pictureUnsupported: ({ picture, found, types }: Texts<'picture'> & Lists<'types'> & { readonly found: string | undefined }) => `${picture} isn't a picture I can use${found === undefined ? '' : ` (${found})`}. Send ${oneOf(types)}.`,
	pictureTooSlow: ({ picture }: Texts<'picture'>) => `${picture} took too long to open. Use a smaller one.`,
	pictureDamaged: ({ picture }: Texts<'picture'>) => `${picture} is damaged, or of a kind I can't read. Use another one.`,

	// Limits.
	waitedTooLong: "You're close to a limit, where I make pictures one at a time, and your turn didn't come. You weren't charged; try again in a few minutes.",
	failedCallsUsedUp: ({ most, resetsAt }: Texts<'resetsAt'> & Numbers<'most'>) => `I called Gemini ${count(most, { one: 'time', other: 'times' })} for you this hour without getting a picture, so I have to stop for now. Ask again ${resetsAt}.`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }: LimitReached) => `${HOLDER[holder]} ${number(left)} of ${pictures(most)} left ${WINDOW[window]}${left === 0 ? '' : ", which isn't enough"}. Resets ${resetsAt}; for more, ask ${ASK(isOfServer)}.`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }: LimitReached) => `${HOLDER[holder]} ${dollars(left)} of ${dollars(most)} left ${WINDOW[window]}, which isn't enough. Resets ${resetsAt}; for more, ask ${ASK(isOfServer)}.`,
};

/** `left` and `most` in pictures or micro-dollars; `resetsAt` as Discord shows a moment. */
interface LimitReached {
	readonly holder: 'user' | 'guild' | 'bot';
	readonly left: number;
	readonly most: number;
	readonly window: Window;
	readonly resetsAt: string;
	/** The server's admins set it, not the bot's operator. */
	readonly isOfServer: boolean;
}

const HOLDER = { user: 'You have', guild: 'This server has', bot: 'This bot has' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'an admin of this server' : "this bot's operator");
const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
