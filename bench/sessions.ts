import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { systemClock as clock } from '../src/clock.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';
import { createTurns } from '../src/studio/sessions/turns/turns.ts';
import { describeMachine, median } from './report.ts';
import { fillArchive, MODEL_ID, placeOf, turnOf } from './session-archive.ts';
import { setStage } from './session-stage.ts';
import { measureTurns, type TurnFigures } from './session-turns.ts';

const TURNS = 20;
const SHOWN = [1, 5, 10, 20];
const SESSIONS = 10_000;
const TURNS_EACH = 10;
/** How many sessions are looked up, each once. */
const LOOKUPS = 100;
/** `HISTORY_MAX_MB`, which the bot takes when nobody says otherwise, and what a request may hold besides the history. */
const HISTORY_BUDGET_BYTES = 40_000_000;
const BESIDES_BYTES = 10_000;
/** Everything is measured so many times while there is time. */
const MOST_RUNS = 3;
/** No more runs are begun after so many milliseconds. */
const TALKS_UNTIL_MS = 25_000;
const STARTS_UNTIL_MS = 70_000;
/** The bench ends by itself after this long, in milliseconds, whatever happens; then it clears up. */
const MOST_MS = 100_000;

type Figures = Readonly<Record<string, number>>;

/** Name by name, the median of what the runs came to. */
function mediansOf(runs: readonly Figures[]): Figures {
	const names = Object.keys(runs[0] ?? {});
	return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]));
}

async function repeat<T>(untilMs: number, run: (number: number) => Promise<T>): Promise<T[]> {
	const results = [await run(0)];
	while (results.length < MOST_RUNS && performance.now() < untilMs) results.push(await run(results.length));
	return results;
}

async function showTurns(folder: string): Promise<void> {
	const runs = await repeat(TALKS_UNTIL_MS, (number) =>
		measureTurns(path.join(folder, `talk-${number}`), TURNS, signal),
	);
	const rows = SHOWN.map((turn) => [
		`turn ${turn}`,
		mediansOf(runs.flatMap((run) => run.slice(turn - 1, turn).map(describeTurn))),
	]);
	const longest = Math.max(...runs.flat().map(({ bodyBytes }) => bodyBytes));
	console.log(`\nOne session with full-size signatures, through the whole bot; medians of ${runs.length} runs`);
	console.table(Object.fromEntries(rows));
	console.log(`Largest request of all ${TURNS} turns: ${inMegabytes(longest)} MB`);
	if (longest > HISTORY_BUDGET_BYTES + BESIDES_BYTES) throw new Error(`a request took ${longest} bytes`);
}

const inMegabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

const describeTurn = (turn: TurnFigures): Figures => ({
	'request (MB)': inMegabytes(turn.bodyBytes),
	'asked → sent (ms)': Math.round(turn.askedMs),
	'answered → shown (ms)': Math.round(turn.shownMs),
	'stand-in (ms)': Math.round(turn.standInMs),
	'longest event loop delay (ms)': Math.round(turn.delayMaxMs),
	'peak memory (MB)': Math.round(turn.peakRssBytes / 1e6),
});

async function showStarts(empty: string, full: string): Promise<void> {
	const runs = await repeat(STARTS_UNTIL_MS, async () => ({
		empty: await measureStart(empty),
		full: await measureStart(full),
	}));
	console.log(`\n${SESSIONS} sessions with ${TURNS_EACH} turns each; medians of ${runs.length} runs`);
	console.table({
		'nothing kept': mediansOf(runs.map((run) => run.empty)),
		'all of them kept': mediansOf(runs.map((run) => run.full)),
	});
}

/** Starts the bot; then sweeps what it keeps, which it would do an hour later. */
async function measureStart(dataDir: string): Promise<Figures> {
	const started: Figures = await (async () => {
		await using stage = await setStage(dataDir, signal);
		const { rssBytes } = await stage.bot.report();
		return {
			'start until ready (ms)': Math.round(stage.startMs),
			'memory when ready (MB)': Math.round(rssBytes / 1e6),
		};
	})();
	return { ...started, ...(await measureSweep(dataDir)) };
}

async function measureSweep(dataDir: string): Promise<Figures> {
	await using store = await openStore({ dataDir, clock, log: createLog('silent') });
	const turns = createTurns({ store, clock });
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const startedAtMs = performance.now();
	await turns.sweepSessions(Number.POSITIVE_INFINITY);
	await turns.sweepBlobs();
	delay.disable();
	return {
		'a sweep (ms)': Math.round(performance.now() - startedAtMs),
		'longest event loop delay meanwhile (ms)': Math.round(delay.max / 1e6),
	};
}

async function showLookups(dataDir: string): Promise<void> {
	await using store = await openStore({ dataDir, clock, log: createLog('silent') });
	const turns = createTurns({ store, clock });
	const looked: number[] = [];
	const loaded: number[] = [];
	for (let number = 0; number < SESSIONS; number += SESSIONS / LOOKUPS) {
		const startedAtMs = performance.now();
		const session = await turns.sessionAt(placeOf(`${number}`));
		const foundAtMs = performance.now();
		const history = await turns.history(turnOf(`${number}`, TURNS_EACH), {
			modelId: MODEL_ID,
			budgetBytes: HISTORY_BUDGET_BYTES,
		});
		if (session === undefined || history.kind !== 'exact' || history.exchanges.length !== TURNS_EACH)
			throw new Error(`session ${number} is not whole`);
		looked.push(foundAtMs - startedAtMs);
		loaded.push(performance.now() - foundAtMs);
	}
	const describe = (values: readonly number[]) => ({
		'median (ms)': Math.round(median(values) * 100) / 100,
		'longest (ms)': Math.round(Math.max(...values) * 100) / 100,
	});
	console.table({ 'the session at a place': describe(looked), 'a history of ten turns': describe(loaded) });
}

const signal = AbortSignal.timeout(MOST_MS);
console.log(describeMachine());
await using folder = await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-'));
const [empty, full] = [path.join(folder.path, 'empty'), path.join(folder.path, 'full')];
await showTurns(folder.path);
await fillArchive(full, { sessions: SESSIONS, turnsEach: TURNS_EACH, signal });
await showStarts(empty, full);
await showLookups(full);
