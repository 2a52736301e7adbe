import { performance } from 'node:perf_hooks';
import { prepareAnswers } from './answers.ts';
import { type Figures, measureLargeAnswers } from './large-answers.ts';
import { describeMachine, median } from './report.ts';

const ANSWERS = 20;
const MOST_RUNS = 3;
/** No more runs are begun after so many milliseconds. */
const RUNS_UNTIL_MS = 35_000;
/** The bench ends by itself after this long, in milliseconds, whatever happens. */
const MOST_MS = 55_000;

function show(title: string, runs: readonly Figures[]): void {
	console.log(`\n${title}`);
	const names = Object.keys(runs[0] ?? {});
	const rows = names.map((name) => {
		const values = runs.map((run) => Math.round(run[name] ?? Number.NaN));
		return [name, { ...values, median: median(values) }];
	});
	console.table(Object.fromEntries(rows));
}

const signal = AbortSignal.timeout(MOST_MS);
console.log(describeMachine());
const bodies = await prepareAnswers(ANSWERS);
const runs = [await measureLargeAnswers(bodies, signal)];
while (runs.length < MOST_RUNS && performance.now() < RUNS_UNTIL_MS)
	runs.push(await measureLargeAnswers(bodies, signal));
const megabytes = bodies.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6;
show(`${ANSWERS} 4K answers, ${Math.round(megabytes)} MB of JSON, in the same moment; ${runs.length} runs`, runs);
