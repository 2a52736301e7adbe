import { describe, expect, test } from 'vitest';
import { NotKeptError } from '../../../../src/studio/sessions/turns/session-records.ts';
import { MOST_WORDS_IN_RECORD } from '../../../../src/studio/sessions/turns/stored-part.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import { appendChain, bytesOf, MODEL_ID, newSession, newTurn, openTurns, pictureOf, usualSettings } from './fixture.ts';

const everything = { modelId: MODEL_ID, budgetBytes: Number.POSITIVE_INFINITY };

describe('a turn', () => {
	test('is kept with all that was said of it, and becomes the head', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		const usage = { inputTokens: 22, imageTokens: 1120, textTokens: 96, thoughtTokens: 179 };
		const appended = await turns.append(newTurn('t1', { authorId: 'bob', usage, isFreshStart: true }));
		expect(await turns.turn('t1')).toEqual(appended);
		expect(appended).toMatchObject({
			id: 't1',
			sessionId: 's1',
			parentId: null,
			authorId: 'bob',
			modelId: MODEL_ID,
			settings: usualSettings,
			user: [{ text: 'draw t1' }],
			usage,
			costMicroDollars: 134_000,
			isFreshStart: true,
			createdAtMs: clock.now(),
		});
		expect(await turns.session('s1')).toMatchObject({ headId: 't1', turnIds: ['t1'], bytes: appended.bytes });
	});

	test('appended twice is the first, and changes nothing the second time', async () => {
		const { turns, clock } = openTurns();
		await turns.open(newSession());
		const first = await turns.append(newTurn('t1'));
		await turns.append(newTurn('t2', { parentId: 't1' }));
		const before = await turns.session('s1');
		await clock.advance(1000);
		const again = newTurn('t1', { user: [{ text: 'another prompt' }], model: [pictureOf('another')] });
		expect(await turns.append(again)).toEqual(first);
		expect(await turns.session('s1')).toEqual(before);
		expect(await turns.turn('t1')).toEqual(first);
	});

	test('appended twice at once is one turn', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		const [one, other] = await Promise.all([turns.append(newTurn('t1')), turns.append(newTurn('t1'))]);
		expect(one).toEqual(other);
		expect(await turns.session('s1')).toMatchObject({ turnIds: ['t1'], bytes: one.bytes });
	});

	test.each([
		['a parent that does not exist', { parentId: 'nobody' }],
		['a parent in another session', { parentId: 'elsewhere' }],
		['a session that does not exist', { sessionId: 's3' }],
	])('is refused with %s', async (_, changed) => {
		const { turns } = openTurns();
		for (const id of ['s1', 's2']) await turns.open(newSession({ id }));
		await turns.append(newTurn('elsewhere', { sessionId: 's2' }));
		await expect(turns.append(newTurn('t1', changed))).rejects.toThrow(NotKeptError);
		expect(await turns.turn('t1')).toBeUndefined();
		expect((await turns.session('s1'))?.turnIds).toEqual([]);
	});

	test('appended to an ended session leaves it ended', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await turns.end('s1');
		await turns.append(newTurn('t1'));
		expect(await turns.session('s1')).toMatchObject({ isEnded: true, headId: 't1' });
	});

	test('of the first version is still read', async () => {
		const { turns, store } = openTurns();
		const hash = await store.blobs.put(bytesOf('a picture'));
		await store.records('turns').set('t1', {
			v: 1,
			kind: 'turn',
			id: 't1',
			sessionId: 's1',
			parentId: null,
			createdAtMs: 1,
			authorId: 'alice',
			modelId: MODEL_ID,
			settings: { model: 'flash', aspect: 'auto', size: '2K', search: false, thoughts: false },
			user: [{ text: 'a cat' }],
			model: [{ text: 'Here.', picture: { hash, mimeType: 'image/jpeg' }, signatureHash: hash, other: { a: [1] } }],
			usage: null,
			costMicroDollars: 0,
			isFreshStart: false,
			bytes: 100,
		});
		const bytes = bytesOf('a picture');
		const model = { text: 'Here.', picture: { bytes, mimeType: 'image/jpeg' }, signature: bytes, other: { a: [1] } };
		expect(await turns.history('t1', everything)).toEqual({
			kind: 'exact',
			exchanges: [{ user: [{ text: 'a cat' }], model: [model] }],
			leftOut: 0,
			bytes: 100,
		});
	});
});

