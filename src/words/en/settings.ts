import type { Window } from '../../windows.ts';
import type { Numbers, Texts } from '../parameters.ts';
import { count, dollars, number, pictures } from './format.ts';

/** The panel of `/settings`, what stands on it and what it refuses. */
export const settings = {
	title: 'Settings of this server',
	section: 'Section',
	pages: {
		where: 'Where and who',
		looks: 'Models and looks',
		limits: 'Limits and money',
		safety: 'Words and safety',
		threads: 'Threads and log',
	},
	change: 'Change',
	clear: 'Clear',
	add: 'Add',
	remove: 'Remove',
	everywhere: 'Everywhere.',
	everybody: 'Everybody.',
	noneExcluded: 'None is excluded.',
	none: 'None.',
	all: 'All.',
	more: ({ amount }: Numbers<'amount'>) => `${number(amount)} more`,
	moreRoles: ({ amount }: Numbers<'amount'>) => count(amount, { one: 'more role', other: 'more roles' }),
	asEverywhere: ({ value }: Texts<'value'>) => `The usual: ${value}`,
	/** The description of the file with a text that is too long for the panel. */
	whole: ({ title }: Texts<'title'>) => `${title}, whole`,

	allowedChannels: 'Only in these channels',
	deniedChannels: 'Never in these channels',
	allowedRoles: 'Only people with one of these roles',
	deniedRoles: 'Nobody with one of these roles',
	rolesFor4K: 'Roles that can use 4K',
	rolesForSearch: 'Roles that can let the model search',
	models: 'Models that people can choose',
	allModels: 'All models',
	defaultModel: 'Model when nobody chose one',
	defaultAspect: 'Shape when nobody chose one',
	defaultSize: 'Size when nobody chose one',
	mayFallBack: 'When the model is overloaded',
	mayFallBackOptions: { wait: 'Say so', 'fall-back': 'Let another model draw, and say so' },
	houseStyle: 'House style',
	houseStyleHint: 'Added to every prompt. Empty for none.',
	userLimits: "Each person's pictures",
	userLimitsNone: 'No limit in this server.',
	roleLimits: "Each person's pictures, by role instead",
	roleLimitsMenu: 'Set or clear the limits of a role',
	roleLimitsForm: 'Pictures of each person with this role',
	noLimit: 'no limit',
	budget: "This server's budget",
	budgetNone: 'No budget of its own.',
	timeZone: 'Time zone',
	timeZoneNow: ({ zone }: Texts<'zone'>) => `Days and months start on ${zone} time.`,
	timeZoneField: "Where this server's days start",
	timeZoneHint: 'A name such as Europe/Berlin or America/New_York. Empty for UTC.',
	blockedWords: 'Blocked words',
	blockedWordsNow: ({ amount }: Numbers<'amount'>) =>
		`${count(amount, { one: 'word', other: 'words' })}: a prompt that contains one is refused.`,
	blockedWordsField: 'Words, one per line',
	blockedWordsAdd: 'Block words',
	blockedWordsAddHint: '*word* is found inside other words too.',
	blockedWordsRemove: 'Unblock words',
	blockedWordsRemoveHint: 'As they are in the list.',
	systemInstruction: 'How the model should behave',
	systemInstructionHint: 'Put before every conversation. Empty for nothing.',
	safety: 'How strictly Gemini blocks',
	safetyOptions: {
		none: "The operator's choice",
		BLOCK_LOW_AND_ABOVE: 'Strictly: from a low risk',
		BLOCK_MEDIUM_AND_ABOVE: 'Moderately: from a medium risk',
		BLOCK_ONLY_HIGH: 'Loosely: only a high risk',
	},
	threads: 'Threads on pictures',
	threadsOptions: { auto: 'At once', 'on-refine': 'When somebody refines the picture', off: 'Never' },
	isOpenToAll: "Who can refine in a session's thread",
	isOpenToAllOptions: { owner: 'Only whoever started it', everybody: 'Everybody' },
	logChannelId: 'Log channel',
	logChannelNow: ({ channel }: Texts<'channel'>) => `${channel} gets one line about each picture.`,

	/** `amount` in pictures, without the word. */
	imagesPer: ({ amount, window }: Numbers<'amount'> & { readonly window: Window }) =>
		`${number(amount)} ${EACH[window]}`,
	dollarsPer: ({ microDollars, window }: Numbers<'microDollars'> & { readonly window: Window }) =>
		`${dollars(microDollars)} ${EACH[window]}`,
	ceiling: ({ amounts }: Texts<'amounts'>) => `The operator allows at most ${amounts}.`,
	perWindow: ({ window }: { readonly window: Window }) => PER[window],
	imagesHint: 'Pictures; empty for no limit, 0 for none at all.',
	dollarsHint: 'US dollars, such as 2.50; empty for no budget, 0 for nothing at all.',

	// Refusals; nothing was changed.
	imagesInvalid: 'A limit is a whole number of pictures from 0 to 100000, or empty. Nothing was changed.',
	dollarsInvalid: 'A budget is an amount from 0 to 1000000 dollars, such as 2.50, or empty. Nothing was changed.',
	aboveCeilingImages: ({ most, window }: Numbers<'most'> & { readonly window: Window }) =>
		`The operator allows each person at most ${pictures(most)} ${EACH[window]}. Nothing was changed.`,
	aboveCeilingDollars: ({ microDollars, window }: Numbers<'microDollars'> & { readonly window: Window }) =>
		`The operator allows each server at most ${dollars(microDollars)} ${EACH[window]}. Nothing was changed.`,
	defaultsUnsupported: ({ why }: Texts<'why'>) => `${why} Nothing was changed.`,
	timeZoneUnknown: "I don't know that time zone; try one such as Europe/Berlin. Nothing was changed.",
	wordInvisible: 'One of these words has nothing visible in it. Nothing was changed.',
	wordsTooMany: 'A word can have 100 characters and the list 500 words. Nothing was changed.',
	wordsNotListed: 'None of these words is in the list. Nothing was changed.',
};

const EACH = { minute: 'a minute', hour: 'an hour', day: 'a day', month: 'a month' };
const PER = { minute: 'In a minute', hour: 'In an hour', day: 'In a day', month: 'In a month' };
