import { describe, expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import { NotKeptError } from '../../../../src/studio/sessions/turns/session-records.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import {
	appendChain,
	bytesOf,
	everythingIn,
	hashesIn,
	MODEL_ID,
	newSession,
	newTurn,
	openTurns,
	pictureOf,
	sweepLater,
	type TurnStore,
} from './fixture.ts';

const everything = { modelId: MODEL_ID, budgetBytes: 1e9 };

/** Alice's `s1` with Bob's turn `t2`, and Bob's `s2` with Alice's `u2`, each between two turns of the owner. */
async function openTwoSessions() {
	const opened = openTurns();
	const { turns } = opened;
	await turns.open(newSession());
	await appendChain(turns, ['t1']);
	await appendChain(turns, ['t2'], { parentId: 't1', authorId: 'bob' });
	await appendChain(turns, ['t3'], { parentId: 't2' });
	await turns.open(newSession({ id: 's2', ownerId: 'bob', placeId: 'another thread' }));
	await appendChain(turns, ['u1'], { sessionId: 's2', authorId: 'bob' });
	await appendChain(turns, ['u2'], {
		sessionId: 's2',
		parentId: 'u1',
		model: [pictureOf('u2'), pictureOf('u2 again')],
	});
	await appendChain(turns, ['u3'], { sessionId: 's2', parentId: 'u2', authorId: 'bob' });
	for (const id of ['t1', 't2', 'u1', 'u2']) await turns.linkMessages(id, [{ placeId: 'thread', id: `m-${id}` }]);
	return opened;
}

