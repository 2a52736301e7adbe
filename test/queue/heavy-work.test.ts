import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TooSlowError } from '../../src/clock.ts';
import { createHeavyWork } from '../../src/queue/heavy-work.ts';
import { fakeClock } from '../support/fake-clock.ts';

const LIMIT_MS = 1000;

/** A queue, and work that runs until the test ends it. */
function setUp(running: number) {
	const clock = fakeClock();
	const heavyWork = createHeavyWork({ running, limitMs: LIMIT_MS, clock });
	const begun: { readonly name: string; readonly signal: AbortSignal; end(): void }[] = [];
	return {
		clock,
		begun,
		names: () => begun.map(({ name }) => name),
		run(name: string, signal = new AbortController().signal) {
			const result = heavyWork.run((wanted) => {
				const { promise, resolve } = Promise.withResolvers<string>();
				begun.push({ name, signal: wanted, end: () => resolve(name) });
				return promise;
			}, signal);
			// Whether the test looks at it or not.
			result.catch(() => {});
			return result;
		},
		/** Lets everything happen that can happen by itself. */
		settle: () => clock.advance(0),
	};
}

test('so much runs at once, and what waits begins in the order in which it came', async () => {
	const { begun, names, run, settle } = setUp(2);
	const results = ['a', 'b', 'c', 'd'].map((name) => run(name));
	await settle();
	expect(names()).toEqual(['a', 'b']);
	begun[1]?.end();
	await settle();
	expect(names()).toEqual(['a', 'b', 'c']);
	begun[0]?.end();
	begun[2]?.end();
	await settle();
	begun[3]?.end();
	expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
});

test('an error of the work is its caller’s, and makes room', async () => {
	const heavyWork = createHeavyWork({ running: 1, limitMs: LIMIT_MS, clock: fakeClock() });
	const { signal } = new AbortController();
	await expect(heavyWork.run(() => Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
	expect(await heavyWork.run(() => Promise.resolve('whole'), signal)).toBe('whole');
});

describe('work that nobody wants any more', () => {
	test('never begins if it waits', async () => {
		const { begun, names, run, settle } = setUp(1);
		const calling = new AbortController();
		const reason = new Error('no longer wanted');
		void run('first');
		const called = run('second', calling.signal);
		void run('third');
		calling.abort(reason);
		await expect(called).rejects.toBe(reason);
		await expect(run('fourth', calling.signal)).rejects.toBe(reason);
		begun[0]?.end();
		await settle();
		expect(names()).toEqual(['first', 'third']);
	});

	test('is given up at once if it runs, hears so, and keeps its place until it has really ended', async () => {
		const { begun, names, run, settle } = setUp(1);
		const calling = new AbortController();
		const called = run('first', calling.signal);
		void run('second');
		await settle();
		calling.abort(new Error('no longer wanted'));
		await expect(called).rejects.toThrow('no longer wanted');
		expect(begun[0]?.signal.aborted).toBe(true);
		await settle();
		expect(names()).toEqual(['first']);
		begun[0]?.end();
		await settle();
		expect(names()).toEqual(['first', 'second']);
	});
});

describe('work that takes too long', () => {
	test('is given up when its own time is over, however long it waited, and keeps its place likewise', async () => {
		const { clock, begun, names, run, settle } = setUp(1);
		const first = run('first');
		const second = run('second');
		await clock.advance(LIMIT_MS - 1);
		begun[0]?.end();
		expect(await first).toBe('first');
		await settle();
		const third = run('third');
		await clock.advance(LIMIT_MS - 1);
		expect(begun[1]?.signal.aborted).toBe(false);
		await clock.advance(1);
		await expect(second).rejects.toBeInstanceOf(TooSlowError);
		expect(names()).toEqual(['first', 'second']);
		begun[1]?.end();
		await settle();
		begun[2]?.end();
		expect(await third).toBe('third');
	});
});

test('whatever is called off and ends when, never more runs than may, the rest is done, and no listener stays', async () => {
	const step = fc.record({ what: fc.constantFrom('run', 'callOff', 'end', 'wait'), which: fc.nat(9) });
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 40 }), async (running, steps) => {
			const { clock, begun, run, settle } = setUp(running);
			const callers: { readonly controller: AbortController; readonly result: Promise<string> }[] = [];
			const ended = new Set<string>();
			const end = (work: (typeof begun)[number] | undefined) => {
				work?.end();
				if (work !== undefined) ended.add(work.name);
			};
			const does = {
				run: () => {
					const controller = new AbortController();
					callers.push({ controller, result: run(`${callers.length}`, controller.signal) });
				},
				callOff: (which: number) => callers[which]?.controller.abort(new Error('no longer wanted')),
				end: (which: number) => end(begun[which]),
				wait: () => clock.advance(LIMIT_MS / 3),
			} as const;
			for (const { what, which } of steps) {
				await does[what](which);
				await settle();
				expect(begun.length - ended.size).toBeLessThanOrEqual(running);
			}
			while (ended.size < begun.length) {
				for (const work of begun) end(work);
				await settle();
			}
			const givenUp = new Set(begun.filter(({ signal }) => signal.aborted).map(({ name }) => name));
			for (const [index, { controller, result }] of callers.entries()) {
				const isWanted = !controller.signal.aborted && !givenUp.has(`${index}`);
				if (isWanted) expect(await result).toBe(`${index}`);
				expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
			}
		}),
	);
});
