import { describe, expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import type { NewTurn } from '../../../../src/studio/sessions/turns/append.ts';
import { NotKeptError } from '../../../../src/studio/sessions/turns/session-records.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import { BlobCorruptError, type Blobs, StoreError } from '../../../../src/studio/store.ts';
import { appendChain, bytesOf, MODEL_ID, newSession, newTurn, openTurns, pictureOf } from './fixture.ts';

const everything = { modelId: MODEL_ID, budgetBytes: Number.POSITIVE_INFINITY };
const pictureBytes = (name: string) => bytesOf(`picture of ${name}`);
const lastPicture = (name: string) => ({
	turnId: name,
	authorId: 'alice',
	picture: { bytes: pictureBytes(name), mimeType: 'image/jpeg' },
});

/** Bob's session with a chain of Alice's turns; `special` says what is different in one of them. */
async function openChain(ids: readonly string[], special: Readonly<Record<string, Partial<NewTurn>>> = {}) {
	const opened = openTurns();
	await opened.turns.open(newSession({ ownerId: 'bob' }));
	for (const [index, id] of ids.entries())
		await opened.turns.append(newTurn(id, { parentId: ids[index - 1] ?? null, ...special[id] }));
	return opened;
}

/** The same turns, on a store whose blobs answer one hash otherwise. */
function readingOtherwise({ store, clock }: ReturnType<typeof openTurns>, hash: string, get: Blobs['get']) {
	const blobs: Blobs = {
		...store.blobs,
		get: (asked) => (asked === hash ? get(asked) : store.blobs.get(asked)),
	};
	return createTurns({ store: { ...store, blobs }, clock });
}

describe('the exact history', () => {
	test('is every turn from the root, each part as it was, bytes and all', async () => {
		const other = { videoMetadata: { fps: 3 } };
		const models = {
			t1: [{ text: 'Here is a cat.', signature: Uint8Array.of(0, 255, 7) }, pictureOf('t1')],
			t2: [pictureOf('a'), { text: 'and' }, pictureOf('b', { other })],
			t3: [{ text: 'Shall I make it blue?' }],
		};
		const user = [{ text: 'like this' }, { picture: { bytes: pictureBytes('mine'), mimeType: 'image/png' } }];
		const { turns } = await openChain(['t1', 't2', 't3'], {
			t1: { model: models.t1, user },
			t2: { model: models.t2 },
			t3: { model: models.t3 },
		});
		const history = await turns.history('t3', everything);
		expect(history).toMatchObject({ kind: 'exact', leftOut: 0 });
		expect(history.kind === 'exact' && history.exchanges).toEqual([
			{ user, model: models.t1 },
			{ user: [{ text: 'draw t2' }], model: models.t2 },
			{ user: [{ text: 'draw t3' }], model: models.t3 },
		]);
	});

	test('of an older turn knows nothing of what came after it', async () => {
		const { turns } = await openChain(['t1', 't2', 't3']);
		const history = await turns.history('t2', everything);
		expect(history.kind === 'exact' && history.exchanges.map(({ user }) => user)).toEqual([
			[{ text: 'draw t1' }],
			[{ text: 'draw t2' }],
		]);
	});

	test.each([
		['three turns', 0, 3],
		['two', -1, 2],
	])('is %s when the budget is what three take, %i bytes more', async (_, more, expected) => {
		const { turns } = await openChain(['t1', 't2', 't3', 't4']);
		const [, ...newest] = await turns.path('t4');
		const sizeOf = (path: typeof newest) =>
			path.reduce((sum, turn) => sum + (turn.kind === 'turn' ? turn.bytes : 0), 0);
		const history = await turns.history('t4', { modelId: MODEL_ID, budgetBytes: sizeOf(newest) + more });
		if (history.kind !== 'exact') throw new Error(history.why);
		expect(history.exchanges.map(({ user }) => user)).toEqual(
			['t2', 't3', 't4'].slice(-expected).map((id) => [{ text: `draw ${id}` }]),
		);
		expect(history).toMatchObject({ leftOut: 4 - expected, bytes: sizeOf(newest.slice(-expected)) });
	});

	test('begins with the latest fresh start, and leaves out nothing that anybody need be told of', async () => {
		const { turns } = await openChain(['t1', 't2', 't3', 't4'], {
			t1: { modelId: 'another model' },
			t3: { isFreshStart: true },
		});
		const history = await turns.history('t4', everything);
		expect(history).toMatchObject({ kind: 'exact', leftOut: 0 });
		expect(history.kind === 'exact' && history.exchanges).toHaveLength(2);
	});

	test('begins behind a turn that was forgotten', async () => {
		const { turns } = await openChain(['t1', 't2', 't3'], { t2: { authorId: 'carol' } });
		await turns.forget('carol', '2');
		const history = await turns.history('t3', everything);
		expect(history).toMatchObject({ kind: 'exact', leftOut: 2 });
		expect(history.kind === 'exact' && history.exchanges.map(({ user }) => user)).toEqual([[{ text: 'draw t3' }]]);
	});

	test('of a turn that is not kept is refused', async () => {
		const { turns } = await openChain(['t1']);
		await expect(turns.history('t2', everything)).rejects.toThrow(NotKeptError);
		await expect(turns.path('t2')).rejects.toThrow(NotKeptError);
	});

	test.each([
		['is an error', [], StoreError],
		['is refused when its session was just removed', ['s1'], NotKeptError],
	])('with a turn lost in the middle %s', async (_, removed, error) => {
		const { turns, store } = await openChain(['t1', 't2', 't3']);
		await store.records('turns').delete('t2');
		for (const id of removed) await store.records('sessions').delete(id);
		await expect(turns.history('t3', everything)).rejects.toThrow(error);
	});
});

describe('where exact history is impossible, the last picture is offered:', () => {
	test('another model', async () => {
		const { turns } = await openChain(['t1', 't2']);
		expect(await turns.history('t2', { ...everything, modelId: 'another model' })).toEqual({
			kind: 'impossible',
			why: 'model-changed',
			lastPicture: lastPicture('t2'),
		});
	});

	test('another model, and too little room as well', async () => {
		const { turns } = await openChain(['t1', 't2']);
		expect(await turns.history('t2', { modelId: 'another model', budgetBytes: 0 })).toMatchObject({
			why: 'model-changed',
		});
	});

	test.each([
		[0, 'exact'],
		[-1, 'impossible'],
	])('a budget that is what the newest turn takes, %i bytes more: %s', async (more, kind) => {
		const { turns } = await openChain(['t1', 't2']);
		const newest = await turns.turn('t2');
		const budgetBytes = (newest?.bytes ?? 0) + more;
		const history = await turns.history('t2', { modelId: MODEL_ID, budgetBytes });
		expect(history).toMatchObject(
			kind === 'exact' ? { kind } : { kind, why: 'too-large', lastPicture: lastPicture('t2') },
		);
	});

	test.each([
		['missing', async () => undefined],
		[
			'corrupt',
			async () => {
				throw new BlobCorruptError('changed');
			},
		],
	])('a signature that is %s', async (why, get) => {
		const chain = await openChain(['t1', 't2']);
		const turns = readingOtherwise(chain, blobName(bytesOf('signature of t1')), get);
		expect(await turns.history('t2', everything)).toEqual({
			kind: 'impossible',
			why,
			lastPicture: lastPicture('t2'),
		});
	});

	test('the last picture itself, which only its messages show now', async () => {
		const chain = await openChain(['t1', 't2']);
		const turns = readingOtherwise(chain, blobName(pictureBytes('t2')), async () => undefined);
		expect(await turns.history('t2', everything)).toEqual({
			kind: 'impossible',
			why: 'missing',
			lastPicture: { turnId: 't2', authorId: 'alice', picture: undefined },
		});
	});

	test('a store that cannot say is no reason, but an error', async () => {
		const chain = await openChain(['t1', 't2']);
		for (const lost of ['signature of t1', 'picture of t2']) {
			const turns = readingOtherwise(chain, blobName(Buffer.from(lost)), async () => {
				throw new StoreError('down');
			});
			await expect(turns.history('t2', everything)).rejects.toThrow(StoreError);
		}
	});

	test('the newest turn was forgotten, and with it the picture', async () => {
		const { turns } = await openChain(['t1', 't2'], { t2: { authorId: 'carol' } });
		await turns.forget('carol', '2');
		expect(await turns.history('t2', everything)).toEqual({
			kind: 'impossible',
			why: 'forgotten',
			lastPicture: undefined,
		});
	});

	test.each([
		['the last of several', { model: [pictureOf('first'), pictureOf('t2'), { text: 'Two.' }] }, 't2'],
		['the person’s own, if the model drew none', { user: [pictureOf('t2')], model: [{ text: 'A cat?' }] }, 't2'],
		['the one before, if the turn has none', { model: [{ text: 'Which colour?' }] }, 't1'],
	])('%s', async (_, changed, expected) => {
		const { turns } = await openChain(['t1', 't2'], { t2: changed });
		expect(await turns.history('t2', { ...everything, modelId: 'another model' })).toMatchObject({
			lastPicture: lastPicture(expected),
		});
	});

	test('not one from before a turn that was forgotten', async () => {
		const { turns } = await openChain(['t1', 't2', 't3'], {
			t2: { authorId: 'carol' },
			t3: { model: [{ text: 'Which colour?' }] },
		});
		await turns.forget('carol', '2');
		expect(await turns.history('t3', { ...everything, modelId: 'another model' })).toMatchObject({
			lastPicture: undefined,
		});
	});

	test('none, when nobody has drawn or shown one', async () => {
		const { turns } = await openChain(['t1'], { t1: { model: [{ text: 'Which colour?' }] } });
		await appendChain(turns, ['t2'], { parentId: 't1', model: [{ text: 'And which size?' }] });
		expect(await turns.history('t2', { ...everything, modelId: 'another model' })).toMatchObject({
			lastPicture: undefined,
		});
	});
});
