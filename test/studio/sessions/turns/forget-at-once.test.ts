import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import { NotKeptError, openSessionRecords } from '../../../../src/studio/sessions/turns/session-records.ts';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import { bytesOf, hashesIn, newSession, newTurn, openTurns } from './fixture.ts';
import { scheduledStore } from './scheduled-store.ts';

describe('to forget a person while they are at work', () => {
	const picture = { bytes: bytesOf('a cat of alice'), mimeType: 'image/png' };

	/** Whatever happens first, nothing that Alice had asked for or given stays. */
	test.each([
		['their own turn in a session of another', (turns: Turns) => turns.append(newTurn('t2', { parentId: 't1' }))],
		[
			'a session of theirs',
			(turns: Turns) =>
				turns.open(newSession({ id: 's2' })).then(() => turns.append(newTurn('u1', { sessionId: 's2' }))),
		],
		[
			'a picture of theirs in the turn of another',
			(turns: Turns) =>
				turns.append(
					newTurn('t2', {
						parentId: 't1',
						authorId: 'bob',
						user: [{ picture }],
						contributed: [{ userId: 'alice', picture }],
					}),
				),
		],
	])(
		'leaves nothing of them, in whatever order things happen: %s',
		async (_what, work) => {
			await fc.assert(
				fc.asyncProperty(fc.scheduler(), fc.nat({ max: 60 }), async (scheduler, hesitations) => {
					const { store, clock, turns } = openTurns();
					await turns.open(newSession({ ownerId: 'bob' }));
					await turns.append(newTurn('t1', { authorId: 'bob' }));
					const scheduled = createTurns({ store: scheduledStore(store, scheduler), clock });
					const working = work(scheduled).catch((error: unknown) => expect(error).toBeInstanceOf(NotKeptError));
					const forgetting = async () => {
						for (let step = 0; step < hesitations; step++) await scheduler.schedule(Promise.resolve());
						await scheduled.forget('alice', '2');
					};
					await scheduler.waitFor(Promise.all([working, forgetting()]));
					const { sessions, turns: kept } = openSessionRecords(store, clock);
					for await (const [, session] of sessions.entries()) expect(session.ownerId).toBe('bob');
					for await (const [, turn] of kept.entries()) expect(JSON.stringify(turn)).not.toContain('alice');
					const own = ['picture of t1', 'signature of t1', 'picture of t2', 'signature of t2'];
					for (const hash of await hashesIn(store)) expect(own.map((text) => blobName(bytesOf(text)))).toContain(hash);
					const isKept = (await turns.turn('t2')) !== undefined;
					expect(await hashesIn(store)).toHaveLength(isKept ? 4 : 2);
				}),
				{ numRuns: 200 },
			);
		},
		60_000,
	);
});
