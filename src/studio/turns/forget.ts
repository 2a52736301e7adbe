import { type Archive, type ForgottenTurn, sessionLock, type Turn, turnsOf } from './archive.ts';
import { removeLinks, removeSession } from './remove.ts';
import { nearest } from './sessions.ts';

/** What was kept of a person and is no more. */
export interface Forgotten {
	readonly sessions: number;
	/** In their own sessions everybody's, in the sessions of others theirs. */
	readonly turns: number;
	readonly pictures: number;
	/** What the turns took on the wire. */
	readonly bytes: number;
}

export async function forget(archive: Archive, userId: string): Promise<Forgotten> {
	const forgotten = { sessions: 0, turns: 0, pictures: 0, bytes: 0 };
	const count = (turn: Turn | ForgottenTurn) => {
		if (turn.kind === 'forgotten') return;
		forgotten.turns++;
		forgotten.pictures += [...turn.user, ...turn.model].filter(({ picture }) => picture !== undefined).length;
		forgotten.bytes += turn.bytes;
	};
	for await (const [id, { ownerId }] of archive.sessions.entries()) {
		const turns = ownerId === userId ? await removeSession(archive, id, () => true) : undefined;
		if (turns === undefined) continue;
		forgotten.sessions++;
		turns.forEach(count);
	}
	const visited = new Set<string>();
	for await (const [, turn] of archive.turns.entries())
		if (turn.kind === 'turn' && turn.authorId === userId) visited.add(turn.sessionId);
	for (const sessionId of visited) (await forgetIn(archive, sessionId, userId)).forEach(count);
	return forgotten;
}

/** The session first, so that a crash leaves turns that a second attempt finds, and never a head without content. */
function forgetIn(archive: Archive, sessionId: string, userId: string): Promise<readonly Turn[]> {
	const { sessions, turns, locks } = archive;
	return locks.withLock([sessionLock(sessionId)], async (lease) => {
		const session = await sessions.get(sessionId);
		if (session === undefined) return [];
		const kept = (await turnsOf(archive, session)).filter((turn) => turn.kind === 'turn');
		const others = kept.filter(({ authorId }) => authorId !== userId);
		const headId = await nearest(archive, session.headId, ({ id }) => others.some((other) => other.id === id));
		const bytes = others.reduce((sum, turn) => sum + turn.bytes, 0);
		await sessions.set(sessionId, { ...session, headId, bytes }, { lease });
		const theirs = kept.filter(({ authorId }) => authorId === userId);
		for (const { v, id, parentId, createdAtMs } of theirs) {
			await removeLinks(archive, id);
			await turns.set(id, { v, kind: 'forgotten', id, sessionId, parentId, createdAtMs }, { lease });
		}
		return theirs;
	});
}
