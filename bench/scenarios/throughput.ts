import { pick, type Section, shareOfFloor } from '../report/figures.ts';
import { alternate, type Bench, setBoth } from '../stage/stage.ts';

const MODEL_MS = 2000;

/** Many people ask in the same moment. */
export async function throughput(bench: Bench): Promise<Section> {
	const [runs, count, people] = bench.isQuick ? [1, 60, 20] : [3, 300, 100];
	await bench.gemini.takes(MODEL_MS);
	await using stages = await setBoth(bench);
	await alternate(stages, 1, (stage) => stage.imagine({ count: 5, size: '1K' }));
	const results = await alternate(stages, runs, async (stage) => {
		await stage.settle();
		const seen = (await stage.imagine({ count, people, size: '1K' })).map(({ shownMs }) => shownMs);
		return Math.max(...seen) / 1000;
	});
	return {
		title: `${count} requests of ${people} people in the same moment, 1K, a model that takes ${MODEL_MS / 1000} s`,
		rows: [
			{ what: 'all are seen after', unit: 's', ...pick(results, (seconds) => seconds) },
			{ what: 'rate', unit: 'pictures/s', ...pick(results, (seconds) => count / seconds), goal: shareOfFloor(0.85) },
		],
	};
}
