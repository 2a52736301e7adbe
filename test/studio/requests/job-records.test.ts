import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createJobRecords } from '../../../src/studio/requests/job-records.ts';
import { type Locks, StoreError } from '../../../src/studio/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { imageRequest, replyTarget } from '../../support/requests.ts';

const log = createLog('silent');
const { settings: chosen, ...request } = imageRequest();
const draftOf = (id: string) => ({ ...request, id, chosen });
const findDead = async (ownerIds: ReadonlySet<string>) => new Set([...ownerIds].filter((id) => id === 'dead'));
const findAll = async (ownerIds: ReadonlySet<string>) => ownerIds;
const picture = { id: '1', bookings: { house: [], person: [] } };

test('of several processes that take over at once, each job goes to one, with its draft, and that is no attempt', async () => {
	const ids = fc.uniqueArray(fc.bigInt({ min: 1n, max: 1n << 60n }).map(String), { maxLength: 5 });
	await fc.assert(
		fc.asyncProperty(ids, fc.integer({ min: 1, max: 4 }), async (jobIds, processes) => {
			await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
			const records = (ownerId: string) => createJobRecords({ store, ownerId, log });
			for (const id of jobIds) await records('dead').accept(draftOf(id));
			await records('living').accept(draftOf('0'));
			const takers = Array.from({ length: processes }, (_, index) => records(`taker ${index}`));
			const taken = (await Promise.all(takers.map((taker) => taker.takeOver(findDead)))).flatMap(
				({ taken: own }) => own,
			);
			expect(taken.map(({ id }) => id).toSorted()).toEqual(jobIds.toSorted());
			for (const { id, draft, attempt } of taken)
				expect({ draft, attempt }).toEqual({ draft: draftOf(id), attempt: 0 });
		}),
	);
});

test('a process changes and deletes nothing of a job that another has taken over', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const [slow, next] = ['dead', 'next'].map((ownerId) => createJobRecords({ store, ownerId, log }));
	await slow?.accept(draftOf('1'));
	await next?.takeOver(findDead);
	await next?.begin('1');
	expect(await slow?.begin('1')).toBe('taken');
	expect(await slow?.addPicture('1', picture)).toBe('taken');
	await slow?.finish('1');
	const third = createJobRecords({ store, ownerId: 'third', log });
	expect((await third.takeOver(findAll)).taken).toMatchObject([{ id: '1', attempt: 1, results: [] }]);
});

test('a picture that is made again replaces the one that was recorded and lost', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const jobRecords = createJobRecords({ store, ownerId: 'this', log });
	await jobRecords.accept(draftOf('1'));
	const again = { ...picture, bookings: { house: [], person: [{ id: '1.2:1:person', uses: [] }] } };
	for (const one of [picture, { ...picture, id: '1-2' }, again]) await jobRecords.addPicture('1', one);
	expect(await jobRecords.begin('1')).toMatchObject({ results: [{ id: '1-2' }, again] });
});

test('a job that cannot be taken over keeps no other from it, and is taken over later; the oldest comes first', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	let isBroken = true;
	const locks: Locks = {
		withLock(keys, work) {
			if (isBroken && keys.includes('job:9')) return Promise.reject(new StoreError('The store is broken'));
			return store.locks.withLock(keys, work);
		},
	};
	for (const id of ['10', '9', '2']) await createJobRecords({ store, ownerId: 'dead', log }).accept(draftOf(id));
	const jobRecords = createJobRecords({ store: { ...store, locks }, ownerId: 'this', log });
	const takeOver = async () => {
		const { taken, isComplete } = await jobRecords.takeOver(findDead);
		return [taken.map(({ id }) => id), isComplete];
	};
	expect(await takeOver()).toEqual([['2', '10'], false]);
	isBroken = false;
	expect(await takeOver()).toEqual([['9'], true]);
});

test('a record that nobody can read keeps no other from being deleted', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const jobRecords = createJobRecords({ store, ownerId: 'this', log });
	await store.records('jobs').set('1', { v: 2 });
	await jobRecords.accept(draftOf('2'));
	for (const id of ['2', '1']) await jobRecords.finish(id);
	expect(await Promise.all(['1', '2'].map((id) => store.records('jobs').get(id)))).toEqual([undefined, undefined]);
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
	const next = createJobRecords({ store, ownerId: 'next', log });
	expect((await next.takeOver(findAll)).taken.map(({ id }) => id)).toEqual(['3']);
});

test('of jobs that finish at once, each record is looked at once', async () => {
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const read: string[] = [];
	const counting = {
		...store,
		records(namespace: string) {
			const records = store.records(namespace);
			const get = records.get.bind(records);
			records.get = (key) => {
				read.push(key);
				return get(key);
			};
			return records;
		},
	};
	const jobRecords = createJobRecords({ store: counting, ownerId: 'this', log });
	const ids = ['1', '2', '3', '4'];
	for (const id of ids) await jobRecords.accept(draftOf(id));
	await Promise.all(ids.map((id) => jobRecords.finish(id)));
	expect(read.toSorted()).toEqual(ids);
});

test('the token of an interaction is in no log line when a record fails', async () => {
	const lines: string[] = [];
	await using store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const failing = { ...store, locks: { withLock: () => Promise.reject(new StoreError('The store is broken')) } };
	const noisy = createLog('trace', { write: (line) => void lines.push(line) });
	await createJobRecords({ store, ownerId: 'dead', log }).receive(replyTarget({ token: 'a-secret-token' }));
	const jobRecords = createJobRecords({ store: failing, ownerId: 'this', log: noisy });
	expect((await jobRecords.takeOver(findDead)).taken).toEqual([]);
	expect(lines).toHaveLength(1);
	expect(lines.join('')).not.toContain('a-secret-token');
});
