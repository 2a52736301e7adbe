import { describe, expect, test } from 'vitest';
import { NotKeptError } from '../../../src/studio/turns/archive.ts';
import {
	appendChain,
	everythingIn,
	newSession,
	newTurn,
	openTurns,
	pictureOf,
	sweepLater,
	sweepNow,
} from './fixture.ts';

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
		await turns.forget('alice');
		expect(await turns.session('s1')).toBeUndefined();
		expect(await turns.sessionAt('thread')).toBeUndefined();
		for (const id of ['t1', 't2', 't3']) expect(await turns.turn(id)).toBeUndefined();
		for (const id of ['m-t1', 'm-t2']) expect(await turns.turnOfMessage(id)).toBeUndefined();
		await expect(turns.path('t3')).rejects.toThrow(NotKeptError);
	});

	test('takes the content of their turns out of the sessions of others, and leaves the rest as it was', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice');
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
		expect(await turns.forget('alice')).toEqual({ sessions: 1, turns: 4, pictures: 5, bytes });
		expect(await turns.forget('alice')).toEqual({ sessions: 0, turns: 0, pictures: 0, bytes: 0 });
	});

	test('leaves a message that shows the turn of another to that turn', async () => {
		const { turns } = await openTwoSessions();
		await turns.linkMessages('u1', [{ placeId: 'thread', id: 'm-u2' }]);
		await turns.forget('alice');
		expect((await turns.turnOfMessage('m-u2'))?.id).toBe('u1');
	});

	test('leaves nothing but blobs for the sweep', async () => {
		const { turns, store } = await openTwoSessions();
		await turns.forget('alice');
		const left = await everythingIn(store);
		await sweepNow(turns);
		expect(await everythingIn(store)).toEqual(left);
	});

	test('leaves no trace of them once their blobs are swept, and a picture that another shares', async () => {
		const { turns, store, clock } = await openTwoSessions();
		const shared = { authorId: 'bob', sessionId: 's2', model: [pictureOf('t1')] };
		await turns.append(newTurn('u4', { ...shared, parentId: 'u3' }));
		await turns.forget('alice');
		await sweepLater(turns, clock);
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
		await turns.forget('alice');
		expect((await turns.session('s1'))?.headId).toBe('t1');
	});

	test('leaves no head where all was theirs', async () => {
		const { turns } = openTurns();
		await turns.open(newSession({ ownerId: 'bob' }));
		await appendChain(turns, ['t1', 't2']);
		await turns.forget('alice');
		expect(await turns.session('s1')).toMatchObject({ headId: null, bytes: 0 });
	});

	test('lets undo step over what was forgotten', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice');
		expect(await turns.undo('s2')).toEqual({ kind: 'undone', turnId: 'u3', headId: 'u1' });
	});

	test('shows the gap in the tree', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice');
		const [root] = await turns.tree('s2');
		expect(root?.children[0]?.turn).toMatchObject({ id: 'u2', kind: 'forgotten' });
		expect(root?.children[0]?.children[0]).toMatchObject({ isHead: true, turn: { id: 'u3' } });
	});

	test('does not let a turn of theirs be appended again', async () => {
		const { turns } = await openTwoSessions();
		await turns.forget('alice');
		const again = newTurn('u2', { sessionId: 's2', parentId: 'u1' });
		await expect(turns.append(again)).rejects.toThrow(NotKeptError);
		await expect(turns.append(newTurn('t1'))).rejects.toThrow(NotKeptError);
	});
});
