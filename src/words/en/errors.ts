import type { Flags, Numbers, Texts } from '../parameters.ts';
import { count, pluralize } from './format.ts';

/** What went wrong on our side, or between us and Discord; and what was used is out of date. */
export const errors = {
	somethingBroke: ({ reference }: Texts<'reference'>) => `Something broke on my side. You weren't charged; try again, and if it keeps happening, give \`${reference}\` to this bot's operator.`,
	partlyBroken: ({ unmade, reference }: Texts<'reference'> & Numbers<'unmade'>) =>
		`${count(unmade, { one: "picture couldn't", other: "pictures couldn't" })} be made because something broke on my side; you weren't charged for ${pluralize(unmade, { one: 'it', other: 'them' })}. Give \`${reference}\` to this bot's operator.`,
	brokeAfterAll: ({ reference }: Texts<'reference'>) => `Something broke on my side after your pictures were made, so they counted. Give \`${reference}\` to this bot's operator.`,
	storageFull: "I'm out of storage space, so I can't take requests. You weren't charged; please tell this bot's operator.",
	sessionGone: 'I no longer keep that session. Start a new one from its picture: Apps, Edit image.',
	madeAndLost: ({ isRest }: Flags<'isRest'>) => `${isRest ? 'The rest' : 'Your picture'} was made and counted, but I could neither post it here nor keep it.`,
	madeAndKept: ({ isRest, obstacle }: Flags<'isRest'> & { readonly obstacle: 'not-allowed' | 'too-large' | 'not-taken' }) => `${isRest ? 'The rest' : 'Your picture'} was made and counted, and I've kept it, but ${KEPT[obstacle]}`,
	notAllowedHere: "I'm not allowed to post that here. Let me send messages and attach files here, then try again.",
	tooLargeHere: "Discord doesn't take a file of that size here. Try again where larger files are allowed.",
	showPicture: ({ number, of }: Numbers<'number' | 'of'>) => (of === 1 ? 'Show the picture' : `Show picture ${number}`),
	tooSlow: 'I was too slow to answer. Please try again.',
	lookupTooSlow: "I couldn't look that up in time. Nothing was changed; please try again.",
	commandGone: 'I no longer have that command. `/help` lists what I can do.',
	commandChanged: 'This command has changed. Reload Discord and try again.',
	buttonOutOfDate: 'That button is out of date. Run the command again.',
	menuOutOfDate: 'That menu is out of date. Run the command again.',
	formOutOfDate: 'That form is out of date. Run the command again.',
	panelOutOfDate: 'That panel is out of date. Nothing was changed; use /settings again.',
	operatorOnly: "Only this bot's operator can do that everywhere.",
	managersOnly: 'Only people who can manage this server can do that.',
};

const KEPT = {
	'not-allowed': "I'm not allowed to post it here. Let me send messages and attach files here, then press the button.",
	'too-large': "Discord doesn't take a file of its size here, even after I made it smaller. Press the button to try again.",
	'not-taken': "Discord didn't take it. Press the button to try again.",
};
