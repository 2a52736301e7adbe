import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createJobRecords } from '../../../src/studio/requests/job-records.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { imageRequest, replyTarget } from '../../support/requests.ts';

const log = createLog('silent');
const { settings: chosen, ...request } = imageRequest();
const draftOf = (id: string) => ({ ...request, id, chosen });
const isDead = (ownerId: string) => ownerId === 'dead';

test('of several processes that take over at once, each job goes to one, with its draft and one attempt more', async () => {
	const ids = fc.uniqueArray(fc.bigInt({ min: 1n, max: 1n << 60n }).map(String), { maxLength: 5 });
	await fc.assert(
		fc.asyncProperty(ids, fc.integer({ min: 1, max: 4 }), async (jobIds, processes) => {
			await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
			const records = (ownerId: string) => createJobRecords({ store, ownerId, log });
			for (const id of jobIds) await records('dead').accept(draftOf(id));
			await records('living').accept(draftOf('0'));
			const takers = Array.from({ length: processes }, (_, index) => records(`taker ${index}`));
			const taken = (await Promise.all(takers.map((taker) => taker.takeOver(isDead)))).flat();
			expect(taken.map(({ id }) => id).toSorted()).toEqual(jobIds.toSorted());
			for (const { id, draft, attempt } of taken)
				expect({ draft, attempt }).toEqual({ draft: draftOf(id), attempt: 2 });
		}),
	);
});

test('a process changes and deletes nothing of a job that another has taken over', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const [slow, next] = ['dead', 'next'].map((ownerId) => createJobRecords({ store, ownerId, log }));
	await slow?.accept(draftOf('1'));
	await next?.takeOver(isDead);
	await slow?.addPicture('1', { id: '1', bookings: { house: [], person: [] } });
	await slow?.finish('1');
	const third = createJobRecords({ store, ownerId: 'third', log });
	expect(await third.takeOver(() => true)).toMatchObject([{ id: '1', attempt: 3, results: [] }]);
});

test('a record that could not be deleted is deleted with the next one', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	let isBroken = false;
	const breaking = {
		...store,
		records(namespace: string) {
			const records = store.records(namespace);
			const remove = records.delete.bind(records);
			records.delete = (key) => (isBroken ? Promise.reject(new StoreError('The store is broken')) : remove(key));
			return records;
		},
	};
	const jobRecords = createJobRecords({ store: breaking, ownerId: 'this', log });
	for (const interactionId of ['1', '2', '3']) await jobRecords.receive(replyTarget({ interactionId }));
	isBroken = true;
	await jobRecords.finish('1');
	isBroken = false;
	await jobRecords.finish('2');
	expect((await jobRecords.takeOver(() => true)).map(({ id }) => id)).toEqual(['3']);
});

test('the token of an interaction is in no log line when a record fails', async () => {
	const lines: string[] = [];
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const failing = { ...store, locks: { withLock: () => Promise.reject(new StoreError('The store is broken')) } };
	const noisy = createLog('trace', { write: (line) => void lines.push(line) });
	await createJobRecords({ store, ownerId: 'dead', log }).receive(replyTarget({ token: 'a-secret-token' }));
	const jobRecords = createJobRecords({ store: failing, ownerId: 'this', log: noisy });
	expect(await jobRecords.takeOver(isDead)).toEqual([]);
	expect(lines).toHaveLength(1);
	expect(lines.join('')).not.toContain('a-secret-token');
});
