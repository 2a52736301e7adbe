import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createUserQueue } from '../../src/queue/in-process.ts';
import { createIdempotencyKeys } from '../../src/studio/requests/idempotency-keys.ts';
import { createJobRecords } from '../../src/studio/requests/job-records.ts';
import { createJobs } from '../../src/studio/requests/jobs.ts';
import { en } from '../../src/words/en/index.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { imageRequest, replyTarget } from '../support/requests.ts';

const snowflakeAt = (ms: number) => `${BigInt(ms - Date.UTC(2015, 0, 1)) << 22n}`;

/** Jobs that run until they are cancelled or the latest is finished, and what was begun of them. */
function openJobs(queue = { running: 2, waiting: 10 }) {
	const clock = fakeClock(Date.now());
	const begun: AbortSignal[] = [];
	const accepted: { prompt: string; attempt: number; mayRegenerate: boolean }[] = [];
	const told: string[] = [];
	let finish = () => {};
	const { promise: isBegun, resolve } = Promise.withResolvers<void>();
	const memory = openMemoryStore({ clock });
	const state = { isForgotten: false, writing: Promise.resolve() };
	const store = {
		...memory,
		records(namespace: string) {
			const records = memory.records(namespace);
			const set = records.set.bind(records);
			records.set = async (...written) => {
				await state.writing;
				await set(...written);
			};
			return records;
		},
	};
	const log = createLog('silent');
	const recordsOf = (ownerId: string) => createJobRecords({ store, ownerId, log });
	const jobs = createJobs({
		generator: {
			generate: ({ draft, attempt, mayRegenerate }, signal) => {
				begun.push(signal);
				accepted.push({ prompt: draft.prompt, attempt, mayRegenerate });
				resolve();
				return new Promise((done, reject) => {
					finish = done;
					signal.addEventListener('abort', () => reject(signal.reason));
				});
			},
		},
		idempotencyKeys: createIdempotencyKeys(store.records('claims')),
		jobRecords: recordsOf('this'),
		isForgotten: () => Promise.resolve(state.isForgotten),
		userQueue: createUserQueue(queue),
		delivery: {
			async tell(_, says) {
				told.push(says(en));
			},
			isThinking: () => Promise.resolve(true),
		},
		clock,
		log,
	});
	const { settings: chosen, ...request } = imageRequest();
	const order = { ...request, id: snowflakeAt(clock.now()), chosen };
	/** Makes the jobs of all other processes those of this one. */
	const takeOver = async () => (await recordsOf('this').takeOver(async (ownerIds) => ownerIds)).taken;
	const recordOf = (id: string) => store.records('jobs').get(id);
	/** Takes the job of a dead process over; returns it. */
	async function takeOne() {
		await recordsOf('dead').accept(order);
		const [taken] = await takeOver();
		if (taken === undefined) throw new Error('nothing was taken over');
		return taken;
	}
	return {
		clock,
		jobs,
		begun,
		accepted,
		told,
		isBegun,
		finish: () => finish(),
		order,
		recordsOf,
		takeOver,
		takeOne,
		recordOf,
		state,
	};
}

test('a request that comes again while it runs can still be taken back', async () => {
	const { jobs, begun, isBegun, order } = openJobs();
	const first = jobs.run(order);
	await jobs.run(order);
	await isBegun;
	jobs.cancel(order.id);
	await first;
	expect(begun.map(({ aborted }) => aborted)).toEqual([true]);
});

test('a stop waits for a request that came again while it runs', async () => {
	const { clock, jobs, begun, isBegun, order } = openJobs();
	const first = jobs.run(order);
	await jobs.run(order);
	await isBegun;
	const closed = jobs.close(1000);
	await clock.sleepers();
	await clock.advance(999);
	expect(begun[0]?.aborted).toBe(false);
	await clock.advance(1);
	await Promise.all([closed, first]);
	expect(begun[0]?.aborted).toBe(true);
});

/** Frees what nobody holds any more; the test has to give way first, as weak references keep their target that long. */
async function collectGarbage(): Promise<void> {
	await setImmediate();
	setFlagsFromString('--expose-gc');
	runInNewContext('gc')();
}

test('nothing is left of requests that have ended, though whoever painted never took a listener off', async () => {
	const { jobs, begun, finish, order } = openJobs();
	for (let number = 0; number < 20; number++) {
		const running = jobs.run({ ...order, id: `${number}` });
		while (begun.length <= number) await setImmediate();
		finish();
		await running;
	}
	const signals = begun.splice(0).map((signal) => new WeakRef(signal));
	await collectGarbage();
	expect(signals.filter((signal) => signal.deref() !== undefined)).toHaveLength(0);
	await jobs.close(0);
});

