import { expect } from 'vitest';
import type { Clock } from '../../../../src/clock.ts';
import { openSessionRecords } from '../../../../src/studio/sessions/turns/session-records.ts';
import { hashesOf } from '../../../../src/studio/sessions/turns/stored-part.ts';
import { hashesIn, type TurnStore } from './fixture.ts';

async function collect<T>(entries: AsyncIterable<readonly [string, T]>): Promise<Map<string, T>> {
	const found = new Map<string, T>();
	for await (const [key, record] of entries) found.set(key, record);
	return found;
}

/** What must hold after a sweep, when every blob has outlived its grace: every record is used, and none is missing. */
export async function assertSound(store: TurnStore, clock: Clock): Promise<void> {
	const records = openSessionRecords(store, clock);
	const sessions = await collect(records.sessions.entries());
	const turns = await collect(records.turns.entries());

	const listed = [...sessions.values()].flatMap(({ id, turnIds }) => turnIds.map((turnId) => [turnId, id]));
	const kept = [...turns.values()].map(({ id, sessionId }) => [id, sessionId]);
	expect(kept.toSorted(), 'turns are listed by their session').toEqual(listed.toSorted());
	for (const { turnIds, headId } of sessions.values())
		expect([null, ...turnIds], 'a head is in its session').toContain(headId);
	for (const { parentId, sessionId } of turns.values())
		expect([null, ...(sessions.get(sessionId)?.turnIds ?? [])], 'a parent is in its session').toContain(parentId);

	for (const [turnId] of await collect(records.messages.entries()))
		expect(turns.get(turnId)?.kind, 'messages are of a turn').toBe('turn');
	for (const [id, { turnId }] of await collect(records.links.entries()))
		expect((await records.messages.get(turnId))?.messages, 'a link is listed').toContainEqual({
			placeId: expect.any(String),
			id,
		});
	for (const [placeId, { sessionIds }] of await collect(records.places.entries()))
		for (const id of sessionIds)
			expect(sessions.get(id), 'a listed session lives there').toMatchObject({ placeId, isEnded: false });

	for (const { id, ownerId } of sessions.values())
		expect(await records.people.of(ownerId), 'an owner is entered').toContainEqual({ kind: 'session', id });
	for (const turn of turns.values())
		if (turn.kind === 'turn')
			expect(await records.people.of(turn.authorId), 'an author is entered').toContainEqual({
				kind: 'session',
				id: turn.sessionId,
			});
	for await (const { entry } of records.people.all())
		expect([...sessions.keys()], 'an entry is of a session').toContain(entry.id);

	const parts = [...turns.values()].flatMap((turn) => (turn.kind === 'turn' ? [...turn.user, ...turn.model] : []));
	const used = [...new Set(parts.flatMap(hashesOf))];
	expect(await hashesIn(store), 'blobs are in use').toEqual(used.toSorted());
	expect([...(await collect(records.users.entries())).keys()].toSorted(), 'users are of blobs').toEqual(
		used.toSorted(),
	);
}
