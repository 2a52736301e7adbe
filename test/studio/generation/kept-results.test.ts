import { expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { findProgress, isKept, recordPicture } from '../../../src/studio/generation/kept-results.ts';
import { blobName } from '../../../src/studio/sessions/blob-name.ts';
import { imageRequest, MODELS } from '../../support/requests.ts';
import { bytesOf, newSession, newTurn, openTurns } from '../sessions/turns/fixture.ts';

const { settings: chosen, ...request } = imageRequest();

test('of two kept pictures, the one whose bytes are lost counts as not made, and the other is shown', async () => {
	const { turns, store } = openTurns();
	await turns.open(newSession());
	const draft = { ...request, chosen, count: 2 };
	const [lost, other] = [draft.id, `${draft.id}-2`];
	for (const id of [lost, other]) await turns.append(newTurn(id));
	await store.blobs.delete(blobName(bytesOf(`picture of ${lost}`)));
	const thoughts = { of: () => Promise.resolve(undefined) };
	const { kept, missing } = await findProgress(draft, [], { turns, thoughts, models: MODELS });
	expect([kept.map(({ result }) => result.id), missing]).toEqual([[other], [0]]);
	expect(await Promise.all([lost, other].map((id) => isKept(id, turns)))).toEqual([false, true]);
});

test.each([
	['this process has', 'this', [true, true]],
	['another process has', 'taken', [false, false]],
	['nobody has any more, as when the person was forgotten or another process finished it', 'gone', [true, false]],
] as const)('a picture of a job that %s is shown, before and after one is kept: %s, %s', async (_, owner, isShown) => {
	const { turns } = openTurns();
	const { id } = request;
	const held = { v: 1, ownerId: owner, attempt: 1, replyTo: request.replyTo, results: [] } as const;
	const jobRecords = { addPicture: () => Promise.resolve(owner === 'this' ? held : owner) };
	const record = () =>
		recordPicture(id, { id, bookings: { house: [], person: [] } }, { jobRecords, turns, log: createLog('silent') });
	const before = await record();
	await turns.open(newSession());
	await turns.append(newTurn(id));
	expect([before, await record()]).toEqual(isShown);
});
