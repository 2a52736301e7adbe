import { describe, expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import { GRACE_MS, keepBlobs, MARKED_MS } from '../../../../src/studio/sessions/turns/keep-blobs.ts';
import { openSessionRecords } from '../../../../src/studio/sessions/turns/session-records.ts';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import { StoreError } from '../../../../src/studio/store.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import {
	appendChain,
	beginSession,
	bytesOf,
	everythingIn,
	hashesIn,
	MODEL_ID,
	newSession,
	newTurn,
	openTurns,
	pictureOf,
	RETENTION_MS,
	sweepLater,
	sweepNow,
} from './fixture.ts';
import { mortalStore } from './mortal-store.ts';

const everything = { modelId: MODEL_ID, budgetBytes: Number.POSITIVE_INFINITY };

describe('a sweep', () => {
	test.each([
		[RETENTION_MS - 1, true],
		[RETENTION_MS, false],
	])('of sessions not used for %i ms, where 30 days are allowed, keeps them: %s', async (unusedMs, isKept) => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		await turns.linkMessages('t1', [{ placeId: 'thread', id: 'm1' }]);
		await clock.advance(unusedMs);
		expect(await sweepNow(turns)).toMatchObject(isKept ? { sessions: 0, turns: 0 } : { sessions: 1, turns: 2 });
		expect((await turns.session('s1')) !== undefined).toBe(isKept);
		expect((await turns.turnOfMessage('m1')) !== undefined).toBe(isKept);
	});

	test('leaves nothing at all of sessions that are due', async () => {
		const { turns, clock, store } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		await turns.linkMessages('t1', [{ placeId: 'thread', id: 'm1' }]);
		await clock.advance(RETENTION_MS);
		expect(await sweepNow(turns)).toEqual({ sessions: 1, turns: 2, blobs: 0 });
		expect(await everythingIn(store)).toEqual({});
	});

	test('of a session leaves the pictures that a turn elsewhere shows too', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1']);
		await clock.advance(RETENTION_MS);
		await turns.open(newSession({ id: 's2', ownerId: 'bob', placeId: 'another thread' }));
		await turns.append(newTurn('u1', { sessionId: 's2', authorId: 'bob', model: [pictureOf('t1')] }));
		expect(await sweepNow(turns)).toMatchObject({ sessions: 1, turns: 1 });
		const history = await turns.history('u1', everything);
		expect(history.kind === 'exact' && history.exchanges[0]?.model).toEqual([pictureOf('t1')]);
	});

	test('removes all that is due though the store refuses to delete pictures, which go when it no longer does', async () => {
		const { turns, clock, store } = openTurns();
		let refused = 0;
		const blobs = {
			...store.blobs,
			async delete() {
				refused++;
				throw new StoreError('access denied');
			},
		};
		const refusing = createTurns({ store: { ...store, blobs }, clock });
		await beginSession(turns);
		await beginSession(turns, { id: 's2', placeId: 'another thread' });
		await clock.advance(1);
		await beginSession(turns, { id: 's3', placeId: 'a third thread', ownerId: 'bob' });
		for (let sweeps = 0; sweeps < 2; sweeps++) {
			await clock.advance(RETENTION_MS - 1 + sweeps);
			await expect(refusing.sweepSessions(RETENTION_MS)).rejects.toBeInstanceOf(StoreError);
			const left = Object.keys(await everythingIn(store)).filter((name) =>
				/^(sessions|turns|session-places)\//.test(name),
			);
			expect(left).toEqual(sweeps === 0 ? ['session-places/a third thread', 'sessions/s3', 'turns/first-of-s3'] : []);
		}
		expect(refused).toBeGreaterThanOrEqual(3);
		expect(await hashesIn(store)).toHaveLength(6);
		await sweepNow(turns);
		expect(await everythingIn(store)).toEqual({});
	});

	test('removes no more pictures once another bot has put some beside them', async () => {
		const { turns, clock, store } = openTurns();
		await beginSession(turns);
		await beginSession(turns, { id: 's2', placeId: 'another thread' });
		await clock.advance(RETENTION_MS);
		let looks = 0;
		const shared = createTurns({ store: { ...store, areBlobsOurs: async () => looks++ === 0 }, clock });
		expect(await shared.sweepSessions(RETENTION_MS)).toEqual({ sessions: 2, turns: 2 });
		expect(await hashesIn(store)).toHaveLength(2);
	});

	test.each([
		['dies', { isPassing: false }],
		['meets a fault of the store', { isPassing: true }],
	])(
		'that %s while it removes a session leaves what a person still forgets in full, and what the next removes',
		async (...args) => {
			const [, how] = args;
			for (const finish of [(turns: Turns) => turns.forget('alice', '2'), sweepNow])
				for (let atWrite = 1; ; atWrite++) {
					const { turns, clock, store } = openTurns();
					await turns.open(newSession());
					await appendChain(turns, ['t1', 't2']);
					await clock.advance(RETENTION_MS);
					const { seen, isDead } = mortalStore(store, { ...how, atWrite, isWritten: true });
					const failing = createTurns({ store: seen, clock });
					await failing.sweepSessions(RETENTION_MS).catch((error: unknown) => expect(error).toBeInstanceOf(StoreError));
					if (!isDead()) break;
					const isLeft = (await hashesIn(store)).length > 0;
					const gone = await finish(turns);
					expect(await everythingIn(store)).toEqual({});
					if (isLeft && 'pictures' in gone) expect(gone.pictures, `after ${atWrite} writes`).toBeGreaterThan(0);
				}
		},
	);

	test('counts every change of a session as a use of it', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		await clock.advance(RETENTION_MS - 1);
		await turns.update('s1', { isDropNoticeGiven: true });
		await clock.advance(RETENTION_MS - 1);
		await turns.append(newTurn('t1'));
		await clock.advance(RETENTION_MS - 1);
		expect(await sweepNow(turns)).toEqual({ sessions: 0, turns: 0, blobs: 0 });
	});

	test.each([
		[GRACE_MS, MARKED_MS, 0],
		[GRACE_MS + 1, MARKED_MS - 1, 0],
		[GRACE_MS + 1, MARKED_MS, 1],
	])('of a blob without owner that was %i ms old at the sweep before, %i ms ago, removes %i', async (...ages) => {
		const [ageMs, laterMs, expected] = ages;
		const { turns, clock, store } = openTurns();
		await store.blobs.put(bytesOf('an upload that was never used'));
		await clock.advance(ageMs);
		expect((await sweepNow(turns)).blobs).toBe(0);
		await clock.advance(laterMs);
		expect((await sweepNow(turns)).blobs).toBe(expected);
	});

	test('however long the bot stood still, only marks what it sees for the first time', async () => {
		const { turns, clock, store } = openTurns();
		await store.blobs.put(bytesOf('an upload that was never used'));
		await clock.advance(100 * MARKED_MS);
		expect((await sweepNow(turns)).blobs).toBe(0);
		expect(await hashesIn(store)).toHaveLength(1);
	});

	test('spares what a turn shows though it is marked, and takes the mark away', async () => {
		const { turns, clock, store } = openTurns();
		await turns.open(newSession());
		await turns.append(newTurn('t1'));
		const hash = blobName(bytesOf('picture of t1'));
		await store.records('blob-marks').set(hash, { v: 1, atMs: clock.now() });
		await clock.advance(MARKED_MS);
		expect((await sweepNow(turns)).blobs).toBe(0);
		expect(await store.records('blob-marks').get(hash)).toBeUndefined();
	});

	test('spares what was marked long ago and has just been kept again, for another whole week', async () => {
		const { turns, clock, store } = openTurns();
		const records = openSessionRecords(store, clock);
		const bytes = bytesOf('an original');
		const keep = () => keepBlobs(records, new Map([[blobName(bytes), bytes]]), 'a turn that is never written');
		await keep();
		await clock.advance(GRACE_MS + 1);
		await sweepNow(turns);
		await clock.advance(2 * MARKED_MS);
		await keep();
		expect((await sweepNow(turns)).blobs).toBe(0);
		await clock.advance(GRACE_MS + 1);
		expect((await sweepNow(turns)).blobs).toBe(0);
		await clock.advance(MARKED_MS - 1);
		expect((await sweepNow(turns)).blobs).toBe(0);
		expect(await store.blobs.has(blobName(bytes))).toBe(true);
		await clock.advance(1);
		expect((await sweepNow(turns)).blobs).toBe(1);
	});
});

