import { describe, expect, test } from 'vitest';
import { BUCKET_TIMEOUT_MS, openBlobBucket, parseBucket } from '../../src/store/blob-bucket.ts';
import { DiskBlobs } from '../../src/store/disk-blobs.ts';
import { StoreError } from '../../src/studio/store.ts';
import { testBlobs, testExposedBlobs } from '../conformance/blobs.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { patientClock } from '../support/patient-clock.ts';
import { startBucket } from './bucket-server.ts';
import { openTemporaryStore } from './open-temporary.ts';

async function openBucket(clock = patientClock) {
	const server = await startBucket(clock);
	const modified = new Date(clock.now());
	return {
		server,
		blobs: new DiskBlobs(await openBlobBucket(parseBucket(server.address), clock)),
		async damage(hash: string, bytes: Uint8Array) {
			server.objects.set(`${hash.slice(0, 2)}/${hash}`, { bytes: Buffer.from(bytes), modified });
		},
		async litter(name: string) {
			server.objects.set(name, { bytes: Buffer.from('litter'), modified });
		},
		lose: async () => server.loseBucket(),
		[Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
	};
}

async function hashesOf(blobs: DiskBlobs): Promise<string[]> {
	const hashes: string[] = [];
	for await (const { hash } of blobs.entries()) hashes.push(hash);
	return hashes;
}

testBlobs(openBucket);
testExposedBlobs(openBucket);

describe('a bucket', () => {
	test('is listed over several pages', async () => {
		await using bucket = await openBucket();
		const hashes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => bucket.blobs.put(Buffer.from(text))));
		const listed: string[] = [];
		for await (const { hash } of bucket.blobs.entries()) listed.push(hash);
		expect(listed.toSorted()).toEqual(hashes.toSorted());
	});

	test('is used below its folder alone: what lies beside it is neither listed nor touched', async () => {
		await using bucket = await openBucket();
		const { server } = bucket;
		const openFolder = async (folder: string) =>
			new DiskBlobs(await openBlobBucket(parseBucket(server.address.replace('?', `/${folder}?`)), patientClock));
		const [one, onesNeighbour] = [await openFolder('bots/one'), await openFolder('bots/one-more')];
		const bytes = Buffer.from('a picture of both');
		const hash = await one.put(bytes);
		await onesNeighbour.put(bytes);
		await onesNeighbour.put(Buffer.from('its own'));
		await bucket.blobs.put(bytes);
		await bucket.litter(`bots/one/backup/${hash.slice(0, 2)}/${hash}`);
		server.listed.length = 0;
		expect(await hashesOf(one)).toEqual([hash]);
		expect(new Set(server.listed)).toEqual(new Set(['bots/one/']));
		expect(await hashesOf(bucket.blobs)).toEqual([hash]);
		await one.delete(hash);
		expect(await hashesOf(one)).toEqual([]);
		expect(await hashesOf(onesNeighbour)).toHaveLength(2);
		expect(await bucket.blobs.has(hash)).toBe(true);
	});

	test('that receives other bytes than were sent refuses them', async () => {
		await using bucket = await openBucket();
		bucket.server.corrupt((bytes) => Buffer.concat([bytes.subarray(1), Buffer.from('!')]));
		await expect(bucket.blobs.put(Buffer.from('original'))).rejects.toThrow(StoreError);
		expect(bucket.server.objects.size).toBe(0);
	});

	test('that keeps fewer bytes than it took is found out', async () => {
		await using bucket = await openBucket();
		const { objects } = bucket.server;
		const keep = objects.set.bind(objects);
		objects.set = (key, { bytes, modified }) => keep(key, { bytes: bytes.subarray(1), modified });
		await expect(bucket.blobs.put(Buffer.from('original'))).rejects.toThrow(StoreError);
	});

	test(`that does not answer is an error after ${BUCKET_TIMEOUT_MS} ms`, async () => {
		const clock = fakeClock();
		await using bucket = await openBucket(clock);
		bucket.server.mute();
		const read = bucket.blobs.has('0'.repeat(64)).catch((error: unknown) => error);
		expect(await clock.sleepers()).toBe(BUCKET_TIMEOUT_MS);
		await clock.advance(BUCKET_TIMEOUT_MS);
		expect(await read).toBeInstanceOf(StoreError);
	});

	test('takes the blobs of a store, whose records stay on disk', async () => {
		await using server = await startBucket(patientClock);
		await using store = await openTemporaryStore({ blobStore: server.address, clock: patientClock });
		await store.records('turns').set('a', await store.blobs.put(Buffer.from('picture')));
		const kept = [...server.objects].filter(([key]) => key !== 'store-ids');
		expect(kept.map(([, { bytes }]) => bytes.toString())).toEqual(['picture']);
	});

	test.each([
		['that is not there', (address: string) => address.replace('pictures', 'paintings')],
		['that refuses the key', (address: string) => address.replace('key:', 'stranger:')],
	])('%s is an error when the store is opened', async (_, change) => {
		await using server = await startBucket(patientClock);
		const opening = openTemporaryStore({ blobStore: change(server.address), clock: patientClock });
		await expect(opening).rejects.toThrow(StoreError);
	});
});

describe('the address of a bucket', () => {
	test('holds endpoint, bucket, region and a percent-encoded key', () => {
		expect(parseBucket('s3://AKIA:a%2Fb%2Bc@s3.eu-central-1.amazonaws.com/pictures?region=eu-central-1')).toEqual({
			endpoint: 'https://s3.eu-central-1.amazonaws.com',
			bucket: 'pictures',
			folder: '',
			region: 'eu-central-1',
			credentials: { accessKeyId: 'AKIA', secretAccessKey: 'a/b+c' },
		});
	});

	test('leaves the region and the key to their defaults, and may turn encryption off', () => {
		expect(parseBucket('s3://localhost:9000/pictures/?tls=off')).toEqual({
			endpoint: 'http://localhost:9000',
			bucket: 'pictures',
			folder: '',
			region: 'us-east-1',
		});
	});

	test.each(['s3://localhost/pictures/bots/plantain', 's3://localhost/pictures/bots/plantain/?tls=off'])(
		'may name a folder: %s',
		(address) => {
			expect(parseBucket(address)).toMatchObject({ bucket: 'pictures', folder: 'bots/plantain/' });
		},
	);

	test.each([
		'https://key:hunter2@host/bucket',
		's3://key:hunter2@host',
		's3://key:hunter2@host/bucket//folder',
		's3://key:hunter2@host/bucket/fol der',
		's3:///bucket?secret=hunter2',
		's3://key:hun/ter2@host/bucket',
		'hunter2',
	])('%s is refused without being repeated', (address) => {
		let refusal: unknown;
		try {
			parseBucket(address);
		} catch (error) {
			refusal = error;
		}
		expect(refusal).toBeInstanceOf(StoreError);
		expect(String(refusal)).not.toContain('ter2');
	});
});
