import type { Clock } from '../clock.ts';

/** How long reading one answer may hold up the next, in milliseconds. */
export const STAGGER_MS = 500;

/**
 * `fetch` that reads one answer at a time, so that no two large ones are parsed in the same turn of the event loop, and
 * those that wait stay in the network instead of filling the memory. An answer that is slow or stalls holds up the next
 * one for at most `STAGGER_MS`.
 */
export function createStaggeredFetch(clock: Clock): typeof fetch {
	let turn: Promise<unknown> = Promise.resolve();
	return async (input, init) => {
		const response = await fetch(input, init);
		const read = response.json.bind(response);
		return Object.assign(response, {
			json() {
				const reading = turn.then(read);
				turn = turn.then(() => settledOrLate(reading, clock));
				return reading;
			},
		});
	};
}

async function settledOrLate(reading: Promise<unknown>, clock: Clock): Promise<void> {
	const settled = new AbortController();
	await Promise.race([reading, clock.sleep(STAGGER_MS, settled.signal)]).catch(() => {});
	settled.abort();
}