test('a job that was accepted before is resumed although as many as may wait are waiting', async () => {
	const { jobs, begun, accepted, finish, order, recordsOf, takeOver, isBegun } = openJobs({ running: 1, waiting: 0 });
	const first = jobs.run(order);
	await isBegun;
	await recordsOf('dead').accept({ ...order, id: `${BigInt(order.id) + 1n}`, prompt: 'a hare' });
	const [taken] = await takeOver();
	if (taken === undefined) throw new Error('nothing was taken over');
	const resumed = jobs.resume(taken);
	finish();
	await first;
	while (begun.length < 2) await setImmediate();
	finish();
	await resumed;
	expect(accepted.map(({ prompt }) => prompt)).toEqual(['a fox', 'a hare']);
});

test('a process that takes a job over and dies before work on it begins costs it no attempt', async () => {
	const { jobs, accepted, finish, isBegun, order, recordsOf, takeOver } = openJobs();
	await recordsOf('dead').accept(order);
	for (const ownerId of ['one', 'two', 'three']) await recordsOf(ownerId).takeOver(async (ownerIds) => ownerIds);
	const [taken] = await takeOver();
	if (taken === undefined) throw new Error('nothing was taken over');
	const resumed = jobs.resume(taken);
	await isBegun;
	finish();
	await resumed;
	expect(accepted).toEqual([{ prompt: 'a fox', attempt: 1, mayRegenerate: true }]);
});

test('a request that waits while another process takes it over is not begun here', async () => {
	const { jobs, accepted, finish, isBegun, order, recordsOf, recordOf } = openJobs({ running: 1, waiting: 1 });
	const first = jobs.run({ ...order, id: '1' });
	await isBegun;
	const second = jobs.run(order);
	while ((await recordOf(order.id)) === undefined) await setImmediate();
	await recordsOf('other').takeOver(async (ownerIds) => ownerIds);
	finish();
	await Promise.all([first, second]);
	expect(accepted).toHaveLength(1);
	expect(await recordOf(order.id)).toMatchObject({ ownerId: 'other' });
});

test.each(['before', 'after'])(
	'a job that was taken over is not begun for somebody who is forgotten %s it is resumed',
	async (when) => {
		const { jobs, accepted, order, recordsOf, takeOne, recordOf, state } = openJobs();
		const taken = await takeOne();
		if (when === 'before') state.isForgotten = true;
		else await recordsOf('this').forget(order.replyTo.userId, order.id);
		await jobs.resume(taken);
		expect(accepted).toEqual([]);
		expect(await recordOf(order.id)).toBeUndefined();
	},
);

test('a job that is resumed while the bot stops is left to the next process', async () => {
	const { jobs, accepted, order, takeOne, recordOf } = openJobs();
	const taken = await takeOne();
	await jobs.close(0);
	await jobs.resume(taken);
	await jobs.finish(order.id);
	expect(accepted).toEqual([]);
	expect(await recordOf(order.id)).toBeDefined();
});

test.each([
	['begins', { prompt: 'a hare', attempt: 1 }],
	['is taken back', undefined],
])('an edit that is still being recorded when its request %s neither gets lost nor comes later', async (_, held) => {
	const { jobs, finish, isBegun, order, recordOf, state } = openJobs({ running: 1, waiting: 1 });
	const pause = async () => {
		for (let turn = 0; turn < 10; turn++) await setImmediate();
	};
	const first = jobs.run({ ...order, id: '1' });
	await isBegun;
	const second = jobs.run(order);
	while ((await recordOf(order.id)) === undefined) await setImmediate();
	const { promise, resolve } = Promise.withResolvers<void>();
	state.writing = promise;
	jobs.reword(order.id, 'a hare');
	await pause();
	if (held === undefined) jobs.withdraw(order.id);
	finish();
	await pause();
	resolve();
	await pause();
	const record = Object(await recordOf(order.id));
	expect(held === undefined ? record : { prompt: record.draft.prompt, attempt: record.attempt }).toEqual(held ?? {});
	finish();
	await Promise.all([first, second]);
});

test('the record of a running request outlives what is made of a second delivery of its event', async () => {
	const { jobs, finish, isBegun, order, recordOf } = openJobs();
	const running = jobs.run(order);
	await isBegun;
	await jobs.finish(order.id);
	expect(await recordOf(order.id)).toBeDefined();
	finish();
	await running;
	expect(await recordOf(order.id)).toBeUndefined();
});

test.each([
	[0, 1],
	[15 * 60_000 + 1, 0],
])(
	'somebody of whom only "thinking…" is known is told %i ms later that the bot restarted: %i times',
	async (ageMs, times) => {
		const { clock, jobs, told, order, recordsOf, takeOver, recordOf } = openJobs();
		await recordsOf('dead').receive(replyTarget({ interactionId: order.id }));
		await clock.advance(ageMs);
		const [taken] = await takeOver();
		if (taken === undefined) throw new Error('nothing was taken over');
		await jobs.resume(taken);
		expect(told).toHaveLength(times);
		expect(await recordOf(order.id)).toBeUndefined();
	},
);
