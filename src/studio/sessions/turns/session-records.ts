import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { RecordCollection } from '../../record-collection.ts';
import { settings } from '../../requests/request.ts';
import { type Store, StoreError } from '../../store.ts';
import { createPersonIndex } from '../person-index.ts';
import { blobHash, storedPart } from './stored-part.ts';

const timeMs = z.int().nonnegative();
const bytes = z.int().nonnegative();
const tokens = z.int().nonnegative();

/*
 * Records of a newer version may have unknown fields. They are ignored, and kept where a record is read and written
 * again, because two versions run side by side during a rolling restart.
 */

const session = z.object({
	v: z.literal(1),
	id: z.string(),
	guildId: z.string().nullable(),
	/** The channel that contains the thread, so that the sessions of its threads go with a deleted channel. */
	parentPlaceId: z.string().nullable(),
	/** The channel, thread or direct message where it lives. */
	placeId: z.string(),
	ownerId: z.string(),
	/** The turn that a plain message continues from; `null` before the first turn, and when all are undone. */
	headId: z.string().nullable(),
	/** Apply from turn to turn. */
	settings,
	isEnded: z.boolean(),
	/** People have been told that old turns are no longer sent. */
	isDropNoticeGiven: z.boolean(),
	createdAtMs: timeMs,
	lastUsedAtMs: timeMs,
	/** Every turn, oldest first. */
	turnIds: z.array(z.string()).readonly(),
	/** What its turns take of a request body. */
	bytes,
});
export type Session = Readonly<z.infer<typeof session>>;

/** What remains of a turn without its content, so that the tree stays whole. */
const forgottenTurn = z.object({
	v: z.literal(1),
	kind: z.literal('forgotten'),
	id: z.string(),
	sessionId: z.string(),
	/** `null` for a first turn. */
	parentId: z.string().nullable(),
	createdAtMs: timeMs,
});
export type ForgottenTurn = Readonly<z.infer<typeof forgottenTurn>>;

const turn = forgottenTurn.extend({
	kind: z.literal('turn'),
	authorId: z.string(),
	/** Google's id: signatures are valid for this model only. */
	modelId: z.string(),
	settings,
	/** What was sent, without the history. */
	user: z.array(storedPart).readonly(),
	/** What came back, without the thoughts. */
	model: z.array(storedPart).readonly(),
	/** `null` when the service did not say. */
	usage: z.object({ inputTokens: tokens, imageTokens: tokens, textTokens: tokens, thoughtTokens: tokens }).nullable(),
	costMicroDollars: z.int().nonnegative(),
	/** It was made without the exact history, so its children's history starts with it. */
	isFreshStart: z.boolean(),
	/** The most that it takes of a request body. */
	bytes,
});
/** One exchange with a model, written once. */
export type Turn = Readonly<z.infer<typeof turn>>;

/** A removal in progress, recorded until all of it is done, so that a second attempt can finish it. */
const removal = z.object({
	v: z.literal(1),
	userId: z.string(),
	sessionId: z.string(),
	placeId: z.string(),
	/** The session was the person's own, so all of it goes. */
	isWhole: z.boolean(),
	/** The turns that go with the session, including unreadable ones. */
	turnIds: z.array(z.string()).readonly(),
	/** Some of the turns could not be read, so it is unknown which blobs they refer to. */
	isPartlyUnread: z.boolean(),
	/** The contents of the turns that could be read. */
	contents: z
		.array(
			z.object({
				turnId: z.string(),
				hashes: z.array(blobHash).readonly(),
				pictures: z.array(blobHash).readonly(),
				bytes,
			}),
		)
		.readonly(),
});
export type Removal = Readonly<z.infer<typeof removal>>;

/** A message in which the bot showed a turn. */
const message = z.object({ placeId: z.string(), id: z.string() });
export type TurnMessage = Readonly<z.infer<typeof message>>;

export const sessionLock = (id: string) => `session:${id}`;

/** The session or turn does not exist: it never did, was forgotten, or was not used for too long. */
export class NotKeptError extends Error {
	override readonly name = 'NotKeptError';
}

export type SessionStore = Pick<
	Store,
	'records' | 'locks' | 'blobs' | 'ownership' | 'areBlobsOurs' | 'reportUnreadable'
>;

/** All record collections of the sessions, and what else of the store they need. */
export function openSessionRecords(store: SessionStore, clock: Clock, people = createPersonIndex(store)) {
	const { locks, blobs, ownership, areBlobsOurs, reportUnreadable: report } = store;
	const collection = <Value>(namespace: string, kind: string, schema: z.ZodType<Value>) =>
		new RecordCollection(store, { namespace, kind, schema });
	return {
		clock,
		locks,
		blobs,
		ownership,
		areBlobsOurs,
		report,
		sessions: collection<Session>('sessions', 'session', session.loose()),
		turns: collection<Turn | ForgottenTurn>('turns', 'turn', z.discriminatedUnion('kind', [turn, forgottenTurn])),
		/** The sessions that have not ended, by place. */
		places: collection('session-places', 'place', z.object({ v: z.literal(1), sessionIds: z.array(z.string()) })),
		/** Who owns the sessions, wrote the turns and gave the pictures. */
		people,
		/** What is being removed for people. */
		removals: collection('removals', 'removal', removal),
		/** The messages of a turn. */
		messages: collection(
			'turn-messages',
			'messages',
			z.object({ v: z.literal(1), messages: z.array(message).readonly() }),
		),
		/** The turn of a message. */
		links: collection('message-turns', 'link', z.object({ v: z.literal(1), turnId: z.string() })),
		/** Places and guilds that no longer exist. */
		releases: collection('session-releases', 'release', z.object({ v: z.literal(1), id: z.string(), atMs: timeMs })),
		/** Blobs that somebody is about to refer to. */
		pins: collection('blob-pins', 'pin', z.object({ v: z.literal(1), atMs: timeMs })),
		/** Blobs that nothing referred to when a sweep last saw them, and since when. */
		marks: collection('blob-marks', 'mark', z.object({ v: z.literal(1), atMs: timeMs })),
		/** The turns that refer to a blob. */
		users: collection(
			'blob-users',
			'users',
			z.object({
				v: z.literal(1),
				turnIds: z.array(z.string()).readonly(),
				/** Turns older than this record may refer to the blob too. */
				isPartial: z.boolean(),
			}),
		),
	};
}
export type SessionRecords = ReturnType<typeof openSessionRecords>;

/** @throws NotKeptError @throws StoreError */
export async function requireSession({ sessions }: SessionRecords, id: string): Promise<Session> {
	const kept = await sessions.get(id);
	if (kept === undefined) throw new NotKeptError(`The session ${id} is not kept`);
	return kept;
}

/** A turn that another record refers to. @throws StoreError when it is lost. */
export async function namedTurn({ turns }: SessionRecords, id: string): Promise<Turn | ForgottenTurn> {
	const kept = await turns.get(id);
	if (kept === undefined) throw new StoreError(`The turn ${id} is lost`);
	return kept;
}

/** Every turn of a session, oldest first. @throws StoreError */
export const turnsOf = (records: SessionRecords, { turnIds }: Session): Promise<(Turn | ForgottenTurn)[]> =>
	Promise.all(turnIds.map((id) => namedTurn(records, id)));
