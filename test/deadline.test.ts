import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { TooSlowError } from '../src/clock.ts';
import { startDeadline } from '../src/deadline.ts';
import { fakeClock } from './support/fake-clock.ts';

function start(outer = new AbortController()) {
	const clock = fakeClock();
	return { clock, outer, deadline: startDeadline(clock, 1000, outer.signal) };
}

test('it aborts when its time is over, not a millisecond before, and leaves the outer signal alone', async () => {
	const { clock, outer, deadline } = start();
	await clock.advance(999);
	expect(deadline.signal.aborted).toBe(false);
	await clock.advance(1);
	expect(deadline.signal.reason).toBeInstanceOf(TooSlowError);
	expect(outer.signal.aborted).toBe(false);
});

test('it aborts with the reason of the outer signal, before or after it began', () => {
	const reason = new Error('no longer wanted');
	const { outer, deadline } = start();
	outer.abort(reason);
	expect(deadline.signal.reason).toBe(reason);
	expect(start(outer).deadline.signal.reason).toBe(reason);
});

test('once disposed of it never aborts, and a hundred leave no listener on the outer signal', async () => {
	const outer = new AbortController();
	const ended = Array.from({ length: 100 }, () => {
		const { clock, deadline } = start(outer);
		deadline[Symbol.dispose]();
		return { clock, deadline };
	});
	expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
	outer.abort();
	for (const { clock, deadline } of ended) {
		await clock.advance(2000);
		expect(deadline.signal.aborted).toBe(false);
	}
});
