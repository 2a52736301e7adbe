import { expect, test } from 'vitest';
import { CircuitBreakers } from '../../../src/studio/generation/circuit-breaker.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const MODEL = 'gemini-3-pro-image';

function setUp(failures: number) {
	const clock = fakeClock();
	const circuitBreakers = new CircuitBreakers(clock);
	const opened = Array.from({ length: failures }, () => circuitBreakers.record(MODEL, true));
	return { clock, circuitBreakers, opened };
}

test('four failures in a row leave it closed', () => {
	const { circuitBreakers, opened } = setUp(4);
	expect(opened).toEqual([false, false, false, false]);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('the fifth failure in a row opens it for 60 seconds, and says so once', () => {
	const { circuitBreakers, opened } = setUp(6);
	expect(opened).toEqual([false, false, false, false, true, false]);
	expect(circuitBreakers.waitMs(MODEL)).toBe(60_000);
});

test('it stays open up to its last millisecond, and then lets one trial through while the others wait', async () => {
	const { clock, circuitBreakers } = setUp(5);
	await clock.advance(59_999);
	expect(circuitBreakers.waitMs(MODEL)).toBe(1);
	await clock.advance(1);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
	expect(circuitBreakers.waitMs(MODEL)).toBe(60_000);
});

test('a trial that succeeds closes it, and five more failures are needed to open it again', async () => {
	const { clock, circuitBreakers } = setUp(5);
	await clock.advance(60_000);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
	circuitBreakers.record(MODEL, false);
	const opened = Array.from({ length: 5 }, () => {
		expect(circuitBreakers.waitMs(MODEL)).toBe(0);
		return circuitBreakers.record(MODEL, true);
	});
	expect(opened).toEqual([false, false, false, false, true]);
	expect(circuitBreakers.waitMs(MODEL)).toBe(60_000);
});

test('a trial that fails opens it for 60 seconds more', async () => {
	const { clock, circuitBreakers } = setUp(5);
	await clock.advance(60_000);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
	await clock.advance(20_000);
	expect(circuitBreakers.record(MODEL, true)).toBe(false);
	await clock.advance(59_999);
	expect(circuitBreakers.waitMs(MODEL)).toBe(1);
	await clock.advance(1);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('a trial that nothing is ever heard of lets another through after 60 seconds', async () => {
	const { clock, circuitBreakers } = setUp(5);
	await clock.advance(60_000);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
	await clock.advance(60_000);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('a success between failures starts the count anew', () => {
	const { circuitBreakers } = setUp(4);
	circuitBreakers.record(MODEL, false);
	for (let failures = 0; failures < 4; failures++) circuitBreakers.record(MODEL, true);
	expect(circuitBreakers.waitMs(MODEL)).toBe(0);
});

test('one model that fails leaves the others alone', () => {
	const { circuitBreakers } = setUp(5);
	expect(circuitBreakers.waitMs('gemini-2.5-flash-image')).toBe(0);
});
