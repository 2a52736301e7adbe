import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createCircuitBreakers } from '../../../src/studio/generation/circuit-breaker.ts';
import type { Outcome } from '../../../src/studio/generation/outcome.ts';
import { callWithRetries } from '../../../src/studio/generation/retry-policy.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { noMetrics } from '../../support/no-metrics.ts';
import { drawn, failed, failing } from '../../support/requests.ts';

const MODEL = 'gemini-3-pro-image';

/** A clock on which every wait is over at once; it remembers how long they were. */
function impatientClock() {
	const pausesMs: number[] = [];
	let nowMs = 0;
	const pass = (ms: number) => {
		nowMs += ms;
	};
	return {
		pausesMs,
		pass,
		now: () => nowMs,
		async sleep(ms: number) {
			pausesMs.push(ms);
			pass(ms);
		},
	};
}

/** A service that gives these outcomes, the last one for ever, and takes `callMs` for each; and requests to it. */
function setUp(outcomes: readonly Outcome[], { random = (): number => 0.5, callMs = 0 } = {}) {
	const clock = impatientClock();
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => void lines.push(line) });
	const circuitBreakers = createCircuitBreakers({ store: openMemoryStore({ clock: fakeClock() }), clock, log });
	const calledAtMs: number[] = [];
	const call = async () => {
		calledAtMs.push(clock.now());
		clock.pass(callMs);
		return outcomes[Math.min(calledAtMs.length, outcomes.length) - 1] ?? failed('no-image');
	};
	const request = () =>
		callWithRetries(MODEL, call, new AbortController().signal, {
			clock,
			random,
			circuitBreakers,
			metrics: noMetrics,
			log,
		});
	return { clock, lines, calledAtMs, request };
}

describe('what repeating cannot change is asked once', () => {
	test.each([
		drawn(),
		failed('blocked-prompt'),
		failed('bad-request'),
		failed('no-image'),
		failed('timed-out'),
		failing('rate-limited', 'never'),
		failing('overloaded', 'never'),
		failing('garbled', 'never'),
	])('$kind', async (outcome) => {
		const { request, calledAtMs } = setUp([outcome]);
		expect(await request()).toBe(outcome);
		expect(calledAtMs).toEqual([0]);
	});
});

test.each(['rate-limited', 'overloaded', 'unreachable', 'garbled'] as const)(
	'%s is tried again until it passes',
	async (kind) => {
		const { request, calledAtMs } = setUp([failing(kind), failing(kind), drawn()]);
		expect((await request()).kind).toBe('images');
		expect(calledAtMs).toEqual([0, 1000, 3000]);
	},
);

test('the fourth failure is the answer', async () => {
	const { request, calledAtMs } = setUp([failing('rate-limited')]);
	expect((await request()).kind).toBe('rate-limited');
	expect(calledAtMs).toHaveLength(4);
});

test('the wait that the service asks for is kept to the millisecond, a wait of nothing too', async () => {
	const waitsMs = [34_401, 0, 7];
	const { request, clock } = setUp(waitsMs.map((afterMs) => failing('rate-limited', { afterMs })));
	await request();
	expect(clock.pausesMs).toEqual(waitsMs);
});

test('a pause of ours is random below 2, 4 and 8 seconds, whatever the numbers drawn', async () => {
	const number = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
	await fc.assert(
		fc.asyncProperty(fc.tuple(number, number, number), async (numbers) => {
			const left = [...numbers];
			const { request, clock } = setUp([failing('overloaded')], { random: () => left.shift() ?? 1 });
			await request();
			expect(clock.pausesMs).toEqual(numbers.map((drawn, index) => drawn * 2000 * 2 ** index));
			for (const [index, pauseMs] of clock.pausesMs.entries())
				expect(pauseMs).toBeLessThan([2000, 4000, 8000][index] ?? 0);
		}),
	);
});

