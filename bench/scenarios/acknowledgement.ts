import { atMost, inMegabytes, percentile, type Row, type Section } from '../report/figures.ts';
import { alternate, type Bench, type Subject, setBoth, setStage } from '../stage/stage.ts';

/** Discord gives 3 seconds; people notice less. */
const GOAL = atMost(150);
/** Of a 50-megapixel phone, and something that is prepared faster. */
const UPLOAD = { width: 8160, height: 6144 };
const QUICK_UPLOAD = { width: 4080, height: 3072 };

/** What a command takes to be acknowledged while nothing, and while much, is going on. */
export async function acknowledgement(bench: Bench): Promise<Section> {
	const { gemini, isQuick } = bench;
	const [runs, probes, answers, uploads] = isQuick ? [1, 20, 4, 1] : [3, 60, 50, 4];
	await gemini.takes(0);
	await using stages = await setBoth(bench);
	await alternate(stages, 1, (stage) => stage.imagine({ count: 2, size: '1K' }));
	const idle = await alternate(stages, runs, (stage) => stage.probe(probes));
	const storms = await alternate(stages, runs, async (stage) => {
		await gemini.holdFor(answers);
		await stage.begin();
		const coming = stage.imagine({ count: answers, size: '4K' });
		await Promise.race([gemini.complete(), coming]);
		const [acks] = await Promise.all([stage.probe(), gemini.release(), coming]);
		return { acks, ...(await stage.report()) };
	});
	const acks = { bot: storms.bot.map((run) => run.acks), floor: storms.floor.map((run) => run.acks) };
	const peak = ({ peakRssBytes }: { peakRssBytes: number }) => inMegabytes(peakRssBytes);
	return {
		title: 'Acknowledgement',
		rows: [
			...describe('idle', idle),
			...describe(`while ${answers} answers of 4K arrive`, acks),
			{ what: 'memory meanwhile, peak', unit: 'MB', bot: storms.bot.map(peak), floor: storms.floor.map(peak) },
			...describe(`while uploads of ${isQuick ? 12 : 50} megapixels are prepared, ${uploads} at once`, {
				bot: await whilePreparing(bench, runs, uploads),
			}),
		],
	};
}

/** The floor takes no uploads. */
async function whilePreparing(bench: Bench, runs: number, uploads: number): Promise<number[][]> {
	await bench.gemini.takes(0);
	await using stage = await setStage('bot', bench);
	await stage.drawUpload(bench.isQuick ? QUICK_UPLOAD : UPLOAD);
	const acks: number[][] = [];
	for (let run = 0; run < runs; run++) {
		const editing = stage.edit(uploads);
		const [probed] = await Promise.all([stage.probe(), editing]);
		acks.push(probed);
	}
	return acks;
}

const describe = (when: string, acks: Partial<Record<Subject, readonly number[][]>>): Row[] =>
	([50, 99] as const).map((share) => {
		const of = (runs: readonly number[][] = []) => runs.map((run) => percentile(run, share / 100));
		return {
			what: `p${share} ${when}`,
			unit: 'ms',
			bot: of(acks.bot),
			floor: of(acks.floor),
			...(share === 99 && { goal: GOAL }),
		};
	});
