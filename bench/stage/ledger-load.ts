import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { systemClock as clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { createLedger } from '../../src/studio/quota/ledger/create-ledger.ts';
import type { Account } from '../../src/studio/quota/ledger/limits.ts';
import { answerQuestions } from './questions.ts';

/** How many reservations one process has under way at once. */
export const AT_ONCE = 50;
const TTL_MS = 600_000;
const PICTURE = { images: 1, microDollars: 67_000 };

/** What to do to a ledger, and for how long. */
export const ledgerLoad = z.object({
	dataDir: z.string(),
	redisUrl: z.string().optional(),
	/** Whether all is counted on one account. */
	isShared: z.boolean(),
	forMs: z.number(),
});

/** Reserves and settles; returns how many a second. */
async function work({ isShared, forMs, ...where }: z.infer<typeof ledgerLoad>): Promise<number> {
	await using opened = await openStore({ ...where, clock, log: createLog('silent') });
	const ledger = createLedger({ ...opened, clock });
	const startedAtMs = performance.now();
	let made = 0;
	async function next(): Promise<void> {
		while (performance.now() - startedAtMs < forMs) {
			const id = `${process.pid}-${startedAtMs}-${made++}`;
			const account: Account = { kind: 'user', id: isShared ? 'all' : id, limits: [] };
			await ledger.reserve(id, [account], PICTURE, TTL_MS);
			await ledger.settle(id, [{ model: 'flash', ...PICTURE }]);
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, next));
	return made / ((performance.now() - startedAtMs) / 1000);
}

if (process.send !== undefined) answerQuestions({ work: (load) => work(ledgerLoad.parse(load)) });
