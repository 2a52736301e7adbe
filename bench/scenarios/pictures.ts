import { atMost, type Goal, median, pick, type Row, type Section, timesFloor } from '../report/figures.ts';
import { SIZES, type Size } from '../stage/answers.ts';
import { alternate, type Bench, type Stage, setBoth } from '../stage/stage.ts';

/** How long the model takes, in milliseconds. */
const MODEL_MS = 100;

const GOALS: Readonly<Record<Size, { readonly added?: Goal; readonly cpu?: Goal }>> = {
	'1K': { added: timesFloor(1.3), cpu: timesFloor(1.5) },
	'2K': {},
	'4K': { added: timesFloor(1.25), cpu: timesFloor(1.3) },
};

/** What one picture at a time takes beyond the model's time, of processor time, of REST calls and of durable writes. */
export async function pictures(bench: Bench): Promise<Section> {
	const [runs, count, warmUp] = bench.isQuick ? [1, 2, 2] : [5, 10, 30];
	await bench.gemini.takes(MODEL_MS);
	await using stages = await setBoth(bench);
	await alternate(stages, 1, (stage) => makeAll(stage, '1K', warmUp));
	const rows: Row[] = [];
	for (const size of SIZES) {
		const results = await alternate(stages, runs, (stage) => makeAll(stage, size, count));
		const { added, cpu } = GOALS[size];
		rows.push(
			{
				what: `added time, ${size}`,
				unit: 'ms',
				...pick(results, (run) => run.addedMs),
				...(added && { goal: added }),
			},
			{ what: `processor time, ${size}`, unit: 'ms', ...pick(results, (run) => run.cpuMs), ...(cpu && { goal: cpu }) },
		);
	}
	const results = await alternate(stages, bench.isQuick ? 1 : 5, countOne);
	rows.push(
		{ what: 'REST calls until it is seen', unit: '', ...pick(results, (run) => run.callsBefore), goal: atMost(2) },
		{ what: 'REST calls in all', unit: '', ...pick(results, (run) => run.calls) },
		{ what: 'commits until it is seen', unit: '', bot: results.bot.map((run) => run.commitsBefore), goal: atMost(2) },
		{ what: 'commits in all', unit: '', bot: results.bot.map((run) => run.commits) },
		{ what: 'files flushed until it is seen', unit: '', bot: results.bot.map((run) => run.flushesBefore) },
	);
	return { title: 'One picture at a time', rows };
}

/** So many pictures one after the other. */
async function makeAll(stage: Stage, size: Size, count: number) {
	const addedMs: number[] = [];
	await stage.begin();
	for (let index = 0; index < count; index++) {
		const [made] = await stage.imagine({ count: 1, size });
		addedMs.push((made?.shownMs ?? Number.NaN) - MODEL_MS);
	}
	await stage.settle();
	const { cpuMs } = await stage.report();
	return { addedMs: median(addedMs), cpuMs: cpuMs / count };
}

/** What one picture needs until somebody sees it, and until nothing is left to do. */
async function countOne(stage: Stage) {
	const callsSoFar = await stage.calls();
	await stage.begin();
	const [made] = await stage.imagine({ count: 1, size: '1K' });
	if (made === undefined) throw new Error('a picture did not come');
	await stage.settle();
	const { writes } = await stage.report();
	const before = writes.filter(({ atMs }) => atMs <= made.shownAtMs);
	const count = (some: typeof writes, kind: (typeof writes)[number]['kind']) =>
		some.filter((write) => write.kind === kind).length;
	return {
		callsBefore: made.calls - callsSoFar,
		calls: (await stage.calls()) - callsSoFar,
		commitsBefore: count(before, 'commit'),
		commits: count(writes, 'commit'),
		flushesBefore: count(before, 'flush'),
	};
}