describe('two turns from one parent at the same time', () => {
	test('are two branches, both kept whole', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await turns.append(newTurn('t1'));
		await Promise.all(
			['left', 'right'].map((id) => turns.append(newTurn(id, { parentId: 't1', authorId: `${id} hand` }))),
		);
		for (const id of ['left', 'right']) {
			expect((await turns.path(id)).map((turn) => turn.id)).toEqual(['t1', id]);
			const history = await turns.history(id, everything);
			expect(history.kind === 'exact' && history.exchanges.map(({ model }) => model)).toEqual([
				[pictureOf('t1')],
				[pictureOf(id)],
			]);
		}
		expect((await turns.session('s1'))?.turnIds).toEqual(['t1', 'left', 'right']);
	});
});

describe('the words of a part', () => {
	/** JSON puts eleven characters around a text: `{"text":"…"}`. */
	const FRAME = 11;

	test.each([
		['stay in the record', MOST_WORDS_IN_RECORD - FRAME, false],
		['leave the record', MOST_WORDS_IN_RECORD - FRAME + 1, true],
	])('%s when they are %i characters long, and come back', async (_, length, isBlob) => {
		const { turns } = openTurns();
		await turns.open(newSession());
		const user = [{ text: 'é'.repeat(length) }];
		const turn = await turns.append(newTurn('t1', { user }));
		expect(turn.user[0]?.text === undefined).toBe(isBlob);
		const history = await turns.history('t1', everything);
		expect(history.kind === 'exact' && history.exchanges[0]?.user).toEqual(user);
	});

	test('come back whatever fields they were in, and parts that hold nothing do not', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		const long = 'x'.repeat(MOST_WORDS_IN_RECORD);
		const picture = { bytes: bytesOf('a picture'), mimeType: 'image/png', other: { displayName: long, n: null } };
		const model = [{ picture, other: { fileData: { uri: long } } }, { text: '' }, {}];
		await turns.append(newTurn('t1', { model }));
		const history = await turns.history('t1', everything);
		expect(history.kind === 'exact' && history.exchanges[0]?.model).toEqual(model.slice(0, 1));
	});
});

describe('the messages of a turn', () => {
	const shown = (id: string) => ({ placeId: 'thread', id });

	test('lead to it, in a new process too, and none else does', async () => {
		const { turns, store, clock } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		await turns.linkMessages('t1', [shown('m1'), { placeId: 'channel', id: 'm2' }]);
		await turns.linkMessages('t1', [shown('m3'), shown('m1')]);
		const restarted = createTurns({ store, clock });
		for (const id of ['m1', 'm2', 'm3']) expect((await restarted.turnOfMessage(id))?.id).toBe('t1');
		expect(await restarted.turnOfMessage('m4')).toBeUndefined();
		expect(await restarted.messagesOf('t1')).toEqual([shown('m1'), { placeId: 'channel', id: 'm2' }, shown('m3')]);
		expect(await restarted.messagesOf('t2')).toEqual([]);
	});

	test('are all kept when they come at once', async () => {
		const { turns } = openTurns();
		await turns.open(newSession());
		await turns.append(newTurn('t1'));
		await Promise.all(['m1', 'm2', 'm3'].map((id) => turns.linkMessages('t1', [shown(id)])));
		expect((await turns.messagesOf('t1')).map(({ id }) => id).toSorted()).toEqual(['m1', 'm2', 'm3']);
	});

	test('cannot be linked to a turn that is not kept', async () => {
		const { turns } = openTurns();
		await turns.open(newSession({ ownerId: 'bob' }));
		await turns.append(newTurn('t1'));
		await turns.forget('alice', '2');
		await expect(turns.linkMessages('t1', [shown('m1')])).rejects.toThrow(NotKeptError);
		await expect(turns.linkMessages('t2', [shown('m1')])).rejects.toThrow(NotKeptError);
		expect(await turns.turnOfMessage('m1')).toBeUndefined();
	});
});

describe('what it costs to read', () => {
	test('the path of twenty turns reads no blob, and a new process nothing until it is asked', async () => {
		const { turns, store, clock } = openTurns();
		await turns.open(newSession());
		await appendChain(
			turns,
			Array.from({ length: 20 }, (_, index) => `t${index}`),
		);
		const asked: string[] = [];
		const noBlobs = new Proxy(store.blobs, {
			get(_, name) {
				asked.push(String(name));
				throw new Error('no blob is to be touched');
			},
		});
		const reading = { ...store, blobs: noBlobs };
		const restarted = createTurns({ store: reading, clock });
		expect(await restarted.path('t19')).toHaveLength(20);
		expect((await restarted.tree('s1')).length).toBe(1);
		expect(asked).toEqual([]);
	});
});
