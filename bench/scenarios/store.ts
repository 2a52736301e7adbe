import { spawnSync } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock as clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { createLedger } from '../../src/studio/quota/ledger/create-ledger.ts';
import type { Account } from '../../src/studio/quota/ledger/limits.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import type { Row, Section } from '../report/figures.ts';
import type { Bench } from '../stage/stage.ts';

/** How many reservations are under way at once. */
const AT_ONCE = 50;
const TTL_MS = 600_000;
const PICTURE = { images: 1, microDollars: 67_000 };

/** How many reservations a second can be made and settled, all on one account or each on its own. */
export async function store(bench: Bench): Promise<Section> {
	const hasRedis = spawnSync('redis-server', ['--version']).error === undefined;
	if (!hasRedis) console.log('Without Redis: there is no redis-server in PATH.');
	await using redis = hasRedis ? await startRedis() : undefined;
	const stores = [{ name: 'SQLite' }, ...(redis === undefined ? [] : [{ name: 'Redis', redisUrl: redis.url }])];
	const loads = stores.flatMap((where) => [true, false].map((isShared) => ({ ...where, isShared })));
	const rows: Row[] = [];
	for (const load of loads) {
		const rates: number[] = [];
		for (const forMs of bench.isQuick ? [500] : [3000, 3000, 3000]) rates.push(await measureRate(load, forMs));
		const what = `${load.name}, ${load.isShared ? 'one account' : 'an account for each'}`;
		rows.push({ what, unit: '1/s', bot: rates });
	}
	return { title: `Reserved and settled in the ledger, ${AT_ONCE} at once`, rows };
}

interface Load {
	readonly redisUrl?: string;
	/** Whether all is counted on one account. */
	readonly isShared: boolean;
}

async function measureRate({ redisUrl, isShared }: Load, forMs: number): Promise<number> {
	await using folder = await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-'));
	await using opened = await openStore({ dataDir: folder.path, redisUrl, clock, log: createLog('silent') });
	const ledger = createLedger({ ...opened, clock });
	const startedAtMs = performance.now();
	let made = 0;
	async function work(): Promise<void> {
		while (performance.now() - startedAtMs < forMs) {
			const number = made++;
			const account: Account = { kind: 'user', id: isShared ? 'all' : `person-${number}`, limits: [] };
			const id = `${folder.path}-${number}`;
			await ledger.reserve(id, [account], PICTURE, TTL_MS);
			await ledger.settle(id, [{ model: 'flash', ...PICTURE }]);
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	return made / ((performance.now() - startedAtMs) / 1000);
}
