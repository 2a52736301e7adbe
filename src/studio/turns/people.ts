import type { PersonEntry } from '../person-index.ts';
import type { Archive } from './archive.ts';

/** Enters the people of all sessions and turns into the index, also of those that are older than the index. */
export async function indexPeople({ sessions, turns, people }: Archive): Promise<void> {
	const known = new Set<string>();
	const enter = async (userId: string, id: string) => {
		if (known.has(`${userId} ${id}`)) return;
		known.add(`${userId} ${id}`);
		await people.add(userId, { kind: 'session', id });
	};
	for await (const [id, { ownerId }] of sessions.entries()) await enter(ownerId, id);
	for await (const [, turn] of turns.entries()) if (turn.kind === 'turn') await enter(turn.authorId, turn.sessionId);
}

/** Removes an entry whose session is gone; entries of other kinds go by themselves. */
export async function tidyPerson({ sessions, people }: Archive, userId: string, entry: PersonEntry): Promise<void> {
	const { kind, id } = entry;
	if ((kind === 'session' || kind === 'picture') && (await sessions.get(id)) === undefined)
		await people.remove(userId, entry);
}
