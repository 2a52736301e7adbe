import { spawnSync } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { startRedis } from '../../test/support/redis-server.ts';
import { atLeast, type Row, type Section } from '../report/figures.ts';
import { type Child, startChild } from '../stage/child.ts';
import { AT_ONCE, type ledgerLoad } from '../stage/ledger-load.ts';
import type { Bench } from '../stage/stage.ts';

interface Load extends Pick<z.infer<typeof ledgerLoad>, 'redisUrl' | 'isShared'> {
	readonly what: string;
	readonly processes: number;
}

/** How many reservations a second can be made and settled, all on one account or each on its own. */
export async function store(bench: Bench): Promise<Section> {
	const hasRedis = spawnSync('redis-server', ['--version']).error === undefined;
	if (!hasRedis) console.log('Without Redis: there is no redis-server in PATH.');
	await using redis = hasRedis ? await startRedis() : undefined;
	const counts = redis === undefined ? [] : bench.isQuick ? [1, 2] : [1, 2, 4];
	const where: Omit<Load, 'isShared'>[] = [
		{ what: 'SQLite', processes: 1 },
		...counts.map((processes) => ({ what: `Redis, processes: ${processes}`, processes, redisUrl: redis?.url })),
	];
	await using started = new AsyncDisposableStack();
	const children = Array.from({ length: Math.max(...where.map(({ processes }) => processes)) }, () =>
		started.use(startChild(new URL('../stage/ledger-load.ts', import.meta.url), bench)),
	);
	const rows: Row[] = [];
	for (const load of where.flatMap((one) => [true, false].map((isShared) => ({ ...one, isShared })))) {
		const rates: number[] = [];
		for (const forMs of bench.isQuick ? [500] : [3000, 3000, 3000])
			rates.push(await measureRate(children, load, forMs));
		const what = `${load.what}, ${load.isShared ? 'one account' : 'an account for each'}`;
		rows.push({ what, unit: '1/s', bot: rates, goal: atLeast(200) });
	}
	return { title: `Reserved and settled in the ledger, ${AT_ONCE} at once in each process`, rows };
}

/** All processes together. */
async function measureRate(
	children: readonly Child[],
	{ processes, redisUrl, isShared }: Load,
	forMs: number,
): Promise<number> {
	await using folder = await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-'));
	const load = { dataDir: folder.path, redisUrl, isShared, forMs };
	const rates = children.slice(0, processes).map((child) => child.ask('work', z.number(), load));
	return (await Promise.all(rates)).reduce((total, rate) => total + rate, 0);
}
