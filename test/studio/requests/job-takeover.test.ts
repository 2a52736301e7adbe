import { expect, test } from 'vitest';
import { KeptError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import { createJobRecords } from '../../../src/studio/requests/job-records.ts';
import { createJobTakeover } from '../../../src/studio/requests/job-takeover.ts';
import type { ReplyTarget } from '../../../src/studio/requests/request.ts';
import { StoreError, StoreFullError, UnreadableError } from '../../../src/studio/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { imageRequest } from '../../support/requests.ts';

const { settings: chosen, ...request } = imageRequest();
const house = [{ id: '1:1:house', uses: [] }];
const person = [{ id: '1:1:person', uses: [{ images: 1, microDollars: 4, model: 'flash' }] }];

/** A job of a dead process with one picture that is kept, which goes wrong when it is resumed until that is mended. */
async function openTakeover(error: unknown) {
	const clock = fakeClock(Date.now());
	const store = openMemoryStore({ clock });
	const log = createLog('silent');
	const dead = createJobRecords({ store, ownerId: 'dead', log });
	await dead.accept({ ...request, id: '1', chosen });
	await dead.addPicture('1', { id: '1', bookings: { house, person } });
	const jobRecords = createJobRecords({ store, ownerId: 'this', log });
	const booked = new Set<string>();
	const told: unknown[] = [];
	const answeredAt: ReplyTarget[] = [];
	const resumedFor: (ReplyTarget | undefined)[] = [];
	const state = {
		isBroken: true,
		canRead: true,
		canAnswer: true,
		isForgotten: false,
		isMaking: false,
		isFailing: false,
	};
	const takeover = createJobTakeover({
		jobRecords,
		jobs: {
			async resume({ id, draft }) {
				resumedFor.push(draft?.replyTo);
				if (state.isMaking) await jobRecords.addPicture(id, { id: '1-2', bookings: { house: [], person: [] } });
				state.isMaking = false;
				if (state.isFailing) throw new StoreError('The store is broken');
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
		isForgotten: () => Promise.resolve(state.isForgotten),
		clock,
		log,
	});
	takeover.start(async (reason, replyTo) => {
		told.push(reason);
		answeredAt.push(replyTo);
		return state.canAnswer;
	});
	return {
		...takeover,
		state,
		booked,
		told,
		answeredAt,
		resumedFor,
		takeOver: () => takeover.takeOver(async (ownerIds) => ownerIds),
		isRecorded: async () => (await store.records('jobs').get('1')) !== undefined,
		/** Resolves once every job that was due is finished or put off. */
		async pass() {
			takeover.resume();
			await clock.advance(15_000);
		},
	};
}

test('whoever was charged for a kept picture is told that it is kept, whatever goes wrong then', async () => {
	const { takeOver, pass, told, booked, isRecorded, answeredAt, resumedFor } = await openTakeover(new Error('broken'));
	await takeOver();
	await pass();
	expect([...booked]).toEqual(['1:1:house', '1:1:person']);
	expect(told).toEqual([expect.any(KeptError)]);
	// The very same object: whoever delivers knows by it what the person has been shown.
	expect(answeredAt[0]).toBe(resumedFor[0]);
	expect(told).toMatchObject([{ details: { turnIds: ['1'], unmade: 0 } }]);
	expect(await isRecorded()).toBe(false);
});

test('a job that the store fails is not answered, and is resumed on a later pass', async () => {
	const { takeOver, pass, told, state, isRecorded } = await openTakeover(new StoreError('The store is broken'));
	await takeOver();
	await pass();
	expect([told, await isRecorded()]).toEqual([[], true]);
	state.isBroken = false;
	await pass();
	expect([told, await isRecorded()]).toEqual([[], false]);
});

test.each([
	['is full', new StoreFullError('There is no space')],
	['holds a damaged record', new UnreadableError('The turn cannot be read')],
])('whoever waits for a job that fails because the store %s is told, because that does not pass', async (_, error) => {
	const { takeOver, pass, told, isRecorded } = await openTakeover(error);
	await takeOver();
	await pass();
	expect([told.length, await isRecorded()]).toEqual([1, false]);
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

test('whoever waits for a job that failed once is told of the picture that was kept then', async () => {
	const { takeOver, pass, told, state } = await openTakeover(new Error('broken'));
	state.isMaking = true;
	state.isFailing = true;
	await takeOver();
	await pass();
	state.isFailing = false;
	await pass();
	expect(told).toMatchObject([{ details: { turnIds: ['1', '1-2'] } }]);
});

test('a picture of somebody who has been forgotten since is booked for the house alone', async () => {
	const { takeOver, state, booked } = await openTakeover(new Error('broken'));
	state.isForgotten = true;
	await takeOver();
	expect([...booked]).toEqual(['1:1:house']);
});
