import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import { dropBlob, GRACE_MS, keepBlobs } from '../../../../src/studio/sessions/turns/keep-blobs.ts';
import { openSessionRecords } from '../../../../src/studio/sessions/turns/session-records.ts';
import { bytesOf, openTurns } from './fixture.ts';
import { scheduledStore } from './scheduled-store.ts';

const bytes = bytesOf('a picture');
const hash = blobName(bytes);
const kept = new Map([[hash, bytes]]);

test('a blob that is kept while a sweep removes it is there afterwards, in whatever order things happen', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), async (scheduler) => {
			const { store, clock } = openTurns();
			await store.blobs.put(bytes);
			await clock.advance(GRACE_MS + 1);
			const records = openSessionRecords(scheduledStore(store, scheduler), clock);
			const sinceMs = clock.now() - GRACE_MS;
			await scheduler.waitFor(Promise.all([dropBlob(records, hash, sinceMs), keepBlobs(records, kept, 't1')]));
			expect(await store.blobs.has(hash)).toBe(true);
		}),
		{ numRuns: 200 },
	);
});

test.each([
	[0, true],
	[1, false],
])('a blob pinned %i ms before the time that is asked about is left alone: %s', async (earlierMs, isKept) => {
	const { store, clock } = openTurns();
	const records = openSessionRecords(store, clock);
	await keepBlobs(records, kept, 't1');
	expect(await dropBlob(records, hash, clock.now() + earlierMs)).toBe(!isKept);
	expect(await store.blobs.has(hash)).toBe(isKept);
});
