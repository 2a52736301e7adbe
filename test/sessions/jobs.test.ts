import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createUserQueue } from '../../src/queue/in-process.ts';
import { createIdempotencyKeys } from '../../src/studio/requests/idempotency-keys.ts';
import { createJobRecords } from '../../src/studio/requests/job-records.ts';
import { createJobs } from '../../src/studio/requests/jobs.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { imageRequest } from '../support/requests.ts';

/** Jobs that run until they are cancelled or the latest is finished, and what was begun of them. */
function openJobs() {
	const clock = fakeClock();
	const begun: AbortSignal[] = [];
	let finish = () => {};
	const { promise: isBegun, resolve } = Promise.withResolvers<void>();
	const store = openMemoryStore({ clock });
	const log = createLog('silent');
	const jobs = createJobs({
		generator: {
			generate: (_, signal) => {
				begun.push(signal);
				resolve();
				return new Promise((done, reject) => {
					finish = done;
					signal.addEventListener('abort', () => reject(signal.reason));
				});
			},
		},
		idempotencyKeys: createIdempotencyKeys(store.records('claims')),
		jobRecords: createJobRecords({ store, ownerId: 'this', log }),
		isForgotten: () => Promise.resolve(false),
		userQueue: createUserQueue({ running: 2, waiting: 10 }),
		delivery: { tell: () => Promise.resolve(), isThinking: () => Promise.resolve(true) },
		clock,
		log,
	});
	const { settings: chosen, ...request } = imageRequest();
	return { clock, jobs, begun, isBegun, finish: () => finish(), order: { ...request, chosen } };
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
