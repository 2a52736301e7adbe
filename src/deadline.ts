import { addAbortListener } from 'node:events';
import { type Clock, TooSlowError } from './clock.ts';

export interface Deadline extends Disposable {
	/** Aborts when the outer signal does, with its reason, or with a `TooSlowError` when the time is over. */
	readonly signal: AbortSignal;
}

/**
 * A signal for one piece of work, which may take `ms` milliseconds; to be disposed of when the work has ended.
 *
 * It leaves nothing behind on the outer signal. What `AbortSignal.any` makes does: while it has a listener, and the Gemini
 * SDK never takes its own off, Node keeps it as long as any of its sources lives (1 to 2 kB each).
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
