import { describe, expect, test } from 'vitest';
import { MOST_SESSIONS_LISTED } from '../../../../src/studio/sessions/turns/places.ts';
import { NotKeptError } from '../../../../src/studio/sessions/turns/session-records.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import { StoreError } from '../../../../src/studio/store.ts';
import { interceptFlushes } from '../../../store/flushes.ts';
import { openTemporaryStore } from '../../../store/open-temporary.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { appendChain, beginSession, newSession, newTurn, openTurns, usualSettings } from './fixture.ts';

describe('a session', () => {
	test('is found by its id and, once it has a turn, by its place, in a new process too', async () => {
		const { turns, store, clock } = openTurns();
		const opened = await turns.open(newSession());
		const restarted = createTurns({ store, clock });
		expect(await restarted.session('s1')).toEqual(opened);
		await turns.append(newTurn('t1'));
		expect(await restarted.sessionAt('thread')).toMatchObject({ id: 's1', turnIds: ['t1'] });
		expect(opened).toMatchObject({ headId: null, isEnded: false, turnIds: [], createdAtMs: clock.now() });
	});

	test('that was never opened is not there', async () => {
		const { turns } = openTurns();
		expect(await turns.session('s1')).toBeUndefined();
		expect(await turns.sessionAt('thread')).toBeUndefined();
		await expect(turns.undo('s1')).rejects.toThrow(NotKeptError);
		await expect(turns.tree('s1')).rejects.toThrow(NotKeptError);
	});

	test('opened twice is opened once', async () => {
		const { turns, clock } = openTurns();
		const opened = await turns.open(newSession());
		await clock.advance(1);
		expect(await turns.open(newSession({ ownerId: 'bob', placeId: 'elsewhere' }))).toEqual(opened);
		expect(await turns.sessionAt('elsewhere')).toBeUndefined();
	});

	test('keeps the settings it is given until it is given others', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		await clock.advance(1000);
		await turns.changeSettings('s1', { aspect: '16:9' });
		await turns.update('s1', { isDropNoticeGiven: true });
		expect(await turns.session('s1')).toMatchObject({
			settings: { ...usualSettings, aspect: '16:9' },
			isDropNoticeGiven: true,
			headId: 't2',
			turnIds: ['t1', 't2'],
			lastUsedAtMs: clock.now(),
		});
	});
});

test('of changes to its settings that are made at once none is lost', async () => {
	const { turns } = openTurns();
	await turns.open(newSession());
	await Promise.all([
		turns.changeSettings('s1', { model: 'pro' }),
		turns.changeSettings('s1', { aspect: '16:9' }),
		turns.changeSettings('s1', { size: '2K' }),
		turns.update('s1', { isDropNoticeGiven: true }),
	]);
	expect(await turns.session('s1')).toMatchObject({
		settings: { ...usualSettings, model: 'pro', aspect: '16:9', size: '2K' },
		isDropNoticeGiven: true,
	});
});

