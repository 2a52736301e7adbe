import { UserError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Delivery } from '../ports.ts';
import type { Jobs } from '../requests/jobs.ts';
import {
	type Asker,
	type Attachment,
	type ChangedSettings,
	changedSettings,
	type ReplyTarget,
} from '../requests/request.ts';
import type { Rules } from '../rules/guild-rules.ts';
import type { Session, Turn } from './turns/session-records.ts';
import type { Turns } from './turns/turns.ts';

export interface ConversationsDependencies {
	readonly turns: Turns;
	readonly jobs: Jobs;
	readonly rules: Rules;
	readonly delivery: Pick<Delivery, 'tell'>;
	/** Whether people's messages can be read without a mention. */
	readonly readsMessages: () => boolean;
	readonly log: Logger;
}

/** What somebody wants changed. */
export interface Refinement {
	/** The id of the Discord event it came from. */
	readonly id: string;
	readonly prompt: string;
	readonly references: readonly Attachment[];
	/** They hold for this turn and the ones after it. */
	readonly changed?: ChangedSettings;
	readonly asker: Asker;
	readonly mayOpenThread: boolean;
	readonly replyTo: ReplyTarget;
}

/** A message that the bot was shown. */
export interface IncomingMessage extends Refinement {
	readonly placeId: string;
	/** It is in a direct message with the bot. */
	readonly isDirect: boolean;
	/** Why the bot cannot post a picture there, if it cannot: the end of a sentence. */
	readonly hindrance: string | undefined;
	readonly isBotMentioned: boolean;
	/** It begins with the mention, or nobody can say where that stands. */
	readonly isBotCalled: boolean;
	readonly repliesTo: { readonly messageId: string; readonly isToBot: boolean } | undefined;
}

/** Talking to pictures: whom the bot hears, and what they continue from. */
export interface Conversations {
	/** A turn that can be continued from. @throws UserError when it is not kept any more. */
	keptTurn(turnId: string): Promise<Turn>;
	/** Continues from a turn. @throws UserError when it is not kept. */
	refineTurn(turnId: string, wish: Refinement): Promise<void>;
	/** Continues from the newest turn of the session at a place. @throws UserError when there is none. */
	refineHere(placeId: string, wish: Refinement): Promise<void>;
	/** What does as a message asks; `undefined` when it is not meant for the bot. @throws UserError likewise. */
	hear(heard: IncomingMessage): Promise<(() => Promise<void>) | undefined>;
	/** The session at a place. @throws UserError when there is none. */
	here(placeId: string): Promise<Session>;
	/** The newest of somebody's own at a place. @throws UserError when there is none. */
	ownNewest(placeId: string, userId: string): Promise<Session>;
	/** The same for somebody who wants to change it. @throws UserError when it is not theirs. */
	own(placeId: string, userId: string): Promise<Session>;
}

/** What people say among themselves. */
export const isAside = (prompt: string): boolean => prompt.startsWith('//');

/** Stickers and the like, and all that the bot may not read, are meant for people. */
const isWordless = ({ prompt, references, isBotMentioned, isDirect }: IncomingMessage) =>
	prompt === '' && references.length === 0 && !isBotMentioned && !isDirect;

const NO_SESSION = 'There is no session here. Begin one with /imagine or /edit.';

