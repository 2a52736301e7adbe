import { UserError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { mentionChannel, mentionUser } from '../../words/formatters.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Message } from '../../words/words.ts';
import type { Delivery } from '../delivery.ts';
import type { Models } from '../generation/models.ts';
import type { Jobs } from '../requests/jobs.ts';
import {
	type Asker,
	type Attachment,
	type ChangedSettings,
	changedSettings,
	type ReplyTarget,
} from '../requests/request.ts';
import type { Rules } from '../rules/guild-rules.ts';
import { showTurn, type Viewer } from './show-turn.ts';
import type { Session, Turn } from './turns/session-records.ts';
import { isOpenTo } from './turns/sessions.ts';
import type { Turns } from './turns/turns.ts';

interface Dependencies {
	readonly turns: Turns;
	readonly jobs: Jobs;
	readonly rules: Rules;
	readonly delivery: Pick<Delivery, 'tell' | 'deliver' | 'archive'>;
	readonly models: Models;
	/** Whether people's messages can be read without a mention. */
	readonly readsMessages: () => boolean;
	readonly log: Logger;
}

/** A change that somebody asks for. */
export interface Refinement {
	/** The id of its Discord event. */
	readonly id: string;
	readonly prompt: string;
	readonly references: readonly Attachment[];
	/** Apply to this turn and the ones after it. */
	readonly changed?: ChangedSettings;
	readonly asker: Asker;
	readonly mayOpenThread: boolean;
	readonly replyTo: ReplyTarget;
}

/** A message that the bot received. */
export interface IncomingMessage extends Refinement {
	readonly placeId: string;
	/** Sent in a direct message to the bot. */
	readonly isDirect: boolean;
	/** Why the bot cannot post a picture there, if it cannot, as the end of a sentence. */
	readonly hindrance: Message | undefined;
	readonly isBotMentioned: boolean;
	/** It begins with the mention, or its text is not available. */
	readonly isBotCalled: boolean;
	readonly repliesTo: { readonly messageId: string; readonly isToBot: boolean } | undefined;
}

export type Conversations = ReturnType<typeof createConversations>;

/** People use `//` to talk among themselves. */
export const isAside = (prompt: string): boolean => prompt.startsWith('//');

/** Stickers, and messages that the bot may not read, are meant for people. */
const isWordless = ({ prompt, references, isBotMentioned, isDirect }: IncomingMessage) =>
	prompt === '' && references.length === 0 && !isBotMentioned && !isDirect;

/** Conversations about pictures: which messages the bot answers, and which turn they continue from. */
export function createConversations(deps: Dependencies) {
	const { turns, jobs, rules, delivery, models, readsMessages, log } = deps;

	async function continueFrom(session: Session, parentId: string | null, refinement: Refinement): Promise<void> {
		const changed = changedSettings.parse(refinement.changed ?? {});
		// Search and thoughts apply to one turn only; how the picture looks is kept.
		const chosen = { ...session.settings, search: false, thoughts: false, ...withoutBlanks(changed) };
		const conversation = { kind: 'continue', sessionId: session.id, parentId } as const;
		// A session that already has a thread may be refined outside it.
		const mayOpenThread = refinement.mayOpenThread && session.parentPlaceId === null;
		await jobs.run({ ...refinement, mayOpenThread, chosen, changed, count: 1, conversation });
	}

	async function sessionOf(turn: Turn): Promise<Session> {
		const session = await turns.session(turn.sessionId);
		if (session === undefined) throw new UserError(({ sessions }) => sessions.gone);
		return session;
	}

	/**
	 * The session at a place; for a thread that starts at one of our pictures (and has its id), that picture's.
	 *
	 * @throws UserError when there is none.
	 */
	async function here(placeId: string): Promise<Session> {
		const session = await turns.sessionAt(placeId);
		if (session !== undefined) return session;
		const starter = await turns.turnOfMessage(placeId);
		const started = starter && (await turns.session(starter.sessionId));
		if (started === undefined) throw new UserError(({ sessions }) => sessions.none);
		return started;
	}

	/** @throws UserError when there is none, or it is somebody else's. */
	async function own(placeId: string, userId: string): Promise<Session> {
		const session = await here(placeId);
		if (session.ownerId !== userId)
			throw new UserError(({ sessions }) => sessions.notYours({ owner: mentionUser(session.ownerId) }));
		return session;
	}

	/** The session and turn that a message continues from; `undefined` when it is not meant for the bot. */
	async function locate(message: IncomingMessage): Promise<{ session: Session; parentId: string | null } | undefined> {
		const { placeId, repliesTo, isBotMentioned, isBotCalled, isDirect } = message;
		const shown = repliesTo && (await turns.turnOfMessage(repliesTo.messageId));
		if (shown !== undefined) return { session: await sessionOf(shown), parentId: shown.id };
		const isAnswer = repliesTo?.isToBot === true && isBotMentioned;
		if (!isDirect && !isBotCalled && !isAnswer && !(await isSaidToPicture(message))) return undefined;
		const session = await here(placeId);
		return (await isHeardIn(session, message)) ? { session, parentId: session.headId } : undefined;
	}

	/** In people's own threads and in channels, people talk to each other, perhaps about the bot. */
	async function isSaidToPicture({ placeId, repliesTo, isBotMentioned }: IncomingMessage): Promise<boolean> {
		const isToPerson = repliesTo !== undefined && !repliesTo.isToBot;
		return (isBotMentioned || !isToPerson) && (await turns.turnOfMessage(placeId)) !== undefined;
	}

	const isHeardIn = async ({ ownerId }: Session, { asker, isBotMentioned }: IncomingMessage) =>
		ownerId === asker.userId || isBotMentioned || (await rules.of(asker.guildId)).isOpenToAll;

	/** What to ask when a message for the bot has no text. */
	function askFor({ references, isDirect }: IncomingMessage): Message {
		// Without the intent, replies to a command's answer and mentions of the bot's role arrive without text. Source:
		// Discord, message content.
		if (!isDirect && references.length === 0 && !readsMessages()) return ({ sessions }) => sessions.mayNotRead;
		return ({ sessions }) => (references.length > 0 ? sessions.whatToDo : sessions.whatToChange);
	}

	/** A turn to continue from. @throws UserError when it is not kept any more. */
	async function keptTurn(turnId: string): Promise<Turn> {
		const turn = await turns.turn(turnId);
		if (turn !== undefined) return turn;
		throw new UserError(({ sessions }) => sessions.pictureGone);
	}

	return {
		keptTurn,
		/** Continues from a turn. @throws UserError when it is not kept. */
		async refineTurn(turnId: string, refinement: Refinement) {
			const turn = await keptTurn(turnId);
			await continueFrom(await sessionOf(turn), turn.id, refinement);
		},
		/** Continues from the newest turn of the session at a place. @throws UserError when there is none. */
		async refineHere(placeId: string, refinement: Refinement) {
			const session = await here(placeId);
			await continueFrom(session, session.headId, refinement);
		},
		/** Returns how to answer the message; `undefined` when it is not meant for the bot. @throws UserError likewise. */
		async hear(message: IncomingMessage): Promise<(() => Promise<void>) | undefined> {
			if (isAside(message.prompt) || isWordless(message)) return undefined;
			const meant = await locate(message);
			if (meant === undefined) return undefined;
			const { hindrance, placeId, replyTo } = message;
			if (hindrance !== undefined) {
				// Nothing is generated that could not be shown.
				log.warn({ placeId, hindrance: hindrance(wordsFor(undefined)) }, 'a message cannot be answered where it is');
				const channel = mentionChannel(placeId);
				const says: Message = (words) => words.sessions.cannotPost({ channel, why: hindrance(words) });
				return () => delivery.tell(replyTo, says);
			}
			return message.prompt === ''
				? () => delivery.tell(replyTo, askFor(message))
				: () => continueFrom(meant.session, meant.parentId, message);
		},
		here,
		/** A session, if the person may see it. @throws UserError when there is none. */
		async openTo(sessionId: string, userId: string) {
			const session = await turns.session(sessionId);
			if (session !== undefined && isOpenTo(session, userId)) return session;
			throw new UserError(({ sessions }) => sessions.gone);
		},
		/** The turns of a session, as a forest. */
		turnsOf: ({ id }: Session) => turns.tree(id),
		/** Posts the newest picture of somebody's newest session at a place again. @throws UserError when there is none. */
		async showNewest(placeId: string, viewer: Viewer) {
			const { userId } = viewer.replyTo;
			const session = (await turns.sessionAt(placeId, userId)) ?? (await own(placeId, userId));
			if (session.headId === null) throw new UserError(({ sessions }) => sessions.nothingToShow);
			await showTurn(session.headId, viewer, { turns, delivery, models, log });
		},
		/** Posts the picture of a turn again. @throws UserError when it is not kept, or not for this person. */
		showTurn: (turnId: string, viewer: Viewer) => showTurn(turnId, viewer, { turns, delivery, models, log }),
		/** Goes back to the picture before the newest. @throws UserError when the session is not theirs. */
		undo: async (placeId: string, userId: string) => turns.undo((await own(placeId, userId)).id),
		/** Ends the session at a place, says so, and archives its thread. @throws UserError when it is not theirs. */
		async end(placeId: string, replyTo: ReplyTarget) {
			await turns.end((await own(placeId, replyTo.userId)).id);
			// An archived thread takes no answer.
			await delivery.tell(replyTo, ({ sessions }) => sessions.ended);
			// A thread opened by people is theirs; one of ours has the id of the picture that it starts at.
			if ((await turns.turnOfMessage(placeId)) !== undefined) await delivery.archive(placeId);
		},
		/** The turn that a message shows. */
		turnShownBy: turns.turnOfMessage,
		/** A thread, channel or server is gone; its sessions are removed later. */
		release: turns.release,
	};
}

const withoutBlanks = <T extends object>(given: T) =>
	Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