describe('a place or guild that is no more', () => {
	test.each([
		['thread', ['s2', 's3', 's4']],
		['channel', ['s3', 's4']],
		['guild', ['s4']],
	])('takes its sessions with it at the next sweep: %s', async (gone, expected) => {
		const { turns, clock, store } = openTurns();
		await turns.open(newSession());
		await turns.open(newSession({ id: 's2', placeId: 'channel', parentPlaceId: null }));
		await turns.open(newSession({ id: 's3', placeId: 'lobby', parentPlaceId: null }));
		await turns.open(newSession({ id: 's4', placeId: 'dm', parentPlaceId: null, guildId: null }));
		await appendChain(turns, ['t1']);
		await clock.advance(5);
		await turns.release(gone);
		await sweepLater(turns, clock);
		const found = await everythingIn(store);
		const sessions = Object.keys(found).filter((name) => name.startsWith('sessions/'));
		expect(sessions).toEqual(expected.map((id) => `sessions/${id}`));
		expect(Object.keys(found).filter((name) => /^(turns|blobs|session-releases)/.test(name))).toEqual([]);
	});

	test('leaves alone what is opened there later', async () => {
		const { turns, clock } = openTurns();
		await turns.release('guild');
		await clock.advance(1);
		await turns.open(newSession());
		expect((await sweepNow(turns)).sessions).toBe(0);
	});

	test('may be told of twice, in any order', async () => {
		const { turns, clock, store } = openTurns();
		await turns.open(newSession());
		await turns.release('guild');
		const behind = createTurns({ store, clock: fakeClock(clock.now() - 1) });
		await behind.release('guild');
		expect((await sweepNow(turns)).sessions).toBe(1);
	});

	test('takes a session that got its last turn after it went', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		await clock.advance(1);
		await turns.release('thread');
		await clock.advance(1);
		await turns.append(newTurn('t1'));
		expect(await sweepNow(turns)).toMatchObject({ sessions: 1, turns: 1 });
	});
});
