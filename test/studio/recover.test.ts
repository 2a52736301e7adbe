import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createUserQueue } from '../../src/queue/in-process.ts';
import { RENEW_EVERY_MS } from '../../src/studio/quota/process-lease.ts';
import { createJobRecords } from '../../src/studio/requests/job-records.ts';
import { type Locks, StoreError } from '../../src/studio/store.ts';
import { createStudio } from '../../src/studio/studio.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryJournal } from '../support/memory-journal.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { noMetrics } from '../support/no-metrics.ts';
import { createOutbox } from '../support/outbox.ts';
import { imageRequest, MODELS } from '../support/requests.ts';

const log = createLog('silent');
const { settings: chosen, ...request } = imageRequest();

/** A process among others, and two jobs of one that is dead. */
async function openStudio() {
	const clock = fakeClock(Date.now());
	const store = openMemoryStore({ clock });
	const dead = createJobRecords({ store, ownerId: 'dead', log });
	for (const id of ['1', '2']) await dead.accept({ ...request, id, chosen });
	const state = { isSecondLocked: false };
	const locks: Locks = {
		withLock: (keys, work) =>
			state.isSecondLocked && keys.includes('job:2')
				? Promise.reject(new StoreError('The lock is not free'))
				: store.locks.withLock(keys, work),
	};
	const studio = createStudio({
		imageModel: { generate: () => new Promise(() => {}) },
		references: { load: () => new Promise(() => {}) },
		store: { ...store, locks },
		userQueue: createUserQueue({ running: 1, waiting: 0 }),
		readsMessages: () => false,
		historyBudgetBytes: 0,
		limits: { user: [], guild: [], bot: [] },
		ownerId: 'this',
		isAlone: false,
		journal: memoryJournal(),
		metrics: noMetrics,
		random: () => 0,
		delivery: createOutbox().delivery,
		models: MODELS,
		clock,
		log,
	});
	const ownerOf = async (id: string) => Object(await store.records('jobs').get(id)).ownerId;
	const isTaken = async (id: string) => {
		for (let turn = 0; turn < 100 && (await ownerOf(id)) === 'dead'; turn++) await setImmediate();
		return (await ownerOf(id)) !== 'dead';
	};
	return { clock, state, studio, ownerOf, isTaken };
}

test('a process among others takes no job over before it can answer people, and does at the next renewal', async () => {
	const { clock, studio, ownerOf, isTaken } = await openStudio();
	await using _lease = await studio.recover();
	await clock.advance(10 * RENEW_EVERY_MS);
	expect(await ownerOf('1')).toBe('dead');
	studio.resumeJobs(() => Promise.resolve(true));
	await clock.advance(RENEW_EVERY_MS);
	expect(await isTaken('1')).toBe(true);
});

test('a job that cannot be taken over keeps no other waiting, and is tried again at the next renewal', async () => {
	const { clock, state, studio, ownerOf, isTaken } = await openStudio();
	state.isSecondLocked = true;
	studio.resumeJobs(() => Promise.resolve(true));
	await using _lease = await studio.recover();
	// The first job is answered, because it is older than a quarter of an hour, and so its record is deleted.
	for (let turn = 0; turn < 1000 && (await ownerOf('1')) !== undefined; turn++) await setImmediate();
	expect([await ownerOf('1'), await ownerOf('2')]).toEqual([undefined, 'dead']);
	state.isSecondLocked = false;
	await clock.advance(RENEW_EVERY_MS);
	expect(await isTaken('2')).toBe(true);
});
