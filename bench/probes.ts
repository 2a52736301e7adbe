import { systemClock as clock } from '../src/clock.ts';
import type { Interaction } from '../test/simulator/discord/world/interaction.ts';

/** How often somebody uses a command meanwhile, in milliseconds. */
const PROBE_EVERY_MS = 50;

/** Does something every little while until the promise resolves; returns all that was answered. */
export async function probeUntil(ended: Promise<unknown>, use: () => Promise<Interaction>): Promise<Interaction[]> {
	let isOver = false;
	const stop = () => {
		isOver = true;
	};
	ended.then(stop, stop);
	const probes: Interaction[] = [];
	while (!isOver) {
		probes.push(await use());
		await clock.sleep(PROBE_EVERY_MS);
	}
	await Promise.allSettled(probes.map((probe) => probe.acknowledged()));
	return probes;
}

/** Infinite where Discord told the person that the bot did not respond. */
export const ackMs = ({ callback, createdAtMs }: Interaction) =>
	callback === undefined ? Infinity : callback.atMs - createdAtMs;
