import { expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createCircuitBreakers } from '../../../src/studio/generation/circuit-breaker.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';

const log = createLog('silent');
const MODEL = 'gemini-3-pro-image';

/** Two processes on one store; the circuit breakers of the first saw these failures. */
async function setUp(failures: number) {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const deps = { store, clock, log };
	const [circuitBreakers, elsewhere] = [createCircuitBreakers(deps), createCircuitBreakers(deps)];
	const opened = [];
	for (let seen = 0; seen < failures; seen++) opened.push(await circuitBreakers.record(MODEL, true));
	return { clock, store, circuitBreakers, elsewhere, opened };
}

test('four failures in a row leave it closed', async () => {
	const { circuitBreakers, opened } = await setUp(4);
	expect(opened).toEqual([false, false, false, false]);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('the fifth failure in a row opens it for 60 seconds, and says so once', async () => {
	const { circuitBreakers, opened } = await setUp(6);
	expect(opened).toEqual([false, false, false, false, true, false]);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(60_000);
});

test('it stays open up to its last millisecond, and then lets one trial through while the others wait', async () => {
	const { clock, circuitBreakers } = await setUp(5);
	await clock.advance(59_999);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(1);
	await clock.advance(1);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(60_000);
});

test('a trial that succeeds closes it, and five more failures are needed to open it again', async () => {
	const { clock, circuitBreakers } = await setUp(5);
	await clock.advance(60_000);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	await circuitBreakers.record(MODEL, false);
	const opened = [];
	for (let seen = 0; seen < 5; seen++) {
		expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
		opened.push(await circuitBreakers.record(MODEL, true));
	}
	expect(opened).toEqual([false, false, false, false, true]);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(60_000);
});

test('a trial that fails opens it for 60 seconds more', async () => {
	const { clock, circuitBreakers } = await setUp(5);
	await clock.advance(60_000);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	await clock.advance(20_000);
	expect(await circuitBreakers.record(MODEL, true)).toBe(false);
	await clock.advance(59_999);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(1);
	await clock.advance(1);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('a trial that nothing is ever heard of lets another through after 60 seconds', async () => {
	const { clock, circuitBreakers } = await setUp(5);
	await clock.advance(60_000);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	await clock.advance(60_000);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('a success between failures starts the count anew', async () => {
	const { circuitBreakers } = await setUp(4);
	await circuitBreakers.record(MODEL, false);
	for (let failures = 0; failures < 4; failures++) await circuitBreakers.record(MODEL, true);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('one model that fails leaves the others alone', async () => {
	const { circuitBreakers } = await setUp(5);
	expect(await circuitBreakers.waitMs('gemini-2.5-flash-image')).toBe(0);
});

test('processes that share a store leave a failing model alone together, and one of them makes the trial', async () => {
	const { clock, circuitBreakers, elsewhere } = await setUp(4);
	expect(await elsewhere.record(MODEL, true)).toBe(true);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(60_000);
	await clock.advance(60_000);
	const waits = await Promise.all([circuitBreakers, elsewhere].map((breakers) => breakers.waitMs(MODEL)));
	expect(waits.toSorted()).toEqual([0, 60_000]);
	await elsewhere.record(MODEL, false);
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('while the store fails, calls are made and their outcomes accepted', async () => {
	const { clock, store } = await setUp(5);
	const broken = async () => {
		throw new StoreError('the disk is gone');
	};
	const failing = { ...store, records: () => ({ ...store.records('circuits'), get: broken, delete: broken }) };
	const circuitBreakers = createCircuitBreakers({ store: failing, clock, log });
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	expect(await circuitBreakers.record(MODEL, true)).toBe(false);
	expect(await circuitBreakers.record(MODEL, false)).toBe(false);
});

test('a circuit that cannot be read counts as closed, and does not stay in the way', async () => {
	const { store, circuitBreakers } = await setUp(5);
	await store.records('circuits').set(MODEL, { v: 2 });
	expect(await circuitBreakers.waitMs(MODEL)).toBe(0);
	expect(await store.records('circuits').get(MODEL)).toBeUndefined();
});

test('looking at an open circuit takes no lock', async () => {
	const { clock, store } = await setUp(5);
	const withLock = () => expect.unreachable();
	const circuitBreakers = createCircuitBreakers({ store: { ...store, locks: { withLock } }, clock, log });
	expect(await circuitBreakers.waitMs(MODEL)).toBe(60_000);
});
