import { setTimeout as sleep } from 'node:timers/promises';
import { type Goal, inMegabytes, type Row, type Section } from '../report/figures.ts';
import { type Bench, type Stage, type Subject, setStage } from '../stage/stage.ts';

const MODEL_MS = 2000;
/** After so long without work, in milliseconds, what remains counts as kept. */
const REST_MS = { quick: 500, full: 3000 };
/** How many of the many pictures are asked for at once. */
const WAVE = 40;
const MANY = 2000;

const backToIdle = (idle: number): Goal => ({ text: '≤ idle + 80', isMet: (bot) => bot <= idle + 80 });

/** The memory of a process just started, at its peak while many requests run, and when they are done. */
export async function memory(bench: Bench): Promise<Section> {
	const bot = await measure('bot', bench);
	const floor = await measure('floor', bench);
	const rows = bot.map(({ megabytes, ...row }, index): Row => {
		const ofFloor = floor.slice(index, index + 1).map((taken) => taken.megabytes);
		return { ...row, unit: 'MB', bot: [megabytes], floor: ofFloor };
	});
	return { title: 'Memory of the process, pictures of 1K', rows };
}

interface Taken {
	readonly what: string;
	readonly megabytes: number;
	readonly goal?: Goal;
}

async function measure(subject: Subject, bench: Bench): Promise<Taken[]> {
	const { isQuick, gemini } = bench;
	const restMs = isQuick ? REST_MS.quick : REST_MS.full;
	await gemini.takes(MODEL_MS);
	await using stage = await setStage(subject, bench);
	const idle = inMegabytes((await rest(stage, restMs)).rssBytes);
	const goal = backToIdle(idle);
	const taken: Taken[] = [{ what: 'idle', megabytes: idle }];
	for (const count of isQuick ? [20] : [60, 200]) {
		await stage.begin();
		await stage.imagine({ count, size: '1K' });
		const { rssBytes, peakRssBytes } = await rest(stage, restMs);
		taken.push(
			{ what: `${count} at once, peak`, megabytes: inMegabytes(peakRssBytes) },
			{ what: `${count} at once, after`, megabytes: inMegabytes(rssBytes), goal },
		);
	}
	if (isQuick) return taken;
	await gemini.takes(0);
	for (let made = 0; made < MANY; made += WAVE) await stage.imagine({ count: WAVE, size: '1K' });
	const { rssBytes } = await rest(stage, restMs);
	return [...taken, { what: `after ${MANY} pictures`, megabytes: inMegabytes(rssBytes), goal }];
}

async function rest(stage: Stage, restMs: number) {
	await stage.settle();
	await sleep(restMs);
	return stage.report();
}
