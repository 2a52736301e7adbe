import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import { createJobRecords } from '../../../src/studio/requests/job-records.ts';
import { blobName } from '../../../src/studio/sessions/blob-name.ts';
import { createEditDrafts } from '../../../src/studio/sessions/edit-drafts.ts';
import { createForgetting, FORGET_EVERY_MS, type Forgetting } from '../../../src/studio/sessions/forget-person.ts';
import { createPersonIndex } from '../../../src/studio/sessions/person-index.ts';
import { createThoughts } from '../../../src/studio/sessions/thoughts.ts';
import { createTurns } from '../../../src/studio/sessions/turns/turns.ts';
import type { Store } from '../../../src/studio/store.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { replyTarget } from '../../support/requests.ts';
import {
	beginSession,
	bytesOf,
	everythingIn,
	hashesIn,
	MODEL_ID,
	newSession,
	newTurn,
	pictureOf,
} from './turns/fixture.ts';

const HOUR_MS = 3_600_000;

function open(store: Store, clock: FakeClock) {
	const index = createPersonIndex(store);
	const turns = createTurns({ store, clock });
	const thoughts = createThoughts(store, index);
	const editDrafts = createEditDrafts(store, index);
	const jobRecords = createJobRecords({ store, ownerId: 'this', log: createLog('silent') });
	const forgetting = createForgetting({ turns, thoughts, editDrafts, jobRecords, store, clock });
	return { turns, thoughts, editDrafts, jobRecords, forgetting };
}

/** Leaves a session and thoughts of a person as the version before the index did. */
async function keepUnindexed(store: Store, clock: FakeClock, userId: string): Promise<void> {
	const { turns, thoughts } = open(store, clock);
	await beginSession(turns, { id: `s${userId}`, ownerId: userId, placeId: userId });
	await thoughts.keep(`t${userId}`, { userId, askedAs: '1' }, 'a thought');
	for (const namespace of ['person-index', 'blob-users'])
		for await (const [key] of store.records(namespace).entries()) await store.records(namespace).delete(key);
}

test('what the version before kept is found until the first sweep; from then on only by sweeps', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting } = open(store, clock);
	const all = { sessions: 1, turns: 1, pictures: 1, thoughts: 1 };
	for (const userId of ['11', '12']) {
		await keepUnindexed(store, clock, userId);
		expect(await forgetting.forget(userId, '2')).toMatchObject(all);
	}
	await keepUnindexed(store, clock, '13');
	await forgetting.completeIndex();
	await keepUnindexed(store, clock, '14');
	expect(await forgetting.forget('14', '2')).toMatchObject({ sessions: 0, turns: 0, pictures: 0, thoughts: 0 });
	await forgetting.completeIndex();
	for (const userId of ['13', '14']) {
		await clock.advance(FORGET_EVERY_MS);
		expect(await forgetting.forget(userId, '3')).toMatchObject(all);
	}
});

test("forgets the requests that a person made until then, and nobody else's", async () => {
	const clock = fakeClock(Date.now());
	await using store = openMemoryStore({ clock });
	const { jobRecords, forgetting } = open(store, clock);
	for (const [interactionId, userId] of [
		['20', '11'],
		['21', '12'],
		['30', '11'],
	] as const)
		await jobRecords.receive(replyTarget({ interactionId, userId }));
	await forgetting.forget('11', '25');
	const next = createJobRecords({ store, ownerId: 'next', log: createLog('silent') });
	const { taken } = await next.takeOver(async (ownerIds) => ownerIds);
	expect(taken.map(({ id }) => id)).toEqual(['21', '30']);
});

/** Does `work` as the version before would, which enters neither people nor the users of blobs. */
async function asVersionBefore(store: Store, work: () => Promise<void>): Promise<void> {
	const namespaces = ['person-index', 'blob-users'];
	const list = async () => {
		const found = [];
		for (const namespace of namespaces)
			for await (const [key, value] of store.records(namespace).entries()) found.push({ namespace, key, value });
		return found;
	};
	const before = await list();
	await work();
	for (const { namespace, key } of await list()) await store.records(namespace).delete(key);
	for (const { namespace, key, value } of before) await store.records(namespace).set(key, value);
}

