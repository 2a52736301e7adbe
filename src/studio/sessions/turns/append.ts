import type { Lease } from '../../store.ts';
import { blobName } from '../blob-name.ts';
import { keepBlobs } from './keep-blobs.ts';
import { type Part, type PartPicture, wireBytes } from './part.ts';
import { relist } from './places.ts';
import { createBlobRelease } from './release-blobs.ts';
import {
	NotKeptError,
	requireSession,
	type Session,
	type SessionRecords,
	sessionLock,
	type Turn,
	type TurnMessage,
} from './session-records.ts';
import { packPart, type StoredPart, withoutPictures } from './stored-part.ts';

/** A turn before it is stored, with its bytes. */
export type NewTurn = Omit<Turn, 'v' | 'kind' | 'user' | 'model' | 'createdAtMs' | 'bytes'> & {
	readonly user: readonly Part[];
	readonly model: readonly Part[];
	/** The id of the Discord event by which the author asked for it. */
	readonly askedAs: string;
	/** The pictures in the user's parts that other people gave. */
	readonly contributed?: readonly Contribution[];
};

/** A picture given by somebody other than the author of the turn. */
export interface Contribution {
	readonly userId: string;
	readonly picture: Pick<PartPicture, 'bytes'>;
}

/** What JSON adds to the two contents of a turn besides their parts, in bytes. */
const FRAME_BYTES = 64;

/**
 * Writes the blobs first, then the turn, then its session, so that nobody sees what a crash leaves behind. Only the last
 * of these writes waits for the disk, which has the others by then.
 */
export async function append(
	records: SessionRecords,
	{ askedAs, contributed = [], ...newTurn }: NewTurn,
): Promise<Turn> {
	const { locks, people } = records;
	const [user, model] = [newTurn.user.map(packPart), newTurn.model.map(packPart)];
	const packed = new Map([...user, ...model].flatMap(({ blobs }) => [...blobs]));
	await keepBlobs(records, packed, newTurn.id);
	try {
		const { turn, forgotten } = await locks.withLock([sessionLock(newTurn.sessionId)], async (lease) => {
			const session = await requireSession(records, newTurn.sessionId);
			if (newTurn.parentId !== null && !session.turnIds.includes(newTurn.parentId))
				throw new NotKeptError(`The turn ${newTurn.parentId} is not in the session ${session.id}`);
			await people.add(newTurn.authorId, { kind: 'session', id: session.id });
			if (await people.isForgotten(newTurn.authorId, askedAs))
				throw new NotKeptError(`The author of the turn ${newTurn.id} has been forgotten`);
			const forgotten = await indexPictures(records, session.id, { askedAs, contributed });
			const stored = { user: user.map((part) => part.stored), model: model.map((part) => part.stored) };
			const given = new Set(contributed.map(({ picture }) => blobName(picture.bytes)));
			const turn = await keepTurn(
				records,
				newTurn,
				{ ...stored, user: withoutPictures(markContributed(stored.user, given), forgotten) },
				lease,
			);
			await addToSession(records, session, turn, lease);
			return { turn, forgotten };
		});
		await createBlobRelease(records).remove(forgotten, new Set());
		return turn;
	} catch (error) {
		if (error instanceof NotKeptError)
			await createBlobRelease(records).remove(new Set(packed.keys()), new Set([newTurn.id]));
		throw error;
	}
}

/** Completes what a crash interrupted after the turn was stored. @throws NotKeptError @throws StoreError */
export const completeAppend = (records: SessionRecords, turn: Turn): Promise<void> =>
	records.locks.withLock([sessionLock(turn.sessionId)], async (lease) =>
		addToSession(records, await requireSession(records, turn.sessionId), turn, lease),
	);

/** Makes a turn the head of its session, once. */
async function addToSession(records: SessionRecords, session: Session, turn: Turn, lease: Lease): Promise<void> {
	if (session.turnIds.length === 0) await relist(records, session.placeId, session.id);
	if (!session.turnIds.includes(turn.id))
		await records.sessions.set(session.id, withTurn(session, turn, records.clock.now()), { lease });
}

/** The stored turn, whether stored now or by an earlier attempt. */
async function keepTurn(
	{ turns, clock }: SessionRecords,
	newTurn: Omit<NewTurn, 'askedAs' | 'contributed'>,
	stored: Pick<Turn, 'user' | 'model'>,
	lease: Lease,
): Promise<Turn> {
	const bytes = FRAME_BYTES + wireBytes(newTurn.user) + wireBytes(newTurn.model);
	const fresh = { ...newTurn, ...stored, v: 1, kind: 'turn', createdAtMs: clock.now(), bytes } as const;
	const turn = (await turns.get(newTurn.id)) ?? (await turns.set(newTurn.id, fresh, { lease, durability: 'soon' }));
	if (turn.kind === 'forgotten') throw new NotKeptError(`The turn ${turn.id} has been forgotten`);
	return turn;
}

/** Indexes other people's pictures; returns the hashes of those whose owners have been forgotten since. */
async function indexPictures(
	{ people }: SessionRecords,
	sessionId: string,
	{ askedAs, contributed }: Required<Pick<NewTurn, 'askedAs' | 'contributed'>>,
): Promise<ReadonlySet<string>> {
	const forgotten = new Set<string>();
	for (const { userId, picture } of contributed) {
		const hash = blobName(picture.bytes);
		await people.add(userId, { kind: 'picture', id: sessionId, hash });
		if (await people.isForgotten(userId, askedAs)) forgotten.add(hash);
	}
	return forgotten;
}

const markContributed = (parts: readonly StoredPart[], hashes: ReadonlySet<string>): StoredPart[] =>
	parts.map((part) => (part.picture && hashes.has(part.picture.hash) ? { ...part, isContributed: true } : part));

const withTurn = (session: Session, turn: Turn, nowMs: number): Session => ({
	...session,
	headId: turn.id,
	lastUsedAtMs: nowMs,
	turnIds: [...session.turnIds, turn.id],
	bytes: session.bytes + turn.bytes,
});

/** Writes the turn's list of messages first, because removing the turn finds every link by it. */
export async function linkMessages(
	records: SessionRecords,
	turnId: string,
	added: readonly TurnMessage[],
): Promise<void> {
	const { turns, messages, links, locks } = records;
	const turn = await turns.get(turnId);
	if (turn === undefined) throw new NotKeptError(`The turn ${turnId} is not kept`);
	await locks.withLock([sessionLock(turn.sessionId)], async (lease) => {
		await requireSession(records, turn.sessionId);
		if ((await turns.get(turnId))?.kind !== 'turn') throw new NotKeptError(`The turn ${turnId} is not kept any more`);
		const known = (await messages.get(turnId))?.messages ?? [];
		const byId = new Map([...known, ...added].map((message) => [message.id, message]));
		await messages.set(turnId, { v: 1, messages: [...byId.values()] }, { lease, durability: 'soon' });
		for (const { id } of added) await links.set(id, { v: 1, turnId }, { lease, durability: 'soon' });
	});
}

/** The messages that show a turn, in the order in which they were linked. @throws StoreError */
export const messagesOf = async ({ messages }: SessionRecords, turnId: string): Promise<readonly TurnMessage[]> =>
	(await messages.get(turnId))?.messages ?? [];

/** The turn that a message shows. @throws StoreError */
export async function turnOfMessage({ links, turns }: SessionRecords, messageId: string): Promise<Turn | undefined> {
	const link = await links.get(messageId);
	const turn = link && (await turns.get(link.turnId));
	return turn?.kind === 'turn' ? turn : undefined;
}