describe('no retry starts later than two minutes after the first call', () => {
	test.each([
		[0, 120_000, 2],
		[0, 120_001, 1],
		[100_000, 20_000, 2],
		[100_000, 20_001, 1],
	])('after a call of %i ms a wait of %i ms ends in %i calls', async (callMs, afterMs, calls) => {
		const { request, calledAtMs } = setUp([failing('rate-limited', { afterMs }), drawn()], { callMs });
		expect((await request()).kind).toBe(calls === 2 ? 'images' : 'rate-limited');
		expect(calledAtMs).toHaveLength(calls);
	});
});

describe('an abort', () => {
	const setUpAbort = () => {
		const clock = fakeClock();
		const aborting = new AbortController();
		const log = createLog('silent');
		const circuitBreakers = createCircuitBreakers({ store: openMemoryStore({ clock }), clock, log });
		const deps = { clock, random: () => 0.5, circuitBreakers, metrics: noMetrics, log };
		return { clock, aborting, deps };
	};

	test('ends the waiting at once, as cancelled, and nothing is called again', async () => {
		const { clock, aborting, deps } = setUpAbort();
		let calls = 0;
		const call = async () => {
			calls++;
			return failing('overloaded');
		};
		const outcome = callWithRetries(MODEL, call, aborting.signal, deps);
		expect(await clock.sleepers()).toBe(1000);
		aborting.abort();
		expect((await outcome).kind).toBe('cancelled');
		expect(calls).toBe(1);
	});

	test('during a call that then fails lets nothing be tried again', async () => {
		const { aborting, deps } = setUpAbort();
		let calls = 0;
		const call = async () => {
			calls++;
			aborting.abort();
			return failing('overloaded');
		};
		expect((await callWithRetries(MODEL, call, aborting.signal, deps)).kind).toBe('overloaded');
		expect(calls).toBe(1);
	});
});

describe('a model that has come to the same five times in a row', () => {
	test.each([
		['overloaded', true],
		['unreachable', true],
		['garbled', true],
		['rate-limited', false],
	] as const)('%s: it is left alone: %s', async (kind, isLeftAlone) => {
		const { request, calledAtMs, lines } = setUp([failing(kind, 'never')]);
		for (let requests = 0; requests < 5; requests++) await request();
		const sixth = await request();
		expect(calledAtMs).toHaveLength(isLeftAlone ? 5 : 6);
		expect(sixth.serviceSays).toBe(isLeftAlone ? 'not called, because it keeps failing' : kind);
		expect(lines.filter((line) => line.includes('model keeps failing'))).toHaveLength(isLeftAlone ? 1 : 0);
	});

	test.each([
		['timed-out', true],
		['blocked-prompt', false],
		['no-image', false],
		['bad-request', false],
		['cancelled', false],
	] as const)('%s: it is left alone: %s', async (kind, isLeftAlone) => {
		const { request, calledAtMs } = setUp([failed(kind)]);
		for (let requests = 0; requests < 6; requests++) await request();
		expect(calledAtMs).toHaveLength(isLeftAlone ? 5 : 6);
	});

	test('is called again a minute later, once', async () => {
		const { request, calledAtMs, clock } = setUp([failing('overloaded', 'never')]);
		for (let requests = 0; requests < 5; requests++) await request();
		clock.pass(60_000);
		await Promise.all([request(), request()]);
		expect(calledAtMs).toEqual([0, 0, 0, 0, 0, 60_000]);
	});

	test('is not called by those who are still trying: they get their own last failure', async () => {
		const { request, calledAtMs } = setUp([failing('unreachable')]);
		await request();
		expect((await request()).kind).toBe('unreachable');
		expect(calledAtMs).toHaveLength(5);
	});
});

test('a cancelled call says nothing about the model: the failures before it still count', async () => {
	const overloaded = failing('overloaded', 'never');
	const { request, calledAtMs } = setUp([
		...Array.from({ length: 4 }, () => overloaded),
		failed('cancelled'),
		overloaded,
	]);
	for (let requests = 0; requests < 7; requests++) await request();
	expect(calledAtMs).toHaveLength(6);
});
