import { z } from 'zod';
import { createLog } from '../../../../../src/log.ts';
import { openStore } from '../../../../../src/store/open.ts';
import { createLedger } from '../../../../../src/studio/quota/ledger/create-ledger.ts';
import { fakeClock } from '../../../../support/fake-clock.ts';
import { patientClock } from '../../../../support/patient-clock.ts';
import { ann, pictures, TTL_MS } from '../accounts.ts';

const argumentList = z.tuple([z.string(), z.string(), z.string(), z.coerce.number()]);
const [dataDir, redisUrl, name, times] = argumentList.parse(process.argv.slice(2));

await using store = await openStore({ dataDir, redisUrl, clock: patientClock, log: createLog('silent') });
// Every process has the same time, so that none begins a new day.
const ledger = createLedger({ ...store, clock: fakeClock() });
const answers = await Promise.all(
	Array.from({ length: times }, (_, number) => ledger.reserve(`${name}-${number}`, [ann(3)], pictures(1), TTL_MS)),
);
process.stdout.write(`${answers.filter(({ kind }) => kind === 'reserved').length}\n`);