describe('the session of a place', () => {
	test('is never one that came to nothing, but the one before', async () => {
		const { turns, store, clock } = openTurns();
		await beginSession(turns);
		const broken = {
			...store,
			blobs: { ...store.blobs, put: () => Promise.reject(new StoreError('the disk is full')) },
		};
		const failing = createTurns({ store: broken, clock });
		await failing.open(newSession({ id: 's2' }));
		await expect(failing.append(newTurn('t2', { sessionId: 's2' }))).rejects.toThrow(StoreError);
		expect((await turns.sessionAt('thread'))?.id).toBe('s1');
		await turns.append(newTurn('t2', { sessionId: 's2' }));
		expect((await turns.sessionAt('thread'))?.id).toBe('s2');
	});

	test('is found by its owner behind the newer ones of others', async () => {
		const { turns } = openTurns();
		await beginSession(turns, { id: 's1' });
		await beginSession(turns, { id: 's2', ownerId: 'bob' });
		expect((await turns.sessionAt('thread', 'alice'))?.id).toBe('s1');
		expect(await turns.sessionAt('thread', 'carol')).toBeUndefined();
	});

	test('is the newest of several', async () => {
		const { turns } = openTurns();
		for (const id of ['s1', 's2', 's3']) await beginSession(turns, { id });
		expect((await turns.sessionAt('thread'))?.id).toBe('s3');
	});

	test('is none that has ended, and the next newest instead', async () => {
		const { turns } = openTurns();
		for (const id of ['s1', 's2']) await beginSession(turns, { id });
		await turns.end('s2');
		expect((await turns.sessionAt('thread'))?.id).toBe('s1');
		await turns.end('s1');
		expect(await turns.sessionAt('thread')).toBeUndefined();
		expect(await turns.session('s1')).toMatchObject({ isEnded: true });
	});

	test('is the one that was taken up again last', async () => {
		const { turns } = openTurns();
		for (const id of ['s1', 's2']) await beginSession(turns, { id });
		await turns.end('s1');
		await turns.reopen('s1');
		expect((await turns.sessionAt('thread'))?.id).toBe('s1');
	});

	test('moves with its session', async () => {
		const { turns } = openTurns();
		await beginSession(turns, { placeId: 'channel', parentPlaceId: null });
		await turns.setPlace('s1', { guildId: 'guild', parentPlaceId: 'channel', placeId: 'thread' });
		expect(await turns.sessionAt('channel')).toBeUndefined();
		expect(await turns.sessionAt('thread')).toMatchObject({ id: 's1', parentPlaceId: 'channel' });
	});

	test('is on disk as soon as it is said to be taken up again', async () => {
		const clock = fakeClock();
		await using store = await openTemporaryStore({ clock });
		const turns = createTurns({ store, clock });
		await beginSession(turns);
		await turns.end('s1');
		let onDisk: unknown;
		using _ = await interceptFlushes(async (flush) => {
			const listed = await store.records('session-places').get('thread');
			await flush();
			onDisk = listed;
		});
		await turns.reopen('s1');
		expect(onDisk).toMatchObject({ sessionIds: ['s1'] });
	});

	test('is found behind any number that have moved into threads of their own', async () => {
		const { turns } = openTurns();
		await beginSession(turns, { placeId: 'channel', parentPlaceId: null });
		for (let index = 0; index <= MOST_SESSIONS_LISTED; index++) {
			const id = `thread-${index}`;
			await beginSession(turns, { id, placeId: 'channel', parentPlaceId: null });
			await turns.setPlace(id, { guildId: 'guild', parentPlaceId: 'channel', placeId: id });
		}
		expect((await turns.sessionAt('channel'))?.id).toBe('s1');
	});

	test(`is found behind ${MOST_SESSIONS_LISTED - 1} that were opened later, and not behind one more`, async () => {
		const { turns } = openTurns();
		const later = Array.from({ length: MOST_SESSIONS_LISTED }, (_, index) => `later-${index}`);
		await beginSession(turns);
		for (const id of later.slice(1)) await beginSession(turns, { id });
		for (const id of later.slice(1)) await turns.end(id);
		expect((await turns.sessionAt('thread'))?.id).toBe('s1');
		for (const id of later.slice(1)) await turns.reopen(id);
		await beginSession(turns, { id: 'later-0' });
		for (const id of later) await turns.end(id);
		expect(await turns.sessionAt('thread')).toBeUndefined();
	});
});

describe('undo', () => {
	test('moves the head to the turn before and deletes nothing', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		expect(await turns.undo('s1')).toEqual({ kind: 'undone', turnId: 't2', headId: 't1' });
		expect(await turns.undo('s1')).toEqual({ kind: 'undone', turnId: 't1', headId: null });
		expect(await turns.undo('s1')).toEqual({ kind: 'nothing-to-undo' });
		expect((await turns.path('t2')).map(({ id }) => id)).toEqual(['t1', 't2']);
		expect(await turns.session('s1')).toMatchObject({ headId: null, turnIds: ['t1', 't2'] });
	});

	test('of two people at once undoes two turns', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2', 't3']);
		await Promise.all([turns.undo('s1'), turns.undo('s1')]);
		expect((await turns.session('s1'))?.headId).toBe('t1');
	});
});

