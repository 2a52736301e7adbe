import { expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { observeStore, observeUserQueue } from '../../src/metrics/observe.ts';
import { createPrometheus } from '../../src/metrics/prometheus.ts';
import { createUserQueue } from '../../src/queue/in-process.ts';
import { testBlobs } from '../conformance/blobs.ts';
import { testLocks } from '../conformance/locks.ts';
import { testLifetimes, testRecords } from '../conformance/records.ts';
import { holdFlushes } from '../store/flushes.ts';
import { openTemporaryStore } from '../store/open-temporary.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { noMetrics } from '../support/no-metrics.ts';
import { patientClock } from '../support/patient-clock.ts';
import { parseSamples, valuesOf } from './samples.ts';

const openObserved = (clock: Clock) => observeStore(openMemoryStore({ clock }), { metrics: noMetrics, clock });

testRecords(async () => openObserved(patientClock));
testLifetimes(async (clock) => openObserved(clock));
testLocks(async (clock) => openObserved(clock));
testBlobs(async (clock) => openObserved(clock));

test('an operation that fails and a lock that is not free in time are counted as failed', async () => {
	using prometheus = createPrometheus();
	const clock = fakeClock();
	const store = observeStore(openMemoryStore({ clock }), { metrics: prometheus.metrics, clock });
	await expect(store.records('things').set('', 1)).rejects.toThrow();
	const { promise: held, resolve: release } = Promise.withResolvers<void>();
	const holding = store.locks.withLock(['key'], () => held);
	const late = expect(store.locks.withLock(['key'], async () => {})).rejects.toThrow();
	await clock.advance(await clock.sleepers());
	await late;
	release();
	await holding;
	const failing = store.locks.withLock(['key'], () => Promise.reject(new Error('the work failed')));
	await expect(failing).rejects.toThrow('the work failed');
	expect(valuesOf(parseSamples(await prometheus.read()), 'plantain_store_seconds_count')).toEqual({
		'set failed': 1,
		'lock ok': 2,
		'lock failed': 1,
	});
});

test('records written together are one operation, also when they fail', async () => {
	using prometheus = createPrometheus();
	const clock = fakeClock();
	const store = observeStore(openMemoryStore({ clock }), { metrics: prometheus.metrics, clock });
	const write = (value: unknown) =>
		store.locks.withLock(['key'], (lease) =>
			store.setTogether(
				['a', 'b'].map((key) => ({ namespace: 'things', key, value: () => value })),
				lease,
			),
		);
	await write(1);
	await expect(write(undefined)).rejects.toThrow();
	expect(valuesOf(parseSamples(await prometheus.read()), 'plantain_store_seconds_count')).toEqual({
		'lock ok': 2,
		'set-together ok': 1,
		'set-together failed': 1,
	});
});

test('what is to be deleted on the disk soon is answered before it is', async () => {
	await using store = await openTemporaryStore({ clock: patientClock });
	const records = observeStore(store, { metrics: noMetrics, clock: patientClock }).records('things');
	await records.set('a', 1);
	using _ = await holdFlushes();
	expect(await records.delete('a', { durability: 'soon' })).toBe(true);
});

test('a job that is refused or leaves while it waits does not count as waiting any more', async () => {
	using prometheus = createPrometheus();
	const clock = fakeClock();
	const queue = observeUserQueue(createUserQueue({ running: 1, waiting: 1 }), { metrics: prometheus.metrics, clock });
	const jobs = async () => valuesOf(parseSamples(await prometheus.read()), 'plantain_queue_jobs');
	const { promise: working, resolve: finish } = Promise.withResolvers<void>();
	const leaving = new AbortController();
	const options = { signal: new AbortController().signal, isAccepted: false };
	const first = queue.enter('1', () => working, options);
	const second = queue.enter('1', () => working, { ...options, signal: leaving.signal });
	await expect(queue.enter('1', () => working, options)).rejects.toThrow('too many jobs wait already');
	expect(await jobs()).toEqual({ waiting: 1, running: 1 });
	leaving.abort(new Error('taken back'));
	await expect(second).rejects.toThrow('taken back');
	expect(await jobs()).toEqual({ running: 1 });
	finish();
	await first;
	expect(await jobs()).toEqual({});
});
