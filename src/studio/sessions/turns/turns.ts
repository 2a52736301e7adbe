import type { Clock } from '../../../clock.ts';
import type { ChangedSettings } from '../../requests/request.ts';
import type { PersonIndex } from '../person-index.ts';
import { append, linkMessages, messagesOf, type NewTurn, turnOfMessage } from './append.ts';
import { completeIndex } from './complete-index.ts';
import { type Forgotten, forget } from './forget.ts';
import { answerOf, type Branch, branchTo, type History, type HistoryOptions, historyTo } from './history.ts';
import { keepBlob } from './keep-blobs.ts';
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
	type StoredLocation,
	type Undone,
	undo,
} from './sessions.ts';
import { type SweptBlobs, type SweptSessions, sweepBlobs, sweepSessions } from './sweep.ts';
import { type TreeNode, treeOf } from './tree.ts';

/** One turn with one 1K picture takes 1.0 to 4.2 MB. Source: recorded answers. */
const USUAL_CAPS: SessionCaps = { turns: 200, bytes: 500_000_000 };

export interface TurnsDependencies {
	readonly store: SessionStore;
	readonly clock: Clock;
	/** Default: 200 turns, 500 MB. */
	readonly caps?: SessionCaps;
	/** Default: one over the same store. */
	readonly index?: PersonIndex;
}

/**
 * Sessions and their turns. A session is a tree of turns, each written once; nothing is overwritten, so people who
 * refine at once get two branches and lose nothing.
 *
 * Every call throws `StoreError` when the store cannot do or say what was asked, or holds what is not understood. After
 * that, and after a crash, the same call again finishes what was begun; `undo` alone may then undo twice. A call that
 * needs a session or a turn throws `NotKeptError` when it is not kept; one that only asks for it answers `undefined`.
 */
export interface Turns {
	/** Begins a session, which its place has from its first turn on. The same id again returns the session as it is and changes nothing. */
	open(opened: NewSession): Promise<Session>;
	session(id: string): Promise<Session | undefined>;
	/** Of the sessions with turns that live at a place and have not ended, the one that was begun or taken up last. */
	sessionAt(placeId: string, ownerId?: string): Promise<Session | undefined>;
	/** `undefined` also when it has been forgotten. */
	turn(id: string): Promise<Turn | undefined>;
	/** The turn that a message shows. */
	turnOfMessage(messageId: string): Promise<Turn | undefined>;

	/**
	 * Keeps a turn and makes it the head of its session. The same id again returns the first and changes nothing. A turn
	 * that was paid for is kept whatever the caps say.
	 */
	append(made: NewTurn): Promise<Turn>;
	/** Adds to the messages that show a turn. */
	linkMessages(turnId: string, messages: readonly TurnMessage[]): Promise<void>;
	/** The messages that show a turn, in the order in which they were linked; none when the turn is not kept. */
	messagesOf(turnId: string): Promise<readonly TurnMessage[]>;

	/** From the root to the turn, without the bytes. */
	path(turnId: string): Promise<Branch>;
	/** What to send before a new prompt that continues from a turn, with the bytes. */
	history(turnId: string, options: HistoryOptions): Promise<History>;
	/** What the model answered in a turn. @throws BlobMissingError, BlobCorruptError when its bytes are lost. */
	answer(turn: Turn): Promise<readonly Part[]>;
	/** The turns of a session that began from nothing, each with what came of it. */
	tree(sessionId: string): Promise<readonly TreeNode[]>;

	/**
	 * Whether a session may grow by one more turn. To be asked before that is made: it counts as a use, so that the
	 * session is not swept meanwhile.
	 */
	roomFor(sessionId: string): Promise<Room>;
	/** Moves the head to the turn before it. Nothing is deleted. */
	undo(sessionId: string): Promise<Undone>;
	update(sessionId: string, changed: { isDropNoticeGiven?: boolean }): Promise<Session>;
	/** Changes some of its settings; what another changes at the same time stays. */
	changeSettings(sessionId: string, changed: ChangedSettings): Promise<Session>;
	/** Moves the session, as when a thread is opened for it. */
	setPlace(sessionId: string, place: StoredLocation): Promise<Session>;
	/** Its place forgets the session; it can still be continued and taken up again. */
	end(sessionId: string): Promise<Session>;
	/** Takes up an ended session again. */
	reopen(sessionId: string): Promise<Session>;

	/**
	 * A thread, a channel with its threads, or a guild is no more, or the bot is not in it any more: the next sweep
	 * removes the sessions that were opened there until now.
	 */
	release(placeOrGuildId: string): Promise<void>;
	/**
	 * Removes the sessions that a person owns; what the person asked and got in the sessions of others, where the tree
	 * stays whole and the head moves before it; their pictures in the turns of others; and the blobs that nobody else
	 * uses, unless these may be of other records too. Work of theirs that is under way keeps nothing any more. Reads what
	 * is theirs alone.
	 *
	 * @param askedAs the id of the Discord event by which the person asked for it.
	 */
	forget(userId: string, askedAs: string): Promise<Forgotten>;
	/**
	 * Enters the people and the users of blobs that versions did not enter which do not know the two indexes, so that
	 * `forget` finds what is theirs and spares what others use. Reads all sessions and turns; leaves out what is not
	 * understood.
	 */
	completeIndex(): Promise<void>;
	/**
	 * Removes sessions that were released or not used for `retentionMs` milliseconds, with their turns, and what crashes
	 * left. Others may work meanwhile, other sweeps too. Reads all sessions and turns. A record that is not understood is
	 * left alone, with all that belongs to it.
	 */
	sweepSessions(retentionMs: number): Promise<SweptSessions>;
	/**
	 * Removes blobs that nothing has referred to for `MARKED_MS`, as sweeps have seen. Others may work meanwhile, other
	 * sweeps too. Reads all turns, and holds the hashes of all blobs in use. Removes none when a single turn is not
	 * understood, or the blobs do not belong to these records alone.
	 *
	 * @param extraRoots the hash of every blob that something else than a turn refers to; asked once.
	 */
	sweepBlobs(extraRoots: () => AsyncIterable<string>): Promise<SweptBlobs>;
	/** Keeps bytes for another record, and returns their hash; within `GRACE_MS` the sweep must be told of it. */
	keepBlob(bytes: Uint8Array): Promise<string>;
}

export function createTurns({ store, clock, caps = USUAL_CAPS, index }: TurnsDependencies): Turns {
	const records = openSessionRecords(store, clock, index);
	const change = async (id: string, changed: Partial<Session>) =>
		(await changeSession(records, id, () => changed)).after;
	return {
		open: (opened) => openSession(records, opened),
		session: (id) => records.sessions.get(id),
		sessionAt: (placeId, ownerId) => sessionAt(records, placeId, ownerId),
		async turn(id) {
			const turn = await records.turns.get(id);
			return turn?.kind === 'turn' ? turn : undefined;
		},
		turnOfMessage: (messageId) => turnOfMessage(records, messageId),
		append: (made) => append(records, made),
		linkMessages: (turnId, messages) => linkMessages(records, turnId, messages),
		messagesOf: (turnId) => messagesOf(records, turnId),
		path: (turnId) => branchTo(records, turnId),
		history: (turnId, options) => historyTo(records, turnId, options),
		answer: (turn) => answerOf(records, turn),
		tree: (sessionId) => treeOf(records, sessionId),
		roomFor: async (sessionId) => roomIn(await change(sessionId, {}), caps),
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
		sweepBlobs: (extraRoots) => sweepBlobs(records, extraRoots),
		keepBlob: (bytes) => keepBlob(records, bytes),
	};
}