describe('the room for another turn', () => {
	test.each([
		[2, { kind: 'room' }],
		[3, { kind: 'full', of: 'turns', most: 3 }],
	])('with %i turns where 3 are allowed: %o', async (count, expected) => {
		const { store, clock } = openTurns();
		const turns = createTurns({ store, clock, caps: { turns: 3, bytes: 1_000_000 } });
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2', 't3'].slice(0, count));
		expect(await turns.roomFor('s1')).toEqual(expected);
	});

	test.each([
		[1, 'room'],
		[0, 'full'],
		[-1, 'full'],
	])('with bytes that are %i under the cap: %s', async (under, kind) => {
		const { store, clock, turns } = openTurns();
		await turns.open(newSession());
		const { bytes } = await turns.append(newTurn('t1'));
		const capped = createTurns({ store, clock, caps: { turns: 9, bytes: bytes + under } });
		expect((await capped.roomFor('s1')).kind).toBe(kind);
	});

	test('is asked for by somebody who uses the session', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		await clock.advance(5000);
		await turns.roomFor('s1');
		expect((await turns.session('s1'))?.lastUsedAtMs).toBe(clock.now());
	});

	test('never stands against a turn that was made', async () => {
		const { store, clock } = openTurns();
		const turns = createTurns({ store, clock, caps: { turns: 1, bytes: 1 } });
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		expect((await turns.session('s1'))?.turnIds).toEqual(['t1', 't2']);
	});
});

describe('the tree of a session', () => {
	test('shows every turn below the one it came from, oldest first, with its messages and the head', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2', 't3']);
		await turns.append(newTurn('t4', { parentId: 't1' }));
		await turns.append(newTurn('t5'));
		await turns.undo('s1');
		await turns.append(newTurn('t6', { parentId: 't2' }));
		await turns.linkMessages('t4', [{ placeId: 'thread', id: 'm4' }]);
		type Tree = Awaited<ReturnType<typeof turns.tree>>;
		const drawn = (nodes: Tree, depth = 0): string[] =>
			nodes.flatMap(({ turn, isHead, messages, children }) => [
				`${'  '.repeat(depth)}${turn.id}${isHead ? ' (head)' : ''}${messages.map(({ id }) => ` ${id}`).join('')}`,
				...drawn(children, depth + 1),
			]);
		expect(drawn(await turns.tree('s1')).join('\n')).toMatchInlineSnapshot(`
			"t1
			  t2
			    t3
			    t6 (head)
			  t4 m4
			t5"
		`);
	});
});

describe('a record that is not understood', () => {
	const session = {
		v: 1,
		id: 's1',
		guildId: null,
		parentPlaceId: null,
		placeId: 'dm',
		ownerId: 'alice',
		headId: 't1',
		settings: { model: 'flash', aspect: 'auto', search: false, thoughts: false },
		isEnded: false,
		isDropNoticeGiven: false,
		createdAtMs: 1,
		lastUsedAtMs: 2,
		turnIds: ['t1'],
		bytes: 500,
	};

	test.each([
		['of a later version', { ...session, v: 2 }],
		['without a field', { ...session, turnIds: undefined }],
		['of another kind', 'session'],
	])('%s is an error, not an absence', async (_, record) => {
		const { turns, store } = openTurns();
		await store.records('sessions').set('s1', JSON.parse(JSON.stringify(record)));
		await expect(turns.session('s1')).rejects.toThrow(StoreError);
		await expect(turns.open(newSession())).rejects.toThrow(StoreError);
	});

	test('is not the first version of a session', async () => {
		const { turns, store } = openTurns();
		await store.records('sessions').set('s1', session);
		expect(await turns.session('s1')).toMatchObject(session);
	});

	test('cannot be written', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await expect(turns.append(newTurn('t1', { costMicroDollars: 0.5 }))).rejects.toThrow();
		expect(await turns.turn('t1')).toBeUndefined();
		expect((await turns.session('s1'))?.turnIds).toEqual([]);
	});
});
