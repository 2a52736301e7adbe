import type { Numbers, Texts } from '../parameters.ts';
import { count, number, pictures, pluralize } from './format.ts';

/** What Gemini's answer came to, and how it reaches the person. */
export const answers = {
	// Without a picture.
	/** What a failure cost: goes into each of the sentences below. */
	charge: {
		nothing: "You weren't charged",
		noPicture: "You weren't charged for a picture",
		notMissing: "You weren't charged for what's missing",
	},
	textOnly: ({ charge }: Texts<'charge'>) => `Gemini answered in words instead of a picture. ${charge}; tell me what it should show.`,
	blockedPrompt: ({ charge }: Texts<'charge'>) => `Gemini's safety filter blocked this prompt. ${charge}; try rephrasing it.`,
	blockedOutput: ({ charge }: Texts<'charge'>) => `Gemini drew something, but its safety filter held it back. ${charge}; try rephrasing your prompt.`,
	noImage: ({ charge }: Texts<'charge'>) => `Gemini finished without a picture. ${charge}; try again or describe it differently.`,
	allowanceUsedUp: ({ charge }: Texts<'charge'>) => `This bot's allowance at Gemini is used up. ${charge}; please tell its operator.`,
	rateLimited: ({ charge }: Texts<'charge'>) => `Gemini is getting too many requests. ${charge}; try again in a minute.`,
	overloaded: ({ charge }: Texts<'charge'>) => `Gemini is overloaded. ${charge}; try again in a few minutes.`,
	unreachable: ({ charge }: Texts<'charge'>) => `I couldn't reach Gemini. ${charge}; try again in a few minutes.`,
	garbled: ({ charge }: Texts<'charge'>) => `Gemini's answer made no sense. ${charge}; try again.`,
	badRequest: ({ charge }: Texts<'charge'>) => `Gemini didn't accept this request. ${charge}; try other options or another prompt.`,
	signatureRefused: ({ charge }: Texts<'charge'>) => `Gemini didn't recognize the earlier picture. ${charge}; start a new one with /imagine.`,
	modelGone: ({ charge }: Texts<'charge'>) => `Gemini no longer offers this model. ${charge}; choose another one.`,
	keyRefused: ({ charge }: Texts<'charge'>) => `Gemini refuses this bot's key. ${charge}; please tell its operator.`,
	timedOut: ({ charge }: Texts<'charge'>) => `Gemini took too long, so I stopped waiting. ${charge}; try again or choose a smaller size.`,
	restarted: ({ charge }: Texts<'charge'>) => `I had to restart before your picture was ready. ${charge}; try again in a minute.`,
	/** In front of one of the sentences above. */
	someMissing: ({ missing, of }: Numbers<'missing' | 'of'>) => `${number(missing)} of ${pictures(of)} didn't come.`,

	// Below a picture.
	underASecond: 'under a second',
	seconds: ({ seconds }: Numbers<'seconds'>) => `${number(seconds)} s`,
	substituteDrew: ({ model }: Texts<'model'>) => `The model you chose is overloaded, so ${model} drew this.`,
	madeSmaller: ({ pixels, size }: Texts<'pixels' | 'size'>) => `Made smaller to fit here; I keep the original (${pixels}, ${size}).`,
	searched: ({ links }: Texts<'links'>) => `Searched: ${links}`,
	sources: ({ links }: Texts<'links'>) => `Sources: ${links}`,
	tooLargeToShow: ({ size }: Texts<'size'>) => `One picture (${size}) is too large to show here, and I couldn't make it smaller.`,
	leftOut: ({ left }: Numbers<'left'>) => `Gemini drew ${count(left, { one: 'more picture', other: 'more pictures' })}, but your limits leave no room for ${pluralize(left, { one: 'it', other: 'them' })}.`,
	oldTurnsDropped: 'This session is long, so Gemini no longer sees its oldest turns.',
	lostButYours: "I've lost the earlier picture, so this starts from yours.",
	continuesAfresh: ({ reason }: { readonly reason: 'model-changed' | 'too-large' | 'forgotten' | 'missing' | 'corrupt' | 'signature-refused' }) => `This continues from the last picture alone, because ${WHY[reason]}.`,
	lostPicture: "I've lost the earlier picture. Attach it, and tell me again what to change.",
	refine: 'Refine',
	thoughts: 'Thoughts',
	thoughtsGone: 'I no longer keep these thoughts.',
	wholeText: 'The whole text',
	allWords: 'All the words',

	// In a thread that opens on a picture.
	welcome: "Tell me what to change, right here. Reply to an older picture to branch from it. Start with `//` and I'll ignore you.",
	welcomeWithoutMessages: 'Reply to a picture here to change it (leave the ping on), mention me, or use `/refine`. Reply to an older picture to branch from it.',

	// When it can't be posted where it was asked for.
	notAllowedHere: "I'm not allowed to post this where you asked for it, so I'm sending it to you here.",
	notAllowedIn: ({ channel }: Texts<'channel'>) => `I'm not allowed to post this in ${channel}, so I'm sending it to you here.`,
	notPostedHere: "I couldn't post this where you asked for it, so I'm sending it to you here.",
	notPostedIn: ({ channel }: Texts<'channel'>) => `I couldn't post this in ${channel}, so I'm sending it to you here.`,
	movedNotAllowed: "I'm not allowed to post that here, so I've sent it to you as a direct message. Let me send messages and attach files here, and the next one comes here.",
	movedNotPosted: "I couldn't post that here, so I've sent it to you as a direct message.",

	// For the admins of a server, in their log channel.
	logLine: ({ person, channel, request, model, price, kind }: Texts<'person' | 'channel' | 'request' | 'model' | 'price' | 'kind'>) => `${person} in ${channel}: ${request} · ${model} · ${price} · ${kind}`,
	privatePicture: 'a private picture',
	unknownCost: 'unknown cost',
};

const WHY = {
	'model-changed': 'another model draws now',
	'too-large': 'the one before is too large to send whole',
	forgotten: 'what came before was deleted',
	missing: 'part of what came before is lost',
	corrupt: 'part of what came before is damaged',
	'signature-refused': "Gemini didn't recognize what came before",
};
