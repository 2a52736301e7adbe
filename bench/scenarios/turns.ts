import { type Goal, inMegabytes, type Row, type Section } from '../report/figures.ts';
import { type Bench, setStage } from '../stage/stage.ts';

const MODEL_MS = 100;
/** `HISTORY_MAX_MB`, which the bot takes when nobody says otherwise, and what a request may hold besides the history. */
const MOST_MB = 40.01;

const withinBudget: Goal = { text: '≤ 40', isMet: (megabytes) => megabytes <= MOST_MB };

/** What a turn takes as its conversation grows, with signatures of full size. */
export async function turns(bench: Bench): Promise<Section> {
	const [runs, count] = bench.isQuick ? [1, 5] : [3, 20];
	await bench.gemini.takes(MODEL_MS);
	const talks: { addedMs: number; megabytes: number }[][] = [];
	for (let run = 0; run < runs; run++) {
		await using stage = await setStage('bot', bench);
		await bench.gemini.requestBytes();
		const took = await stage.talk(count);
		const bytes = await bench.gemini.requestBytes();
		talks.push(took.map((ms, turn) => ({ addedMs: ms - MODEL_MS, megabytes: inMegabytes(bytes[turn] ?? Number.NaN) })));
	}
	const rows = [1, 5, 10, 20]
		.filter((turn) => turn <= count)
		.flatMap((turn): Row[] => {
			const taken = talks.flatMap((talk) => talk.slice(turn - 1, turn));
			return [
				{ what: `turn ${turn}, added time`, unit: 'ms', bot: taken.map(({ addedMs }) => addedMs) },
				{ what: `turn ${turn}, request`, unit: 'MB', bot: taken.map(({ megabytes }) => megabytes), goal: withinBudget },
			];
		});
	return { title: 'A conversation that grows', rows };
}
