import {
	type Archive,
	NotKeptError,
	requireSession,
	type Session,
	sessionLock,
	type Turn,
	type TurnMessage,
} from './archive.ts';
import { keepBlobs } from './keep-blobs.ts';
import { type Part, wireBytes } from './part.ts';
import { packPart } from './stored-part.ts';

/** A turn as it was made, its bytes still at hand. */
export type NewTurn = Omit<Turn, 'v' | 'kind' | 'user' | 'model' | 'createdAtMs' | 'bytes'> & {
	readonly user: readonly Part[];
	readonly model: readonly Part[];
};

/** What JSON adds to the two contents of a turn besides their parts. */
const FRAME_BYTES = 64;

/** Blobs first, then the turn, then its session: what a crash leaves behind, nobody can see. */
export async function append(archive: Archive, made: NewTurn): Promise<Turn> {
	const { turns, sessions, locks, clock } = archive;
	const [user, model] = [made.user.map(packPart), made.model.map(packPart)];
	await keepBlobs(archive, new Map([...user, ...model].flatMap(({ blobs }) => [...blobs])));
	return locks.withLock([sessionLock(made.sessionId)], async (lease) => {
		const session = await requireSession(archive, made.sessionId);
		if (made.parentId !== null && !session.turnIds.includes(made.parentId))
			throw new NotKeptError(`The turn ${made.parentId} is not in the session ${session.id}`);
		const turn =
			(await turns.get(made.id)) ??
			(await turns.set(
				made.id,
				{
					...made,
					v: 1,
					kind: 'turn',
					user: user.map(({ stored }) => stored),
					model: model.map(({ stored }) => stored),
					createdAtMs: clock.now(),
					bytes: FRAME_BYTES + wireBytes(made.user) + wireBytes(made.model),
				},
				{ lease },
			));
		if (turn.kind === 'forgotten') throw new NotKeptError(`The turn ${turn.id} has been forgotten`);
		if (!session.turnIds.includes(turn.id))
			await sessions.set(session.id, withTurn(session, turn, clock.now()), { lease });
		return turn;
	});
}

const withTurn = (session: Session, turn: Turn, nowMs: number): Session => ({
	...session,
	headId: turn.id,
	lastUsedAtMs: nowMs,
	turnIds: [...session.turnIds, turn.id],
	bytes: session.bytes + turn.bytes,
});

/** The list of the turn first: by it every link is found again when the turn goes. */
export async function linkMessages(archive: Archive, turnId: string, added: readonly TurnMessage[]): Promise<void> {
	const { turns, messages, links, locks } = archive;
	const turn = await turns.get(turnId);
	if (turn === undefined) throw new NotKeptError(`The turn ${turnId} is not kept`);
	await locks.withLock([sessionLock(turn.sessionId)], async (lease) => {
		await requireSession(archive, turn.sessionId);
		if ((await turns.get(turnId))?.kind !== 'turn') throw new NotKeptError(`The turn ${turnId} is not kept any more`);
		const known = (await messages.get(turnId))?.messages ?? [];
		const byId = new Map([...known, ...added].map((message) => [message.id, message]));
		await messages.set(turnId, { v: 1, messages: [...byId.values()] }, { lease });
		for (const { id } of added) await links.set(id, { v: 1, turnId }, { lease });
	});
}

/** The messages that show a turn, in the order in which they were linked. @throws StoreError */
export const messagesOf = async ({ messages }: Archive, turnId: string): Promise<readonly TurnMessage[]> =>
	(await messages.get(turnId))?.messages ?? [];

/** The turn that a message shows. @throws StoreError */
export async function turnOfMessage({ links, turns }: Archive, messageId: string): Promise<Turn | undefined> {
	const link = await links.get(messageId);
	const turn = link && (await turns.get(link.turnId));
	return turn?.kind === 'turn' ? turn : undefined;
}
