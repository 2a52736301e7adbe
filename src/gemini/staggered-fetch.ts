import type { Clock } from '../clock.ts';

/** How long one answer that is being read may keep the next one waiting, in milliseconds. */
export const STAGGER_MS = 500;

/**
 * `fetch`, but answers are read one after the other: no two large ones are parsed in the same turn of the event loop,
 * and those that wait stay with the network instead of filling the memory. One that comes slowly or stalls lets the
 * next begin after `STAGGER_MS`.
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
