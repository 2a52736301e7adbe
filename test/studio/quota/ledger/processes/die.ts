import { z } from 'zod';
import { createLog } from '../../../../../src/log.ts';
import { openStore } from '../../../../../src/store/open.ts';
import { createLedger } from '../../../../../src/studio/quota/ledger/create-ledger.ts';
import { fakeClock } from '../../../../support/fake-clock.ts';
import { ann, bot, made, perDay, pictures, TTL_MS } from '../accounts.ts';

const argumentList = z.tuple([z.string(), z.coerce.number(), z.enum(['settle', 'refund'])]);
const [dataDir, diesAfterWrite, end] = argumentList.parse(process.argv.slice(2));

const clock = fakeClock();
await using store = await openStore({ dataDir, clock, log: createLog('silent') });
let writes = 0;
const ledger = createLedger({
	...store,
	clock,
	// One by one, as versions before wrote: so it may die between any two.
	async setTogether(together, lease) {
		for (const write of together) {
			await store.setTogether([write], lease);
			if (++writes === diesAfterWrite) process.kill(process.pid, 'SIGKILL');
		}
	},
});
await ledger.reserve('a', [ann(5), bot(perDay(5))], pictures(2), TTL_MS);
if (end === 'settle') await ledger.settle('a', made(1));
else await ledger.refund('a');