describe('after some days with the version before, and an upgrade', () => {
	const own = { user: [{ text: 'draw' }], model: [pictureOf('shared'), pictureOf('own')] };

	/** Alice's picture from before the roll-back, which Bob used meanwhile, when Carol came too. */
	async function openAgain() {
		const clock = fakeClock();
		const store = openMemoryStore({ clock });
		const { turns, forgetting } = open(store, clock);
		await turns.open(newSession({ ownerId: '11' }));
		await turns.append(newTurn('t1', { authorId: '11', ...own }));
		await forgetting.forget('99', '2');
		await forgetting.completeIndex();
		await asVersionBefore(store, async () => {
			await clock.advance(3 * 24 * HOUR_MS);
			await turns.open(newSession({ id: 's2', ownerId: '12', placeId: 'p2' }));
			await turns.append(newTurn('u1', { sessionId: 's2', authorId: '12', model: [pictureOf('shared')] }));
			await turns.append(newTurn('t2', { authorId: '13', parentId: 't1', model: [pictureOf('t2')] }));
			await beginSession(turns, { id: 's3', ownerId: '13', placeId: 'p3' });
			await clock.advance(3 * HOUR_MS);
		});
		return { store, clock, ...open(store, clock) };
	}

	const swept = (forgetting: Forgetting) => forgetting.completeIndex();
	const atOnce = async () => {};

	test.each([
		['at once', atOnce],
		['after a sweep', swept],
	])('a person who is forgotten %s takes no picture along that another used meanwhile', async (_when, wait) => {
		const { store, forgetting, turns } = await openAgain();
		await wait(forgetting);
		expect(await forgetting.forget('11', '3')).toMatchObject({ sessions: 1, mayLeaveFiles: false });
		expect(await turns.history('u1', { modelId: MODEL_ID, budgetBytes: 1e9 })).toMatchObject({ kind: 'exact' });
		const kept = ['shared', 'first-of-s3'].flatMap((name) => [`picture of ${name}`, `signature of ${name}`]);
		expect(await hashesIn(store)).toEqual(kept.map((text) => blobName(bytesOf(text))).toSorted());
	});

	test.each([
		['at once', atOnce],
		['after a sweep', swept],
	])('a person who came meanwhile and is forgotten %s leaves nothing', async (_when, wait) => {
		const { store, forgetting } = await openAgain();
		await wait(forgetting);
		expect(await forgetting.forget('13', '3')).toMatchObject({ sessions: 1, turns: 2, pictures: 2 });
		expect(JSON.stringify(await everythingIn(store))).not.toContain('"13"');
	});

	test('a sweep makes the index whole, so that nothing but what is a person’s own is read later', async () => {
		const { store, forgetting, turns } = await openAgain();
		await forgetting.completeIndex();
		const index = await everythingIn(store);
		expect(index).toHaveProperty('person-index/13:session:s1:');
		expect(index).toHaveProperty('person-index/13:session:s3:');
		expect(await store.records('blob-users').get(blobName(bytesOf('picture of shared')))).toEqual({
			v: 1,
			isPartial: false,
			turnIds: ['t1', 'u1'],
		});
		await turns.completeIndex();
		expect(await everythingIn(store)).toEqual(index);
	});
});

test('thoughts and picks of a person go, those of others stay', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting, thoughts, editDrafts } = open(store, clock);
	const pick = { messageId: '5', pictures: [{ url: 'https://example.com/a.png', name: 'a.png', sizeBytes: 1 }] };
	for (const userId of ['11', '12']) {
		await thoughts.keep(`t${userId}`, { userId, askedAs: '1' }, `thoughts of ${userId}`);
		await editDrafts.keep(`p${userId}`, { userId, askedAs: '1' }, pick);
	}
	expect(await forgetting.forget('11', '2')).toMatchObject({ thoughts: 1 });
	expect([await thoughts.of('t11'), await editDrafts.of('p11')]).toEqual([undefined, undefined]);
	expect([await thoughts.of('t12'), await editDrafts.of('p12')]).toEqual(['thoughts of 12', { v: 1, ...pick }]);
});

test('what cannot be removed keeps nothing else of a person, and every failure is told', async () => {
	const clock = fakeClock();
	await using store = openMemoryStore({ clock });
	const { forgetting, turns, thoughts, editDrafts } = open(store, clock);
	const pick = { messageId: '5', pictures: [{ url: 'https://example.com/a.png', name: 'a.png', sizeBytes: 1 }] };
	await beginSession(turns, { id: 's1', ownerId: '11' });
	await beginSession(turns, { id: 's2', ownerId: '11', placeId: 'p2' });
	await thoughts.keep('t11', { userId: '11', askedAs: '1' }, 'a thought');
	await editDrafts.keep('p11', { userId: '11', askedAs: '1' }, pick);
	for (const id of ['s1', 's2']) await store.records('sessions').set(id, { v: 9 });
	const failed: unknown = await forgetting.forget('11', '2').catch((error: unknown) => error);
	expect(failed instanceof AggregateError && failed.errors).toHaveLength(2);
	expect([await thoughts.of('t11'), await editDrafts.of('p11')]).toEqual([undefined, undefined]);
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
