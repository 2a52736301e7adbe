import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { BlobCorruptError, type Blobs, StoreError } from '../../src/studio/store.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** An empty place for blobs. */
export interface BlobsFixture extends AsyncDisposable {
	readonly blobs: Blobs;
}

/** A place for blobs to which others have access. */
export interface ExposedBlobsFixture extends BlobsFixture {
	/** Puts other bytes under a blob's name, behind its back. */
	damage(hash: string, bytes: Uint8Array): Promise<void>;
	/** Puts a file there that is no blob. */
	litter(name: string): Promise<void>;
	/** Takes the whole medium away. */
	lose(): Promise<void>;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function all(blobs: Blobs): Promise<Map<string, number>> {
	const found = new Map<string, number>();
	for await (const { hash, writtenAtMs } of blobs.entries()) {
		expect(found.has(hash)).toBe(false);
		found.set(hash, writtenAtMs);
	}
	return found;
}

/** What every implementation of `Blobs` promises. */
export function testBlobs(open: (clock: Clock) => Promise<BlobsFixture>): void {
	describe('blobs', () => {
		test('whatever bytes are put come back the same, under their SHA-256', async () => {
			await using fixture = await open(fakeClock());
			const { blobs } = fixture;
			await fc.assert(
				fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
					const hash = await blobs.put(bytes);
					expect(hash).toBe(sha256(bytes));
					expect(await blobs.has(hash)).toBe(true);
					expect(Buffer.compare((await blobs.get(hash)) ?? Buffer.from('absent'), bytes)).toBe(0);
				}),
				{ numRuns: 30, examples: [[new Uint8Array()]] },
			);
		});

		test('five megabytes come back the same, to two readers at once', async () => {
			await using fixture = await open(fakeClock());
			const bytes = randomBytes(5_000_000);
			const hash = await fixture.blobs.put(bytes);
			const read = await Promise.all([fixture.blobs.get(hash), fixture.blobs.get(hash)]);
			expect(read.map((found) => found !== undefined && bytes.equals(found))).toEqual([true, true]);
		});

		test('a blob that was never put, or was deleted, is absent', async () => {
			await using fixture = await open(fakeClock());
			const { blobs } = fixture;
			const bytes = Buffer.from('some bytes');
			expect(await blobs.get(sha256(bytes))).toBeUndefined();
			expect(await blobs.has(sha256(bytes))).toBe(false);
			const hash = await blobs.put(bytes);
			await blobs.delete(hash);
			expect(await blobs.get(hash)).toBeUndefined();
			expect(await blobs.has(hash)).toBe(false);
			await expect(blobs.delete(hash)).resolves.toBeUndefined();
			expect(await all(blobs)).toEqual(new Map());
		});

		test('a blob is kept once however often it is put, and is as old as the latest put', async () => {
			const clock = fakeClock();
			await using fixture = await open(clock);
			const { blobs } = fixture;
			const first = await blobs.put(Buffer.from('first'));
			const second = await blobs.put(Buffer.from('second'));
			const before = await all(blobs);
			expect([...before.keys()].toSorted()).toEqual([first, second].toSorted());
			await clock.advance(60_000);
			await blobs.put(Buffer.from('second'));
			const after = await all(blobs);
			expect(after.size).toBe(2);
			expect(before.get(second)).toBe(clock.now() - 60_000);
			expect(after.get(first)).toBe(clock.now() - 60_000);
			expect(after.get(second)).toBe(clock.now());
		});

		test('nobody changes what is kept by changing what they put or got', async () => {
			await using fixture = await open(fakeClock());
			const bytes = Buffer.from('original');
			const hash = await fixture.blobs.put(bytes);
			bytes.fill(0);
			(await fixture.blobs.get(hash))?.fill(1);
			expect(Buffer.from((await fixture.blobs.get(hash)) ?? []).toString()).toBe('original');
		});

		test.each(['', 'x'.repeat(64), 'A'.repeat(64), '../../../etc/passwd', '0'.repeat(63)])(
			'"%s" is not the name of a blob',
			async (name) => {
				await using fixture = await open(fakeClock());
				await expect(fixture.blobs.get(name)).rejects.toThrow(TypeError);
				await expect(fixture.blobs.has(name)).rejects.toThrow(TypeError);
				await expect(fixture.blobs.delete(name)).rejects.toThrow(TypeError);
			},
		);
	});
}

/** What every implementation of `Blobs` promises whose medium can be lost, or written by others. */
export function testExposedBlobs(open: () => Promise<ExposedBlobsFixture>): void {
	describe('exposed blobs', () => {
		test.each([
			['other bytes', Buffer.from('an impostor')],
			['half of the bytes', Buffer.from('orig')],
			['nothing', Buffer.alloc(0)],
		])('%s under the name of a blob are not taken for it, and a new put mends it', async (_, bytes) => {
			await using fixture = await open();
			const { blobs } = fixture;
			const hash = await blobs.put(Buffer.from('original'));
			await fixture.damage(hash, bytes);
			await expect(blobs.get(hash)).rejects.toThrow(BlobCorruptError);
			expect(await blobs.has(hash)).toBe(true);
			await blobs.put(Buffer.from('original'));
			expect(Buffer.from((await blobs.get(hash)) ?? []).toString()).toBe('original');
		});

		test('what is not a blob is not listed as one', async () => {
			await using fixture = await open();
			await fixture.litter('README.txt');
			const hash = await fixture.blobs.put(Buffer.from('original'));
			expect([...(await all(fixture.blobs)).keys()]).toEqual([hash]);
		});

		test('a lost medium is not taken for an empty one', async () => {
			await using fixture = await open();
			const { blobs } = fixture;
			const hash = await blobs.put(Buffer.from('original'));
			await fixture.lose();
			await expect(blobs.get(hash)).rejects.toThrow(StoreError);
			await expect(blobs.has(hash)).rejects.toThrow(StoreError);
			await expect(all(blobs)).rejects.toThrow(StoreError);
		});
	});
}
