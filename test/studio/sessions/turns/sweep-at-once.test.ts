import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import { GRACE_MS, MARKED_MS } from '../../../../src/studio/sessions/turns/keep-blobs.ts';
import { NotKeptError } from '../../../../src/studio/sessions/turns/session-records.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import {
	bytesOf,
	everythingIn,
	MODEL_ID,
	newSession,
	newTurn,
	openTurns,
	pictureOf,
	RETENTION_MS,
	sweepLater,
	sweepNow,
	type TurnStore,
} from './fixture.ts';
import { scheduledStore } from './scheduled-store.ts';

const everything = { modelId: MODEL_ID, budgetBytes: Number.POSITIVE_INFINITY };

describe('while a sweep runs', () => {
	const orphan = pictureOf('orphan');

	/** A session, and the blobs that a crash left so long ago that they are due. */
	async function openWithDueBlobs() {
		const opened = openTurns();
		await opened.turns.open(newSession({ ownerId: 'bob' }));
		await opened.turns.append(newTurn('t2', { authorId: 'bob' }));
		for (const text of ['picture of orphan', 'signature of orphan']) await opened.store.blobs.put(bytesOf(text));
		await opened.clock.advance(GRACE_MS + 1);
		await sweepNow(opened.turns);
		await opened.clock.advance(MARKED_MS);
		return opened;
	}

	const dueBlobs = ['picture of orphan', 'signature of orphan'].map((text) => blobName(bytesOf(text)));

	test('blobs are due that nobody puts again', async () => {
		const { turns, store } = await openWithDueBlobs();
		expect((await sweepNow(turns)).blobs).toBe(2);
		for (const hash of dueBlobs) expect(await store.blobs.has(hash)).toBe(false);
	});

	test('a turn may be appended with the very bytes that are being removed', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), async (scheduler) => {
				const { store, clock } = await openWithDueBlobs();
				const scheduled = scheduledStore(store, scheduler);
				const [sweeping, appending] = [scheduled, scheduled].map((its) => createTurns({ store: its, clock }));
				if (sweeping === undefined || appending === undefined) throw new Error('two were made');
				const again = newTurn('t3', { parentId: 't2', authorId: 'bob', model: [orphan] });
				await scheduler.waitFor(Promise.all([sweepNow(sweeping), appending.append(again)]));
				const history = await createTurns({ store, clock }).history('t3', everything);
				expect(history.kind === 'exact' && history.exchanges.at(-1)?.model).toEqual([orphan]);
			}),
			{ numRuns: 150 },
		);
	});

	test('a session that is due is used in time, or is gone for whoever would use it', async () => {
		const ends = new Set<boolean>();
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), fc.nat({ max: 12 }), async (scheduler, hesitations) => {
				const { store, clock, turns } = openTurns();
				await turns.open(newSession());
				await clock.advance(RETENTION_MS);
				const scheduled = createTurns({ store: scheduledStore(store, scheduler), clock });
				async function use(): Promise<boolean> {
					for (let step = 0; step < hesitations; step++) await scheduler.schedule(Promise.resolve());
					const refusal = await scheduled.roomFor('s1').catch((error: unknown) => error);
					if (refusal instanceof Error) expect(refusal).toBeInstanceOf(NotKeptError);
					return !(refusal instanceof Error);
				}
				const [isInTime] = await scheduler.waitFor(Promise.all([use(), sweepNow(scheduled)]));
				expect((await turns.session('s1')) !== undefined).toBe(isInTime);
				ends.add(isInTime);
			}),
			{ numRuns: 60 },
		);
		expect(ends.size).toBe(2);
	});

	test('messages are linked to a turn in time, or not at all', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), async (scheduler) => {
				const { store, clock, turns } = openTurns();
				await turns.open(newSession());
				await turns.append(newTurn('t1'));
				const scheduled = createTurns({ store: scheduledStore(store, scheduler), clock });
				const linking = scheduled.linkMessages('t1', [{ placeId: 'thread', id: 'm1' }]).catch((error: unknown) => {
					expect(error).toBeInstanceOf(NotKeptError);
				});
				await scheduler.waitFor(Promise.all([linking, scheduled.forget('alice', '2')]));
				await sweepLater(turns, clock);
				expect(await everythingIn(store)).toEqual({});
			}),
			{ numRuns: 60 },
		);
	});

	test('sessions may be opened, forgotten and swept by others, and all is as if one had done it', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), async (scheduler) => {
				const { store, clock } = await openWithDueBlobs();
				const work = createTurns({ store: scheduledStore(store, scheduler), clock });
				await scheduler.waitFor(
					Promise.all([
						sweepNow(work),
						sweepNow(work),
						work.forget('carol', '0'),
						work.append(newTurn('t3', { parentId: 't2', authorId: 'carol', model: [orphan] })),
						work.open(newSession({ id: 's2', ownerId: 'dave', placeId: 'another thread' })),
						work.append(newTurn('t4', { parentId: 't2', authorId: 'bob', model: [orphan] })),
					]),
				);
				await assertSound(store, clock);
			}),
			{ numRuns: 60 },
		);
	});

	async function assertSound(store: TurnStore, clock: ReturnType<typeof openTurns>['clock']): Promise<void> {
		const turns = createTurns({ store, clock });
		await sweepLater(turns, clock);
		const session = await turns.session('s1');
		expect(session?.turnIds).toEqual(expect.arrayContaining(['t2', 't3', 't4']));
		expect(await turns.session('s2')).toMatchObject({ ownerId: 'dave' });
		const history = await turns.history('t4', everything);
		expect(history.kind === 'exact' && history.exchanges.at(-1)?.model).toEqual([orphan]);
	}
});
