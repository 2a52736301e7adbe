import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createUserQueue } from '../../src/queue/in-process.ts';
import { RENEW_EVERY_MS } from '../../src/studio/quota/process-lease.ts';
import { createJobRecords } from '../../src/studio/requests/job-records.ts';
import { createStudio } from '../../src/studio/studio.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryJournal } from '../support/memory-journal.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { createOutbox } from '../support/outbox.ts';
import { imageRequest, MODELS } from '../support/requests.ts';

test('a process among others takes no job over before it can answer people, and does at the next renewal', async () => {
	const clock = fakeClock(Date.now());
	await using store = openMemoryStore({ clock });
	const log = createLog('silent');
	const { settings: chosen, ...request } = imageRequest();
	await createJobRecords({ store, ownerId: 'dead', log }).accept({ ...request, chosen });
	const studio = createStudio({
		imageModel: { generate: () => new Promise(() => {}) },
		references: { load: () => new Promise(() => {}) },
		store,
		userQueue: createUserQueue({ running: 1, waiting: 0 }),
		readsMessages: () => false,
		historyBudgetBytes: 0,
		limits: { user: [], guild: [], bot: [] },
		ownerId: 'this',
		isAlone: false,
		journal: memoryJournal(),
		random: () => 0,
		delivery: createOutbox().delivery,
		models: MODELS,
		clock,
		log,
	});
	await using _lease = await studio.recover();
	const owner = async () => Object(await store.records('jobs').get(request.id)).ownerId;
	await clock.advance(10 * RENEW_EVERY_MS);
	expect(await owner()).toBe('dead');
	studio.resumeJobs(() => Promise.resolve(false));
	await clock.advance(RENEW_EVERY_MS);
	for (let turn = 0; turn < 100 && (await owner()) === 'dead'; turn++) await setImmediate();
	expect(await owner()).not.toBe('dead');
});