export function createConversations(deps: ConversationsDependencies): Conversations {
	const { turns, jobs, rules, delivery, readsMessages, log } = deps;

	async function continueFrom(session: Session, parentId: string | null, wish: Refinement): Promise<void> {
		const changed = changedSettings.parse(wish.changed ?? {});
		// What is searched and thought is asked for each time; how the picture looks stays.
		const chosen = { ...session.settings, search: false, thoughts: false, ...withoutBlanks(changed) };
		const conversation = { kind: 'continue', sessionId: session.id, parentId } as const;
		// A session that has its thread may be refined outside of it.
		const mayOpenThread = wish.mayOpenThread && session.parentPlaceId === null;
		await jobs.run({ ...wish, mayOpenThread, chosen, changed, count: 1, conversation });
	}

	async function sessionOf(turn: Turn): Promise<Session> {
		const session = await turns.session(turn.sessionId);
		if (session === undefined)
			throw new UserError('This session is no longer kept. Begin a new one with Apps, Edit image.');
		return session;
	}

	/** The session at a place; in a thread that starts at one of our pictures (and has its id), that picture's. */
	async function find(placeId: string): Promise<Session | undefined> {
		const session = await turns.sessionAt(placeId);
		if (session !== undefined) return session;
		const starter = await turns.turnOfMessage(placeId);
		return starter && turns.session(starter.sessionId);
	}

	async function here(placeId: string): Promise<Session> {
		const session = await find(placeId);
		if (session === undefined) throw new UserError(NO_SESSION);
		return session;
	}

	async function own(placeId: string, userId: string): Promise<Session> {
		const session = await here(placeId);
		if (session.ownerId !== userId)
			throw new UserError(`This session is <@${session.ownerId}>'s, and only they can do that.`);
		return session;
	}

	/** The session and turn that a message continues from; `undefined` when it is not meant for the bot. */
	async function locate(heard: IncomingMessage): Promise<{ session: Session; parentId: string | null } | undefined> {
		const { placeId, repliesTo, isBotMentioned, isBotCalled, isDirect } = heard;
		const shown = repliesTo && (await turns.turnOfMessage(repliesTo.messageId));
		if (shown !== undefined) return { session: await sessionOf(shown), parentId: shown.id };
		const isAnswer = repliesTo?.isToBot === true && isBotMentioned;
		if (!isDirect && !isBotCalled && !isAnswer && !(await isSaidToPicture(heard))) return undefined;
		const session = await here(placeId);
		return (await isHeardIn(session, heard)) ? { session, parentId: session.headId } : undefined;
	}

	/** In threads of people and in channels, people talk to each other, and there they may talk about the bot too. */
	async function isSaidToPicture({ placeId, repliesTo, isBotMentioned }: IncomingMessage): Promise<boolean> {
		const isToPerson = repliesTo !== undefined && !repliesTo.isToBot;
		return (isBotMentioned || !isToPerson) && (await turns.turnOfMessage(placeId)) !== undefined;
	}

	const isHeardIn = async ({ ownerId }: Session, { asker, isBotMentioned }: IncomingMessage) =>
		ownerId === asker.userId || isBotMentioned || (await rules.of(asker.guildId)).isOpenToAll;

	/** What to ask when a message that is meant for the bot has no words. */
	function askFor({ references, isDirect }: IncomingMessage): string {
		// Without the intent, what replies to the answer of a command or names the bot's role comes empty. Source: Discord,
		// message content.
		if (!isDirect && references.length === 0 && !readsMessages())
			return 'I may not read that. Mention me with your words, press Refine, or use /refine.';
		const question = references.length > 0 ? 'What shall I do with it?' : 'What shall I change?';
		return `${question} Write it in one message, with the picture attached if there is one.`;
	}

	async function keptTurn(turnId: string): Promise<Turn> {
		const turn = await turns.turn(turnId);
		if (turn !== undefined) return turn;
		throw new UserError('This picture is no longer kept. Nothing was charged; begin anew from it: Apps, Edit image.');
	}

	return {
		keptTurn,
		async refineTurn(turnId, wish) {
			const turn = await keptTurn(turnId);
			await continueFrom(await sessionOf(turn), turn.id, wish);
		},
		async refineHere(placeId, wish) {
			const session = await here(placeId);
			await continueFrom(session, session.headId, wish);
		},
		async hear(heard) {
			if (isAside(heard.prompt) || isWordless(heard)) return undefined;
			const meant = await locate(heard);
			if (meant === undefined) return undefined;
			const { hindrance, placeId, replyTo } = heard;
			if (hindrance !== undefined) {
				// Nothing is drawn that could not be shown.
				log.warn({ placeId, hindrance }, 'a message cannot be answered where it is');
				const sentence = `I can't post pictures in <#${placeId}>: ${hindrance}. Nothing was drawn or charged; try again when that has changed.`;
				return () => delivery.tell(replyTo, sentence);
			}
			return heard.prompt === ''
				? () => delivery.tell(replyTo, askFor(heard))
				: () => continueFrom(meant.session, meant.parentId, heard);
		},
		here,
		ownNewest: async (placeId, userId) => (await turns.sessionAt(placeId, userId)) ?? own(placeId, userId),
		own,
	};
}

const withoutBlanks = <T extends object>(given: T) =>
	Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
