import { expect, test } from 'vitest';
import { KeptError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import { createJobRecords } from '../../../src/studio/requests/job-records.ts';
import { createJobTakeover } from '../../../src/studio/requests/job-takeover.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { imageRequest } from '../../support/requests.ts';

const { settings: chosen, ...request } = imageRequest();
const house = [{ id: '1:1:house', uses: [] }];
const person = [{ id: '1:1:person', uses: [{ images: 1, microDollars: 4, model: 'flash' }] }];

/** A job of a dead process with one picture that is kept, which goes wrong when it is resumed until that is mended. */
async function openTakeover(error: unknown) {
	const store = openMemoryStore({ clock: fakeClock(Date.now()) });
	const log = createLog('silent');
	const dead = createJobRecords({ store, ownerId: 'dead', log });
	await dead.accept({ ...request, id: '1', chosen });
	await dead.addPicture('1', { id: '1', bookings: { house, person } });
	const jobRecords = createJobRecords({ store, ownerId: 'this', log });
	const booked = new Set<string>();
	const told: unknown[] = [];
	const state = { isBroken: true, canRead: true, canAnswer: true };
	const takeover = createJobTakeover({
		jobRecords,
		jobs: {
			async resume({ id }) {
				if (state.isBroken) throw error;
				await jobRecords.finish(id);
			},
			finish: (id) => jobRecords.finish(id),
		},
		bookings: {
			async book(bookings) {
				for (const { id } of bookings) booked.add(id);
			},
		},
		async isKept() {
			if (!state.canRead) throw new StoreError('The store is broken');
			return true;
		},
		isForgotten: () => Promise.resolve(false),
		log,
	});
	takeover.start(async (reason) => {
		told.push(reason);
		return state.canAnswer;
	});
	return {
		...takeover,
		state,
		booked,
		told,
		takeOver: () => takeover.takeOver(async (ownerIds) => ownerIds),
		isRecorded: async () => (await store.records('jobs').get('1')) !== undefined,
		/** Resolves once every job of this pass is finished or postponed. */
		async pass() {
			takeover.resume();
			for (let turn = 0; turn < 100; turn++) await Promise.resolve();
		},
	};
}

test('whoever was charged for a kept picture is told that it is kept, whatever goes wrong then', async () => {
	const { takeOver, pass, told, booked, isRecorded } = await openTakeover(new Error('broken'));
	await takeOver();
	await pass();
	expect([...booked]).toEqual(['1:1:house', '1:1:person']);
	expect(told).toEqual([expect.any(KeptError)]);
	expect(told).toMatchObject([{ details: { turnIds: ['1'], unmade: 0 } }]);
	expect(await isRecorded()).toBe(false);
});

test('a job that the store fails is not answered, and is resumed on a later pass', async () => {
	const { takeOver, pass, told, state, isRecorded, isIdle } = await openTakeover(new StoreError('The store is broken'));
	await takeOver();
	await pass();
	expect([told, await isRecorded(), isIdle()]).toEqual([[], true, false]);
	state.isBroken = false;
	await pass();
	expect([told, await isRecorded(), isIdle()]).toEqual([[], false, true]);
});

test('a job whose person could not be answered keeps its record, and is resumed on a later pass', async () => {
	const { takeOver, pass, told, state, isRecorded } = await openTakeover(new Error('broken'));
	state.canAnswer = false;
	await takeOver();
	await pass();
	expect([told.length, await isRecorded()]).toEqual([1, true]);
	state.isBroken = false;
	await pass();
	expect([told.length, await isRecorded()]).toEqual([1, false]);
});

test('a kept picture that could not be booked at the takeover is booked before it is shown', async () => {
	const { takeOver, pass, state, booked } = await openTakeover(new Error('broken'));
	state.isBroken = false;
	state.canRead = false;
	await takeOver();
	expect([...booked]).toEqual(['1:1:house']);
	state.canRead = true;
	await pass();
	expect([...booked]).toEqual(['1:1:house', '1:1:person']);
});
