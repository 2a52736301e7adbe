import { addAbortListener } from 'node:events';
import { type Clock, TooSlowError } from './clock.ts';

export interface Deadline extends Disposable {
	/** Aborts with the outer signal, for its reason, or with a `TooSlowError` when time runs out. */
	readonly signal: AbortSignal;
}

/**
 * A signal for one piece of work that may take `ms` milliseconds. Dispose of it when the work ends.
 *
 * Unlike `AbortSignal.any`, it leaves nothing behind on the outer signal. Node keeps a combined signal (1 to 2 kB each)
 * while it has a listener and any of its sources lives, and the Gemini SDK never removes its listener.
 */
export function startDeadline(clock: Clock, ms: number, outer: AbortSignal): Deadline {
	const work = new AbortController();
	const done = new AbortController();
	if (outer.aborted) work.abort(outer.reason);
	const following = addAbortListener(outer, () => work.abort(outer.reason));
	clock.sleep(ms, done.signal).then(
		() => work.abort(new TooSlowError(`not done within ${ms} ms`)),
		() => {},
	);
	return {
		signal: work.signal,
		[Symbol.dispose]() {
			done.abort();
			following[Symbol.dispose]();
		},
	};
}
