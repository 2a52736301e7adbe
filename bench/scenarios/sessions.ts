import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock as clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import { atMost, type Row, type Section } from '../report/figures.ts';
import { type Bench, setStage } from '../stage/stage.ts';
import { fillArchive, MODEL_ID, placeOf, turnOf } from './session-archive.ts';

const TURNS_EACH = 3;
/** How many sessions are looked up, each once. */
const LOOKUPS = 100;
const BUDGET_BYTES = 40_000_000;
const READY_WITHIN_MS = 1000;

/** What it costs that much is kept: the start, and finding one session among all. */
export async function sessions(bench: Bench): Promise<Section> {
	const [runs, counts] = bench.isQuick ? [1, [1000]] : [3, [1000, 100_000]];
	const rows: Row[] = [];
	for (const count of counts) {
		await using folder = await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-'));
		await fillArchive(folder.path, { sessions: count, turnsEach: TURNS_EACH, signal: bench.signal });
		const startMs: number[] = [];
		for (let run = 0; run < runs; run++) {
			await using stage = await setStage('bot', bench, { dataDir: folder.path });
			startMs.push(stage.startMs);
		}
		const { foundMs, loadedMs } = await lookUp(folder.path, count);
		rows.push(
			{ what: `start until ready, ${count} sessions`, unit: 'ms', bot: startMs, goal: atMost(READY_WITHIN_MS) },
			{ what: `the session at a place, among ${count}`, unit: 'ms', bot: foundMs },
			{ what: `its history of ${TURNS_EACH} turns`, unit: 'ms', bot: loadedMs },
		);
	}
	return { title: 'Many sessions kept', rows };
}

async function lookUp(dataDir: string, count: number) {
	await using store = await openStore({ dataDir, clock, log: createLog('silent') });
	const turns = createTurns({ store, clock });
	const foundMs: number[] = [];
	const loadedMs: number[] = [];
	for (let number = 0; number < count; number += count / LOOKUPS) {
		const startedAtMs = performance.now();
		const session = await turns.sessionAt(placeOf(`${number}`));
		const foundAtMs = performance.now();
		const history = await turns.history(turnOf(`${number}`, TURNS_EACH), {
			modelId: MODEL_ID,
			budgetBytes: BUDGET_BYTES,
		});
		if (session === undefined || history.kind !== 'exact' || history.exchanges.length !== TURNS_EACH)
			throw new Error(`session ${number} is not whole`);
		foundMs.push(foundAtMs - startedAtMs);
		loadedMs.push(performance.now() - foundAtMs);
	}
	return { foundMs, loadedMs };
}
