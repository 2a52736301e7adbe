import { z } from 'zod';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { patientClock } from '../../support/patient-clock.ts';

const [dataDir, redisUrl, times] = z.tuple([z.string(), z.string(), z.coerce.number()]).parse(process.argv.slice(2));

await using store = await openStore({ dataDir, redisUrl, clock: patientClock, log: createLog('silent') });
const records = store.records('counts');
await Promise.all(
	Array.from({ length: times }, () =>
		store.locks.withLock(['shared'], async (lease) => {
			const count = z.number().parse((await records.get('shared')) ?? 0);
			await records.set('shared', count + 1, { lease });
		}),
	),
);
