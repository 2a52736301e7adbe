import { allOf, count, dollars, number, oneOf, pictures } from './format.ts';

/** Why a request isn't taken; nothing has been sent to Gemini yet. */
export const requests = {
	promptBlank: 'Your prompt is blank. Tell me what the picture should show.',
	changeBlank: 'Your message is blank. Tell me what to change.',
	askedTwice: 'You asked for exactly that a moment ago. If you want it again, send it once more.',
	queueFull: ({ running, waiting }: { readonly running: number; readonly waiting: number }) =>
		`You have ${pictures(running)} in the making and ${number(waiting)} waiting. Try again when one is done.`,
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
	channelsOnly: ({ channels }: { readonly channels: readonly string[] }) =>
		`You can make pictures in ${oneOf(channels)}, but not here.`,
	wordBlocked: "This server doesn't allow a word in your prompt. Try rephrasing it.",
	sizeForRoles: ({ size }: { readonly size: string }) =>
		`${size} is reserved for certain roles in this server. Try a smaller size.`,
	searchForRoles: 'Searching is reserved for certain roles in this server. Try it without search.',
	modelNotHere: ({ model, models }: { readonly model: string; readonly models: readonly string[] }) =>
		`This server doesn't use ${model}. Try ${oneOf(models)}.`,

	// What a model can't do.
	modelGone: ({ model, models }: { readonly model: string; readonly models: readonly string[] }) =>
		`Gemini no longer offers ${model}. ${models.length === 0 ? 'There is no other model here.' : `Try ${oneOf(models)}.`}`,
	aspectUnsupported: ({
		model,
		aspect,
		aspects,
	}: {
		readonly model: string;
		readonly aspect: string;
		readonly aspects: readonly string[];
	}) => `${model} can't draw ${aspect}. It can draw ${allOf(aspects)}.`,
	sizeFixed: ({ model }: { readonly model: string }) => `${model} always draws at about 1K, so leave the size out.`,
	sizeUnsupported: ({
		model,
		size,
		sizes,
	}: {
		readonly model: string;
		readonly size: string;
		readonly sizes: readonly string[];
	}) => `${model} can't draw ${size}. It can draw ${allOf(sizes)}.`,
	tooManyPictures: ({
		model,
		most,
		given,
	}: {
		readonly model: string;
		readonly most: number;
		readonly given: number;
	}) => `${model} takes at most ${pictures(most)}, and you gave ${number(given)}.`,
	searchUnsupported: ({ model, models }: { readonly model: string; readonly models: readonly string[] }) =>
		`${model} can't search. ${models.length === 0 ? 'No other model here can either.' : `${oneOf(models)} can.`}`,
	thoughtsUnsupported: ({ model, models }: { readonly model: string; readonly models: readonly string[] }) =>
		`${model} doesn't share its thoughts. ${models.length === 0 ? 'No other model here does either.' : `${oneOf(models)} can.`}`,
	typeUnsupported: ({ model, type }: { readonly model: string; readonly type: string }) =>
		`${model} doesn't take ${type} files. Send another kind of picture.`,

	/** What the sentences about a picture begin with: the only one, or one of several. */
	pictureNamed: ({ position, of }: { readonly position: number; readonly of: number }) =>
		of === 1 ? 'That file' : `Image ${number(position)}`,
	pictureForeign: ({ picture }: { readonly picture: string }) =>
		`${picture} isn't on Discord's servers. Attach it instead.`,
	pictureGone: ({ picture }: { readonly picture: string }) => `${picture} is no longer on Discord. Attach it again.`,
	pictureUnreachable: ({ picture }: { readonly picture: string }) =>
		`I couldn't fetch ${lowerFirst(picture)} from Discord. Try again.`,
	pictureTooManyBytes: ({ picture, megabytes }: { readonly picture: string; readonly megabytes: number }) =>
		`${picture} is larger than ${number(megabytes)} MB. Use a smaller one.`,
	pictureTooManyPixels: ({
		picture,
		width,
		height,
		millions,
	}: {
		readonly picture: string;
		readonly width: number;
		readonly height: number;
		readonly millions: number;
	}) =>
		`${picture} is ${number(width)}×${number(height)} pixels, and I can take ${count(millions, { other: 'million' })} at most. Use a smaller one.`,
	pictureTooLargeTogether: ({ picture }: { readonly picture: string }) =>
		`${picture} is too large next to the others. Use a smaller one, or fewer.`,
	pictureEmpty: ({ picture }: { readonly picture: string }) => `${picture} is empty. Use another one.`,
	pictureUnsupported: ({
		picture,
		found,
		types,
	}: {
		readonly picture: string;
		readonly found: string | undefined;
		readonly types: readonly string[];
	}) => `${picture} isn't a picture I can use${found === undefined ? '' : ` (${found})`}. Send ${oneOf(types)}.`,
	pictureTooSlow: ({ picture }: { readonly picture: string }) => `${picture} took too long to open. Use a smaller one.`,
	pictureDamaged: ({ picture }: { readonly picture: string }) =>
		`${picture} is damaged, or of a kind I can't read. Use another one.`,

	// Limits.
	waitedTooLong:
		"You're close to a limit, where I make pictures one at a time, and your turn didn't come. You weren't charged; try again in a few minutes.",
	failedCallsUsedUp: ({ most, resetsAt }: { readonly most: number; readonly resetsAt: string }) =>
		`I called Gemini ${count(most, { one: 'time', other: 'times' })} for you in the last hour without getting a picture, so I have to stop for now. Ask again ${resetsAt}.`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }: LimitReached) =>
		`${HOLDER[holder]} ${number(left)} of ${pictures(most)} left ${WINDOW[window]}. Resets ${resetsAt}; for more, ask ${ASK(isOfServer)}.`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }: LimitReached) =>
		`${HOLDER[holder]} ${dollars(left)} of ${dollars(most)} left ${WINDOW[window]}, which isn't enough. Resets ${resetsAt}; for more, ask ${ASK(isOfServer)}.`,
};

/** `left` and `most` in pictures or micro-dollars; `resetsAt` as Discord shows a moment. */
interface LimitReached {
	readonly holder: 'user' | 'guild' | 'bot';
	readonly left: number;
	readonly most: number;
	readonly window: 'minute' | 'hour' | 'day' | 'month';
	readonly resetsAt: string;
	/** The server's admins set it, not the bot's operator. */
	readonly isOfServer: boolean;
}

const HOLDER = { user: 'You have', guild: 'This server has', bot: 'This bot has' };
const WINDOW = { minute: 'this minute', hour: 'this hour', day: 'today', month: 'this month' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'an admin of this server' : "this bot's operator");
const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
