import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openMemoryStore } from '../../src/store/open.ts';
import { createForgetting } from '../../src/studio/forgetting.ts';
import { createPersonIndex } from '../../src/studio/person-index.ts';
import { createPicks } from '../../src/studio/picks.ts';
import type { Store } from '../../src/studio/store-ports.ts';
import { createThoughts } from '../../src/studio/thoughts.ts';
import { createTurns } from '../../src/studio/turns/turns.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { beginSession } from './turns/fixture.ts';

const HOUR_MS = 3_600_000;

function open(store: Store, clock: FakeClock) {
	const index = createPersonIndex(store);
	const turns = createTurns({ store, clock });
	const thoughts = createThoughts(store.records('thoughts'), index);
	const picks = createPicks(store.records('picks'), index);
	return { turns, thoughts, picks, forgetting: createForgetting({ turns, thoughts, picks, store, clock }) };
}

/** Leaves a session and thoughts of a person as the version before the index did. */
async function keepUnindexed(store: Store, clock: FakeClock, userId: string): Promise<void> {
	const { turns, thoughts } = open(store, clock);
	await beginSession(turns, { id: `s${userId}`, ownerId: userId, placeId: userId });
	await thoughts.keep(`t${userId}`, { userId, askedAs: '1' }, 'a thought');
	for (const namespace of ['person-index', 'blob-users'])
		for await (const [key] of store.records(namespace).entries()) await store.records(namespace).delete(key);
}

test('what the version before kept is found, also what it keeps for an hour after; later only the index is read', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting } = open(store, clock);
	const all = { sessions: 1, turns: 1, pictures: 1, thoughts: 1 };
	await keepUnindexed(store, clock, '11');
	expect(await forgetting.forget('11', '2')).toMatchObject(all);
	await clock.advance(HOUR_MS / 2);
	await keepUnindexed(store, clock, '12');
	expect(await forgetting.forget('12', '2')).toMatchObject(all);
	await clock.advance(HOUR_MS);
	await keepUnindexed(store, clock, '13');
	expect(await forgetting.forget('13', '2')).toMatchObject({ sessions: 0, turns: 0, pictures: 0, thoughts: 0 });
});

test('thoughts and picks of a person go, those of others stay', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting, thoughts, picks } = open(store, clock);
	const pick = { messageId: '5', pictures: [{ url: 'https://example.com/a.png', name: 'a.png', sizeBytes: 1 }] };
	for (const userId of ['11', '12']) {
		await thoughts.keep(`t${userId}`, { userId, askedAs: '1' }, `thoughts of ${userId}`);
		await picks.keep(`p${userId}`, { userId, askedAs: '1' }, pick);
	}
	expect(await forgetting.forget('11', '2')).toMatchObject({ thoughts: 1 });
	expect([await thoughts.of('t11'), await picks.of('p11')]).toEqual([undefined, undefined]);
	expect([await thoughts.of('t12'), await picks.of('p12')]).toEqual(['thoughts of 12', { v: 1, ...pick }]);
});

test('a person is forgotten once in five minutes, and at once again when something was left', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting, turns } = open(store, clock);
	await beginSession(turns, { id: 's1', ownerId: '11' });
	const session = await store.records('sessions').get('s1');
	await store.records('sessions').set('s1', { v: 9 });
	await expect(forgetting.forget('11', '2')).rejects.not.toBeInstanceOf(UserError);
	await store.records('sessions').set('s1', session);
	expect(await forgetting.forget('11', '4')).toMatchObject({ sessions: 1 });
	await expect(forgetting.forget('11', '5')).rejects.toThrow(UserError);
	expect(await forgetting.forget('12', '6')).toMatchObject({ sessions: 0 });
	await clock.advance(5 * 60_000);
	expect(await forgetting.forget('11', '7')).toMatchObject({ sessions: 0 });
});

test('a turn that cannot be read goes with its session', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting, turns } = open(store, clock);
	await beginSession(turns, { id: 's1', ownerId: '11' });
	await clock.advance(1);
	await forgetting.forget('12', '2');
	await clock.advance(2 * HOUR_MS);
	await store.records('turns').set('first-of-s1', { v: 9 });
	await forgetting.forget('11', '3');
	expect([await store.records('turns').get('first-of-s1'), await turns.session('s1')]).toEqual([undefined, undefined]);
});
