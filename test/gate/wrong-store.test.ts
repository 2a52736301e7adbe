import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import { expect, test } from 'vitest';
import { isBlobName } from '../../src/studio/sessions/blob-name.ts';
import { GRACE_MS, MARKED_MS } from '../../src/studio/sessions/turns/keep-blobs.ts';
import { FIRST_SWEEP_MS, SWEEP_EVERY_MS } from '../../src/studio/upkeep.ts';
import { ask, beginTalk, historyOf, type Plantain, startForTalks } from '../sessions/stage.ts';
import { startBucket } from '../store/bucket-server.ts';
import { temporaryFolder } from '../store/open-temporary.ts';
import { forgetEverything } from '../support/cards.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';

const NOT_OURS = 'no picture was removed, because the pictures are not known to belong to these records alone';
const BLOBS_SWEPT = '"chore":"blobs"';

/** Lets a bot sweep until whatever nothing refers to would be gone; says how often it told its operator that it did not. */
async function sweepForLong({ clock, logged, logLines }: Plantain): Promise<number> {
	const count = (text: string) => logLines.filter((line) => line.includes(text)).length;
	const [sweepsBefore, warningsBefore] = [count(BLOBS_SWEPT), count(NOT_OURS)];
	const pauses = Array.from({ length: (GRACE_MS + 2 * MARKED_MS) / SWEEP_EVERY_MS }, () => SWEEP_EVERY_MS);
	for (const [index, pauseMs] of [FIRST_SWEEP_MS, ...pauses].entries()) {
		await clock.skip(pauseMs);
		await logged(BLOBS_SWEPT, sweepsBefore + index + 1);
		// It lies down to sleep again right after.
		await setImmediate();
	}
	return count(NOT_OURS) - warningsBefore;
}

async function blobsIn(dataDir: string): Promise<string[]> {
	return (await readdir(dataDir, { recursive: true }))
		.map((path) => path.slice(-64))
		.filter(isBlobName)
		.toSorted();
}

const startIn = (dataDir: string, more: Readonly<Record<string, string>> = {}) =>
	startForTalks({ env: () => ({ DATA_DIR: dataDir, ...more }) });

test('a bot on its own store removes the pictures of a deleted session in the end, and no other', async () => {
	await using plantain = await startForTalks();
	const { dataDir } = plantain;
	await beginTalk(plantain);
	await forgetEverything(plantain.discord, plantain.alice);
	const { alice } = await beginTalk(plantain, 'a hare');
	expect(await sweepForLong(plantain)).toBe(0);
	expect(await blobsIn(dataDir)).toHaveLength(2);
	await ask(plantain, alice.say('evening'));
	expect(historyOf(plantain.gemini, 'evening')).toEqual(['a hare']);
});

test('a bucket that two bots share by mistake loses no picture of either, however long they run', async () => {
	await using first = await temporaryFolder();
	await using second = await temporaryFolder();
	await using bucket = await startBucket(fakeClock());
	await using hers = await startIn(first.path, { BLOB_STORE: bucket.address });
	await using his = await startIn(second.path, { BLOB_STORE: bucket.address });
	await beginTalk(hers, 'a fox');
	await beginTalk(his, 'a hare');
	const before = [...bucket.objects.keys()];
	expect(await sweepForLong(hers)).toBeGreaterThan(1);
	expect(await sweepForLong(his)).toBeGreaterThan(1);
	expect([...bucket.objects.keys()]).toEqual(before);
});

test('a person who is forgotten in a bucket that two bots share takes no picture along, and reads that files may stay', async () => {
	await using first = await temporaryFolder();
	await using second = await temporaryFolder();
	await using bucket = await startBucket(fakeClock());
	await using hers = await startIn(first.path, { BLOB_STORE: bucket.address });
	await using his = await startIn(second.path, { BLOB_STORE: bucket.address });
	await beginTalk(hers, 'a fox');
	await beginTalk(his, 'a hare');
	const before = [...bucket.objects.keys()];
	expect(await forgetEverything(hers.discord, hers.alice)).toBe(
		"Deleted: 1 session and 1 picture. Usage totals are kept; messages in Discord are yours to delete. The picture files may stay in storage for now, because I can't tell who else needs them. This bot's operator can sort that out.",
	);
	expect([...bucket.objects.keys()]).toEqual(before);
});

describeWithRedis('on Redis', () => {
	test('days with an empty Redis, and then days without any, cost no picture', async () => {
		await using folder = await temporaryFolder();
		await using right = await startRedis();
		{
			await using plantain = await startIn(folder.path, { REDIS_URL: right.url });
			const { alice } = await beginTalk(plantain);
			await ask(plantain, alice.say('a red scarf'));
		}
		const before = await blobsIn(folder.path);
		expect(before).toHaveLength(4);
		{
			await using empty = await startRedis();
			await using plantain = await startIn(folder.path, { REDIS_URL: empty.url });
			await beginTalk(plantain, 'somebody goes on drawing');
			expect(await sweepForLong(plantain)).toBeGreaterThan(1);
			expect(await blobsIn(folder.path)).toEqual(expect.arrayContaining(before));
			expect(await blobsIn(folder.path)).toHaveLength(6);
		}
		{
			await using plantain = await startIn(folder.path);
			expect(await sweepForLong(plantain)).toBeGreaterThan(1);
		}
		expect(await blobsIn(folder.path)).toEqual(expect.arrayContaining(before));
	});

	test('a Redis that came back empty while the bot ran costs no picture', async () => {
		await using redis = await startRedis();
		await using plantain = await startForTalks({ env: () => ({ REDIS_URL: redis.url }) });
		const { dataDir } = plantain;
		await beginTalk(plantain);
		const client = await createClient({ url: redis.url }).connect();
		await client.flushAll();
		await client.close();
		await beginTalk(plantain, 'somebody goes on drawing');
		expect(await sweepForLong(plantain)).toBeGreaterThan(1);
		expect(await blobsIn(dataDir)).toHaveLength(4);
	});
});
