import { describe, expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import { bytesOf, hashesIn, newSession, newTurn, openTurns, pictureOf, type TurnStore } from './fixture.ts';

/** Bob's session: his `b1`, Alice's `a2`, and his `b3`, to which she gave a picture and which shows that of `a2` too. */
async function openBobsSession() {
	const opened = openTurns();
	const { turns } = opened;
	const given = { bytes: bytesOf('a cat of alice'), mimeType: 'image/png' };
	const user = [{ picture: given }, { picture: pictureOf('a2').picture }];
	await turns.open(newSession({ ownerId: 'bob' }));
	await turns.append(newTurn('b1', { authorId: 'bob' }));
	await turns.append(newTurn('a2', { parentId: 'b1' }));
	const contributed = [{ userId: 'alice', picture: given }];
	await turns.append(newTurn('b3', { parentId: 'a2', authorId: 'bob', user, isFreshStart: true, contributed }));
	return { ...opened, given };
}

const lose = (store: TurnStore, id: string) => store.records('turns').delete(id);
const damage = (store: TurnStore, id: string) => store.records('turns').set(id, { v: 9 });

describe.each([
	['lost', lose],
	['unreadable', damage],
])('where a turn of another is %s', (_how, spoil) => {
	test('a person is forgotten in the rest of the session', async () => {
		const { turns, store } = await openBobsSession();
		await spoil(store, 'b1');
		expect(await turns.forget('alice', '2')).toMatchObject({ turns: 1 });
		expect(await turns.turn('a2')).toBeUndefined();
		expect((await turns.turn('b3'))?.user.map(({ picture }) => picture?.hash)).toEqual([
			'0'.repeat(64),
			'0'.repeat(64),
		]);
		expect((await turns.session('s1'))?.headId).toBe('b3');
		expect(await hashesIn(store)).not.toContain(blobName(bytesOf('picture of a2')));
		expect(await hashesIn(store)).not.toContain(blobName(bytesOf('a cat of alice')));
	});

	test('a head from which no turn is left to go back to is none', async () => {
		const { turns, store } = openTurns();
		await turns.open(newSession({ ownerId: 'bob' }));
		await turns.append(newTurn('b1', { authorId: 'bob' }));
		await turns.append(newTurn('a2', { parentId: 'b1' }));
		await spoil(store, 'b1');
		expect(await turns.forget('alice', '2')).toMatchObject({ turns: 1 });
		expect((await turns.session('s1'))?.headId).toBeNull();
	});

	test('a person is forgotten although that turn showed their pictures', async () => {
		const { turns, store } = await openBobsSession();
		await spoil(store, 'b3');
		expect(await turns.forget('alice', '2')).toMatchObject({ turns: 1 });
		expect(await turns.turn('a2')).toBeUndefined();
	});
});

test('a picture in a turn that cannot be read goes by a later call, once it can be read', async () => {
	const { turns, store } = await openBobsSession();
	const b3 = await store.records('turns').get('b3');
	await damage(store, 'b3');
	await turns.forget('alice', '2');
	await store.records('turns').set('b3', b3);
	expect(await turns.forget('alice', '3')).toMatchObject({ pictures: 1 });
	expect((await turns.turn('b3'))?.user[0]?.picture?.hash).toBe('0'.repeat(64));
	expect(await hashesIn(store)).not.toContain(blobName(bytesOf('a cat of alice')));
});

test('a turn of theirs that cannot be read goes by a later call, once it can be read', async () => {
	const { turns, store } = await openBobsSession();
	const a2 = await store.records('turns').get('a2');
	await damage(store, 'a2');
	await turns.forget('alice', '2');
	await store.records('turns').set('a2', a2);
	expect(await turns.forget('alice', '3')).toMatchObject({ turns: 1 });
	expect(await turns.turn('a2')).toBeUndefined();
});
