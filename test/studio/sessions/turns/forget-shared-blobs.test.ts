import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../../src/store/open.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import type { Store } from '../../../../src/studio/store.ts';
import { startBucket } from '../../../store/bucket-server.ts';
import { silentLog, temporaryFolder } from '../../../store/open-temporary.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { appendChain, hashesIn, MODEL_ID, newSession, newTurn, openTurns, pictureOf } from './fixture.ts';

const clock = fakeClock();
const open = (dataDir: string, blobStore?: string) => openStore({ dataDir, blobStore, clock, log: silentLog });

/** Alice's session, whose picture anybody may have made too. */
async function draw(store: Store): Promise<void> {
	const turns = createTurns({ store, clock });
	await turns.open(newSession());
	await turns.append(newTurn('t1', { model: [pictureOf('shared')] }));
}

const forgetAlice = (store: Store) => createTurns({ store, clock }).forget('alice', '2');
const historyIn = (store: Store) =>
	createTurns({ store, clock }).history('t1', { modelId: MODEL_ID, budgetBytes: 1e9 });

describe('to forget a person', () => {
	test('leaves all files in a bucket that another bot uses too, and says that they may stay', async () => {
		await using bucket = await startBucket(clock);
		await using hers = await temporaryFolder();
		await using his = await temporaryFolder();
		await using first = await open(hers.path, bucket.address);
		await using second = await open(his.path, bucket.address);
		await draw(first);
		await draw(second);
		expect(await forgetAlice(first)).toMatchObject({ sessions: 1, turns: 1, pictures: 1, mayLeaveFiles: true });
		expect(await first.records('turns').get('t1')).toBeUndefined();
		expect(await historyIn(second)).toMatchObject({ kind: 'exact' });
	});

	test('takes the files in a folder of the bucket that is the bot’s own, and spares the same picture of the other', async () => {
		await using bucket = await startBucket(clock);
		await using hers = await temporaryFolder();
		await using his = await temporaryFolder();
		const inFolder = (name: string) => bucket.address.replace('?', `/${name}?`);
		await using first = await open(hers.path, inFolder('hers'));
		await using second = await open(his.path, inFolder('his'));
		await draw(first);
		await draw(second);
		expect(await forgetAlice(first)).toMatchObject({ pictures: 1, mayLeaveFiles: false });
		expect(await hashesIn(first)).toEqual([]);
		expect(await historyIn(second)).toMatchObject({ kind: 'exact' });
	});

	test('leaves all files to records that came back empty, whatever they come to hold', async () => {
		await using folder = await temporaryFolder();
		{
			await using store = await open(folder.path);
			await draw(store);
		}
		for (const name of await readdir(folder.path))
			if (name.startsWith('plantain.sqlite')) await rm(join(folder.path, name));
		await using store = await open(folder.path);
		await draw(store);
		expect(await forgetAlice(store)).toMatchObject({ sessions: 1, mayLeaveFiles: true });
		expect(await hashesIn(store)).toHaveLength(2);
	});

	test('leaves files from before there were ids, which a later sweep still takes for ours', async () => {
		await using folder = await temporaryFolder();
		{
			await using store = await open(folder.path);
			const turns = createTurns({ store, clock });
			await turns.open(newSession({ id: 's2', ownerId: 'bob', placeId: 'p2' }));
			await appendChain(turns, ['u1'], { sessionId: 's2', authorId: 'bob' });
			await draw(store);
			await store.records('store').delete('id');
			await rm(join(folder.path, 'blobs', 'store-ids'));
		}
		await using store = await open(folder.path);
		expect(await forgetAlice(store)).toMatchObject({ sessions: 1, mayLeaveFiles: true });
		expect(await hashesIn(store)).toHaveLength(4);
		expect(await createTurns({ store, clock }).sweepBlobs()).toMatchObject({ kind: 'swept' });
		expect(await store.areBlobsOurs()).toBe(true);
		expect(await createTurns({ store, clock }).forget('bob', '3')).toMatchObject({ sessions: 1, mayLeaveFiles: false });
		expect(await hashesIn(store)).toHaveLength(2);
	});

	test('asks for each session whose the blobs are, not for each blob', async () => {
		const { store, turns } = openTurns();
		for (let index = 0; index < 5; index++) {
			await turns.open(newSession({ id: `s${index}`, placeId: `p${index}` }));
			await appendChain(turns, [`a${index}`, `b${index}`], { sessionId: `s${index}` });
		}
		let asked = 0;
		const counting = {
			...store,
			areBlobsOurs() {
				asked++;
				return store.areBlobsOurs();
			},
		};
		expect(await createTurns({ store: counting, clock }).forget('alice', '2')).toMatchObject({ pictures: 10 });
		expect(asked).toBeLessThanOrEqual(6);
		expect(await hashesIn(store)).toEqual([]);
	});
});

test('whose the blobs are is told without changing anything', async () => {
	await using folder = await temporaryFolder();
	{
		await using store = await open(folder.path);
		await draw(store);
		expect(await store.areBlobsOurs()).toBe(true);
		await store.records('store').delete('id');
		await rm(join(folder.path, 'blobs', 'store-ids'));
	}
	await using store = await open(folder.path);
	for (let times = 0; times < 2; times++) expect(await store.areBlobsOurs()).toBe(false);
	expect(await store.records('store').get('id')).toBeUndefined();
	expect(await readdir(join(folder.path, 'blobs'))).not.toContain('store-ids');
	expect(await store.ownership(new Set(await hashesIn(store)))).toEqual({ kind: 'ours' });
	expect(await store.areBlobsOurs()).toBe(true);
});
