import type { Clock } from '../../../clock.ts';
import type { ChangedSettings, SessionLocation } from '../../requests/request.ts';
import type { PersonIndex } from '../person-index.ts';
import { append, completeAppend, linkMessages, messagesOf, type NewTurn, turnOfMessage } from './append.ts';
import { completeIndex } from './complete-index.ts';
import { type Forgotten, forget } from './forget.ts';
import { answerOf, type Branch, branchTo, type History, type HistoryOptions, historyTo } from './history.ts';
import type { Part } from './part.ts';
import { sessionAt } from './places.ts';
import { openSessionRecords, type Session, type SessionStore, type Turn, type TurnMessage } from './session-records.ts';
import {
	changeSession,
	type NewSession,
	openSession,
	type Room,
	roomIn,
	type SessionCaps,
	type Undone,
	undo,
} from './sessions.ts';
import { type SweptBlobs, type SweptSessions, sweepBlobs, sweepSessions } from './sweep.ts';
import { type TreeNode, treeOf } from './tree.ts';

/** A turn with one 1K picture takes 1.0 to 4.2 MB. Source: recorded answers. */
const USUAL_CAPS: SessionCaps = { turns: 200, bytes: 500_000_000 };

interface TurnsDependencies {
	readonly store: SessionStore;
	readonly clock: Clock;
	/** @defaultValue 200 turns, 500 MB */
	readonly caps?: SessionCaps;
	/** @defaultValue one over the same store */
	readonly index?: PersonIndex;
}

/**
 * Sessions and their turns. A session is a tree of turns that are written once and never overwritten, so people who
 * refine at the same time get two branches and lose nothing.
 *
 * Every call throws `StoreError` when the store fails or holds something unreadable. After that, and after a crash, the
 * same call again completes what was started; only `undo` may then undo twice. A call that needs a session or a turn
 * throws `NotKeptError` when it is not kept; one that asks for it returns `undefined`.
 */
export interface Turns {
	/**
	 * Starts a session, which its place lists from its first turn on. The same id again returns the session unchanged.
	 */
	open(newSession: NewSession): Promise<Session>;
	session(id: string): Promise<Session | undefined>;
	/** The session at a place that was started or reopened last, among those with turns that have not ended. */
	sessionAt(placeId: string, ownerId?: string): Promise<Session | undefined>;
	/** `undefined` also when it has been forgotten. */
	turn(id: string): Promise<Turn | undefined>;
	/** The turn that a message shows. */
	turnOfMessage(messageId: string): Promise<Turn | undefined>;

	/**
	 * Stores a turn and makes it the head of its session. The same id again returns the first and changes nothing. A turn
	 * was paid for, so it is stored whatever the caps say.
	 */
	append(newTurn: NewTurn): Promise<Turn>;
	/** Completes the `append` of a turn that a crash interrupted after it was stored. */
	completeAppend(turn: Turn): Promise<void>;
	/** Adds to the messages that show a turn. */
	linkMessages(turnId: string, messages: readonly TurnMessage[]): Promise<void>;
	/** The messages that show a turn, in the order in which they were linked; none when the turn is not kept. */
	messagesOf(turnId: string): Promise<readonly TurnMessage[]>;

	/** From the root to the turn, without bytes. */
	path(turnId: string): Promise<Branch>;
	/** What to send before a new prompt that continues from a turn, with bytes. */
	history(turnId: string, options: HistoryOptions): Promise<History>;
	/** What the model answered in a turn. @throws BlobMissingError, BlobCorruptError when its bytes are lost. */
	answer(turn: Turn): Promise<readonly Part[]>;
	/** The first turns of a session, each with its descendants. */
	tree(sessionId: string): Promise<readonly TreeNode[]>;

	/**
	 * Whether a session has room for one more turn. Asking counts as using the session, so that it is not swept while the
	 * turn is made.
	 */
	roomFor(sessionId: string): Promise<Room>;
	/** Moves the head to the turn before it. Nothing is deleted. */
	undo(sessionId: string): Promise<Undone>;
	update(sessionId: string, changed: { isDropNoticeGiven?: boolean }): Promise<Session>;
	/** Changes some of its settings; concurrent changes of others are kept. */
	changeSettings(sessionId: string, changed: ChangedSettings): Promise<Session>;
	/** Moves the session, for instance to its new thread. */
	setPlace(sessionId: string, place: SessionLocation): Promise<Session>;
	/** Takes the session off its place; it can still be continued and reopened. */
	end(sessionId: string): Promise<Session>;
	/** Puts an ended session back at its place. */
	reopen(sessionId: string): Promise<Session>;

