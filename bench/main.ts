import { readFile, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { drawChart } from './report/chart.ts';
import { describeMachine, type Section } from './report/figures.ts';
import { drawTable, type ResultSection, toResults } from './report/results.ts';
import { acknowledgement } from './scenarios/acknowledgement.ts';
import { guilds } from './scenarios/guilds.ts';
import { memory } from './scenarios/memory.ts';
import { pictures } from './scenarios/pictures.ts';
import { sessions } from './scenarios/sessions.ts';
import { store } from './scenarios/store.ts';
import { throughput } from './scenarios/throughput.ts';
import { turns } from './scenarios/turns.ts';
import { type Bench, startGemini } from './stage/stage.ts';

const SCENARIOS = { acknowledgement, pictures, throughput, memory, guilds, turns, sessions, store };
/** The bench ends by itself after this long, in milliseconds, whatever happens; then it clears up. */
const MOST_MS = { quick: 10 * 60_000, full: 90 * 60_000 };
const RESULTS = new URL('./results.json', import.meta.url);
const DOCUMENT = new URL('../docs/performance.md', import.meta.url);
const CHART = new URL('../docs/performance.svg', import.meta.url);
/** Between these, the document is written anew with what a scenario came to. */
const beginOf = (name: string) => `<!-- ${name} -->`;
const endOf = (name: string) => `<!-- end of ${name} -->`;

const { values, positionals } = parseArgs({
	options: { quick: { type: 'boolean', default: false } },
	allowPositionals: true,
});
const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
	process.once(name, () => ending.abort(new Error(`ended by ${name}`)));
const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(values.quick ? MOST_MS.quick : MOST_MS.full)]);
const chosen = Object.entries(SCENARIOS).filter(([name]) => positionals.length === 0 || positionals.includes(name));
if (chosen.length === 0) throw new Error(`there are only ${Object.keys(SCENARIOS).join(', ')}`);

const machine = describeMachine();
console.log(machine);
await using gemini = await startGemini(signal);
const measured: Record<string, ResultSection> = {};
for (const [name, measure] of chosen) await run(name, measure);
await writeFile(RESULTS, `${JSON.stringify({ machine, isQuick: values.quick, measured }, null, '\t')}\n`);
if (!values.quick) await writeDocument();

/** A scenario that breaks fails the bench, but not the others. */
async function run(name: string, measure: (bench: Bench) => Promise<Section>): Promise<void> {
	if (signal.aborted) return;
	const startedAtMs = performance.now();
	try {
		const results = toResults(await measure({ signal, isQuick: values.quick, gemini }));
		measured[name] = results;
		console.log(`\n${drawTable(results)}\n\n(${name}: ${Math.round((performance.now() - startedAtMs) / 1000)} s)`);
	} catch (error) {
		process.exitCode = 1;
		console.error(`\n${name} broke:`, error);
	}
}

/** What was not measured this time stays as it was. */
async function writeDocument(): Promise<void> {
	let document = await readFile(DOCUMENT, 'utf8');
	for (const [name, section] of Object.entries(measured)) {
		const [before] = document.split(beginOf(name));
		const [, after] = document.split(endOf(name));
		const figures = `${drawTable(section)}\n\nMeasured on ${machine}.`;
		document = [before, beginOf(name), '\n\n', figures, '\n\n', endOf(name), after].join('');
	}
	await writeFile(DOCUMENT, document);
	const times = measured['pictures']?.rows.filter(({ unit }) => unit === 'ms');
	if (times !== undefined) await writeFile(CHART, drawChart('A picture, in milliseconds', times));
}
