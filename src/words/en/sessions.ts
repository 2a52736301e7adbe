import type { Lists, Numbers, Texts } from '../parameters.ts';
import { allOf, count, dollars, number } from './format.ts';

/** Talking to pictures: `/session`, `/refine`, replies, `Edit image` and `/forget`. */
export const sessions = {
	none: "There's no session here. Start one with /imagine or /edit.",
	gone: 'I no longer keep this session. Start a new one: Apps, Edit image.',
	pictureGone: 'I no longer keep this picture. Start a new session from it: Apps, Edit image.',
	pictureLost: 'I no longer keep that picture.',
	picturePrivate: 'That picture is private. Only the person who made it can get it.',
	nothingToShow: "There's no picture to bring back.",
	lastWasWords: 'The last answer was in words, not a picture:',
	notYours: ({ owner }: Texts<'owner'>) => `This session belongs to ${owner}, and only they can do that.`,
	mayNotRead: "I can't read that. Mention me in your message, press Refine, or use /refine.",
	whatToDo: 'What should I do with it? Tell me in one message, with the picture attached.',
	whatToChange: 'What should I change? Tell me in one message, with a picture attached if you like.',
	cannotPost: ({ channel, why }: Texts<'channel' | 'why'>) => `I can't post pictures in ${channel}: ${why}. I haven't drawn anything; try again when that has changed.`,
	threadLocked: 'the thread is locked',
	permissionsMissing: ({ permissions }: Lists<'permissions'>) => `I'm missing ${count(permissions.length, { one: 'permission', other: 'permissions' })} there (${allOf(permissions)})`,

	nothingToUndo: "There's nothing to undo.",
	undone: 'Undone. Your next message continues from the picture before.',
	undoneToStart: 'Undone. Your next message starts afresh; reply to a picture to continue from it.',
	ended: 'This session has ended. Reply to one of its pictures to resume it.',

	facts: ({ model, aspect, size, turns, microDollars }: Texts<'model' | 'aspect' | 'size'> & Numbers<'turns' | 'microDollars'>) => `${model} · ${aspect} · ${size} · ${count(turns, { one: 'turn', other: 'turns' })} · ${dollars(microDollars)} so far`,
	startedAfresh: 'started afresh',
	fromTurn: ({ turn }: Numbers<'turn'>) => `from ${number(turn)}`,
	deletedTurn: '(deleted)',
	aPicture: 'a picture',
	newer: 'Newer',
	older: 'Older',

	refineTitle: 'Refine this picture',
	refineQuestion: 'What to change',
	editTitle: 'Edit image',
	editQuestion: 'What to do with it',
	picturesField: 'Pictures to use (optional)',
	noPictureThere: "There's no picture in that message. Choose one that has some.",
	editTooOld: 'That was too long ago. Please choose the picture again.',

	forgetWarning: "This deletes every session you started, with everything in it, and what you asked for, got and gave in other people's sessions. It can't be undone. Usage totals are kept, and so are messages in Discord.",
	forgetConfirm: 'Delete everything',
	forgetNotYours: 'Only the person who asked can press that. Use /forget to delete what I keep about you.',
	forgetFilesMayStay: "The picture files may stay in storage for now, because I can't tell who else needs them. This bot's operator can sort that out.",
	forgetNothing: 'I kept nothing about you except usage totals, and those stay.',
	forgotten: ({ gone }: Lists<'gone'>) => `Deleted: ${allOf(gone)}. Usage totals are kept; messages in Discord are yours to delete.`,
	forgottenSessions: ({ amount }: Numbers<'amount'>) => count(amount, { one: 'session', other: 'sessions' }),
	forgottenTurns: ({ amount }: Numbers<'amount'>) => count(amount, { one: 'turn', other: 'turns' }),
	forgottenThoughts: ({ amount }: Numbers<'amount'>) => count(amount, { one: 'thought', other: 'thoughts' }),
	forgotJustNow: ({ again }: Texts<'again'>) => `You asked for that a moment ago, and it's done or under way. You can do it again ${again}.`,
};