	/**
	 * A thread, a channel with its threads, or a guild is gone, or the bot has left it: the next sweep removes the
	 * sessions started there until now.
	 */
	release(placeOrGuildId: string): Promise<void>;
	/**
	 * Removes the sessions that a person owns; their turns in others' sessions, where the tree stays whole and the head
	 * moves before them; their pictures in others' turns; and the blobs that nobody else uses, unless those may belong to
	 * other records too. Nothing of theirs that is under way is kept any more. Reads only what is theirs.
	 *
	 * @param askedAs the id of the Discord event by which the person asked for it.
	 */
	forget(userId: string, askedAs: string): Promise<Forgotten>;
	/**
	 * Indexes the people and the users of blobs that older versions did not, so that `forget` finds what is a person's
	 * and spares what others use. Reads all sessions and turns; skips unreadable ones.
	 */
	completeIndex(): Promise<void>;
	/**
	 * Removes sessions that were released or not used for `retentionMs` milliseconds, with their turns and pictures, and
	 * what crashes left. Safe to run concurrently, also with other sweeps. Reads all sessions and turns; leaves an
	 * unreadable record alone, with everything that belongs to it. Where pictures cannot be removed, the next sweep tries
	 * again; this one removes everything else, and then throws.
	 */
	sweepSessions(retentionMs: number): Promise<SweptSessions>;
	/**
	 * Removes blobs that have been unreferenced for `MARKED_MS` according to the sweeps. Safe to run concurrently, also
	 * with other sweeps. Reads all turns, and holds the hashes of all referenced blobs in memory. Removes nothing if a
	 * single turn cannot be read, or if the blobs do not belong to these records alone.
	 */
	sweepBlobs(): Promise<SweptBlobs>;
}

export function createTurns({ store, clock, caps = USUAL_CAPS, index }: TurnsDependencies): Turns {
	const records = openSessionRecords(store, clock, index);
	const change = async (id: string, changed: Partial<Session>) =>
		(await changeSession(records, id, () => changed)).after;
	return {
		open: (newSession) => openSession(records, newSession),
		session: (id) => records.sessions.get(id),
		sessionAt: (placeId, ownerId) => sessionAt(records, placeId, ownerId),
		async turn(id) {
			const turn = await records.turns.get(id);
			return turn?.kind === 'turn' ? turn : undefined;
		},
		turnOfMessage: (messageId) => turnOfMessage(records, messageId),
		append: (newTurn) => append(records, newTurn),
		completeAppend: (turn) => completeAppend(records, turn),
		linkMessages: (turnId, messages) => linkMessages(records, turnId, messages),
		messagesOf: (turnId) => messagesOf(records, turnId),
		path: (turnId) => branchTo(records, turnId),
		history: (turnId, options) => historyTo(records, turnId, options),
		answer: (turn) => answerOf(records, turn),
		tree: (sessionId) => treeOf(records, sessionId),
		roomFor: async (sessionId) => roomIn((await changeSession(records, sessionId, () => ({}), 'soon')).after, caps),
		undo: (sessionId) => undo(records, sessionId),
		update: change,
		changeSettings: async (id, { model, aspect, size }) => {
			const changed = await changeSession(records, id, ({ settings }) => ({
				settings: {
					...settings,
					model: model ?? settings.model,
					aspect: aspect ?? settings.aspect,
					size: size ?? settings.size,
				},
			}));
			return changed.after;
		},
		setPlace: change,
		end: (sessionId) => change(sessionId, { isEnded: true }),
		reopen: (sessionId) => change(sessionId, { isEnded: false }),
		async release(id) {
			const atMs = clock.now();
			await records.releases.set(`${atMs}-${id}`, { v: 1, id, atMs });
		},
		forget: (userId, askedAs) => forget(records, userId, askedAs),
		completeIndex: () => completeIndex(records),
		sweepSessions: (retentionMs) => sweepSessions(records, retentionMs),
		sweepBlobs: () => sweepBlobs(records),
	};
}