describe('to forget a person', () => {
	test('removes their sessions, with what others said in them', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice', '2');
		expect(await turns.session('s1')).toBeUndefined();
		expect(await turns.sessionAt('thread')).toBeUndefined();
		for (const id of ['t1', 't2', 't3']) expect(await turns.turn(id)).toBeUndefined();
		for (const id of ['m-t1', 'm-t2']) expect(await turns.turnOfMessage(id)).toBeUndefined();
		await expect(turns.path('t3')).rejects.toThrow(NotKeptError);
	});

	test('takes the content of their turns out of the sessions of others, and leaves the rest as it was', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice', '2');
		expect(await turns.turn('u2')).toBeUndefined();
		expect(await turns.turnOfMessage('m-u2')).toBeUndefined();
		expect(await turns.messagesOf('u2')).toEqual([]);
		expect((await turns.path('u3')).map(({ id, kind }) => [id, kind])).toEqual([
			['u1', 'turn'],
			['u2', 'forgotten'],
			['u3', 'turn'],
		]);
		expect((await turns.turnOfMessage('m-u1'))?.id).toBe('u1');
		const kept = await Promise.all(['u1', 'u3'].map((id) => turns.turn(id)));
		const bytes = kept.reduce((sum, turn) => sum + (turn?.bytes ?? Number.NaN), 0);
		expect(await turns.session('s2')).toMatchObject({ headId: 'u3', turnIds: ['u1', 'u2', 'u3'], bytes });
	});

	test('says what went, and nothing the second time', async () => {
		const { turns } = await openTwoSessions();
		const gone = await Promise.all(['t1', 't2', 't3', 'u2'].map((id) => turns.turn(id)));
		const bytes = gone.reduce((sum, turn) => sum + (turn?.bytes ?? Number.NaN), 0);
		expect(await turns.forget('alice', '2')).toEqual({
			sessions: 1,
			turns: 4,
			pictures: 5,
			bytes,
			mayLeaveFiles: false,
		});
		expect(await turns.forget('alice', '2')).toMatchObject({ sessions: 0, turns: 0, pictures: 0, bytes: 0 });
	});

	test('leaves a message that shows the turn of another to that turn', async () => {
		const { turns } = await openTwoSessions();
		await turns.linkMessages('u1', [{ placeId: 'thread', id: 'm-u2' }]);
		await turns.forget('alice', '2');
		expect((await turns.turnOfMessage('m-u2'))?.id).toBe('u1');
	});

	test('leaves nothing for the sweep but that others were in their sessions', async () => {
		const { turns, store, clock } = await openTwoSessions();
		await turns.forget('alice', '2');
		const left = await everythingIn(store);
		await sweepLater(turns, clock);
		const { 'person-index/bob:session:s1:': _, ...expected } = left;
		expect(await everythingIn(store)).toEqual(expected);
	});

	test('leaves no trace of them at once, and a picture that another shares', async () => {
		const { turns, store } = await openTwoSessions();
		const shared = { authorId: 'bob', sessionId: 's2', model: [pictureOf('t1')] };
		await turns.append(newTurn('u4', { ...shared, parentId: 'u3' }));
		await turns.forget('alice', '2');
		const left = JSON.stringify(await everythingIn(store));
		expect(left).not.toContain('alice');
		expect(left).not.toContain('draw u2');
		const history = await turns.history('u4', { modelId: newTurn('u4').modelId, budgetBytes: 1e9 });
		expect(history.kind === 'exact' && history.exchanges.at(-1)?.model).toEqual([pictureOf('t1')]);
		const blobs = Object.keys(await everythingIn(store)).filter((name) => name.startsWith('blobs/'));
		expect(blobs).toHaveLength(6);
	});

	test('moves a head that was theirs to the nearest turn before it that was not', async () => {
		const { turns } = openTurns();
		await turns.open(newSession({ ownerId: 'bob' }));
		await appendChain(turns, ['t1'], { authorId: 'bob' });
		await appendChain(turns, ['t2', 't3'], { parentId: 't1' });
		await turns.forget('alice', '2');
		expect((await turns.session('s1'))?.headId).toBe('t1');
	});

	test('leaves no head where all was theirs', async () => {
		const { turns } = openTurns();
		await turns.open(newSession({ ownerId: 'bob' }));
		await appendChain(turns, ['t1', 't2']);
		await turns.forget('alice', '2');
		expect(await turns.session('s1')).toMatchObject({ headId: null, bytes: 0 });
	});

	test('lets undo step over what was forgotten', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice', '2');
		expect(await turns.undo('s2')).toEqual({ kind: 'undone', turnId: 'u3', headId: 'u1' });
	});

	test('shows the gap in the tree', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice', '2');
		const [root] = await turns.tree('s2');
		expect(root?.children[0]?.turn).toMatchObject({ id: 'u2', kind: 'forgotten' });
		expect(root?.children[0]?.children[0]).toMatchObject({ isHead: true, turn: { id: 'u3' } });
	});

	test('does not let a turn of theirs be appended again', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice', '2');
		const again = newTurn('u2', { sessionId: 's2', parentId: 'u1' });
		await expect(turns.append(again)).rejects.toThrow(NotKeptError);
		await expect(turns.append(newTurn('t1'))).rejects.toThrow(NotKeptError);
	});

	test('keeps out what they asked for before, with its bytes, and lets in what they ask for later', async () => {
		const { turns, store } = await openTwoSessions();
		await turns.forget('alice', '20');
		const left = await everythingIn(store);
		const late = { sessionId: 's2', parentId: 'u1', model: [pictureOf('late')] };
		await expect(turns.append(newTurn('u5', { ...late, askedAs: '20' }))).rejects.toThrow(NotKeptError);
		await expect(turns.open(newSession({ id: 's5', askedAs: '9' }))).rejects.toThrow(NotKeptError);
		const {
			'person-index/alice:session:s2:': _,
			'person-index/alice:session:s5:': __,
			...now
		} = await everythingIn(store);
		expect(now).toEqual(left);
		await turns.append(newTurn('u6', { ...late, askedAs: '21' }));
		expect((await turns.turn('u6'))?.authorId).toBe('alice');
		expect(await turns.forget('alice', '22')).toMatchObject({ turns: 1, pictures: 1 });
	});

	test('takes their picture out of a turn in which another went on from it alone', async () => {
		const { turns, store } = await openTwoSessions();
		const { picture } = pictureOf('u2');
		const user = [{ text: 'The picture so far:' }, { picture }, { text: 'bluer' }];
		await turns.append(newTurn('u4', { sessionId: 's2', parentId: 'u2', authorId: 'bob', user, isFreshStart: true }));
		await turns.forget('alice', '2');
		expect(await store.blobs.has(blobName(bytesOf('picture of u2')))).toBe(false);
		expect(await turns.history('u4', everything)).toEqual({
			kind: 'impossible',
			why: 'forgotten',
			lastPicture: { turnId: 'u4', authorId: 'bob', picture: pictureOf('u4').picture },
		});
	});

	test.each([
		['drawn', { model: [pictureOf('d')] }],
		['given', { user: [{ picture: pictureOf('d').picture }], model: [] }],
	])('leaves another their own picture, %s by them, with which they went on too', async (_how, said) => {
		const { turns } = openTurns();
		const { picture } = pictureOf('d');
		const user = [{ text: 'The picture so far:' }, { picture }, { text: 'bluer' }];
		await turns.open(newSession({ ownerId: 'bob' }));
		await turns.append(newTurn('b1', { authorId: 'bob', ...said }));
		// As a version that did not note who gave a picture stored it.
		await turns.append(newTurn('a2', { parentId: 'b1', user, isFreshStart: true }));
		await turns.append(newTurn('b3', { parentId: 'b1', authorId: 'bob', user, isFreshStart: true }));
		await turns.forget('alice', '2');
		expect(await turns.history('b3', everything)).toMatchObject({ kind: 'exact' });
	});

	test('leaves a picture of a third person, with which they and another went on', async () => {
		const { turns } = openTurns();
		const picture = { bytes: bytesOf('a cat of carol'), mimeType: 'image/png' };
		const contributed = [{ userId: 'carol', picture }];
		const afresh = { parentId: 'b1', user: [{ picture }], isFreshStart: true, contributed };
		await turns.open(newSession({ ownerId: 'bob' }));
		await turns.append(newTurn('b1', { authorId: 'bob' }));
		await turns.append(newTurn('a2', afresh));
		await turns.append(newTurn('b3', { ...afresh, authorId: 'bob' }));
		await turns.forget('alice', '2');
		expect(await turns.history('b3', everything)).toMatchObject({ kind: 'exact' });
	});

	test('takes a picture that they gave out of the turns of others, in this session alone', async () => {
		const { turns, store } = await openTwoSessions();
		const picture = { bytes: bytesOf('a cat of carol'), mimeType: 'image/png' };
		const user = [{ picture }, { text: 'a hat for it' }];
		const byBob = { authorId: 'bob', user, contributed: [{ userId: 'carol', picture }] };
		await turns.append(newTurn('u4', { ...byBob, sessionId: 's2', parentId: 'u3' }));
		await turns.append(newTurn('t4', { parentId: 't3', authorId: 'bob', user }));
		expect(await turns.forget('carol', '2')).toMatchObject({ sessions: 0, turns: 0, pictures: 1 });
		expect(await turns.history('u4', everything)).toMatchObject({ why: 'forgotten' });
		expect(await turns.history('t4', everything)).toMatchObject({ kind: 'exact' });
		expect(JSON.stringify(await everythingIn(store))).not.toContain('carol');
		await turns.forget('alice', '2');
		expect(await store.blobs.has(blobName(picture.bytes))).toBe(false);
	});

	test('reads what is theirs, however much is kept of others', async () => {
		const cost = async (others: number) => {
			const { store, turns, clock } = await openTwoSessions();
			for (let index = 0; index < others; index++) {
				await turns.open(newSession({ id: `o${index}`, ownerId: 'carol', placeId: `p${index}` }));
				await turns.append(newTurn(`o${index}`, { sessionId: `o${index}`, authorId: 'carol' }));
			}
			const { seen, reads } = countingStore(store);
			await createTurns({ store: seen, clock }).forget('alice', '2');
			return reads();
		};
		expect(await cost(100)).toBe(await cost(0));
	});

	test('finds what is older than the index when that has been made anew, and spares what others share', async () => {
		const { turns, store } = await openTwoSessions();
		await turns.append(newTurn('u4', { sessionId: 's2', parentId: 'u3', authorId: 'bob', model: [pictureOf('t1')] }));
		for (const namespace of ['person-index', 'blob-users'])
			for await (const [key] of store.records(namespace).entries()) await store.records(namespace).delete(key);
		await turns.completeIndex();
		expect(await turns.forget('alice', '2')).toMatchObject({ sessions: 1, turns: 4, pictures: 5 });
		const kept = ['picture', 'signature'].flatMap((what) => ['u1', 'u3', 't1'].map((id) => `${what} of ${id}`));
		expect(await hashesIn(store)).toEqual(kept.map((text) => blobName(bytesOf(text))).toSorted());
	});

	test('goes on when one session cannot be read, and says so', async () => {
		const { turns, store } = await openTwoSessions();
		await turns.open(newSession({ id: 's0', placeId: 'p0' }));
		await store.records('sessions').set('s0', { v: 9 });
		await expect(turns.forget('alice', '2')).rejects.toThrow(AggregateError);
		expect(await turns.session('s1')).toBeUndefined();
		expect(await turns.turn('u2')).toBeUndefined();
	});
});

/** The store, and how many records were read from it. */
function countingStore(store: TurnStore) {
	let count = 0;
	const records = (namespace: string) => {
		const inner = store.records(namespace);
		return {
			get(key: string) {
				count++;
				return inner.get(key);
			},
			set: inner.set.bind(inner),
			add: inner.add.bind(inner),
			delete: inner.delete.bind(inner),
			async *entries(prefix?: string) {
				for await (const entry of inner.entries(prefix)) {
					count++;
					yield entry;
				}
			},
		};
	};
	return { seen: { ...store, records }, reads: () => count };
}
