import { writeSync } from 'node:fs';
import { z } from 'zod';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { patientClock } from '../../support/patient-clock.ts';

const [dataDir, name] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));

writeSync(1, 'asks\n');
await using store = await openStore({ dataDir, clock: patientClock, log: createLog('silent') });
for (let number = 0; ; number++) {
	const hash = await store.blobs.put(Buffer.from(`${name} ${number}`));
	const records = store.records('turns');
	await Promise.all([
		records.set(`${name}-${number}`, { hash }),
		records.set(`${name}-${number}-soon`, { hash }, { durability: 'soon' }),
		records.add(`${name}-${number}-added`, { hash }),
	]);
	writeSync(1, `${number}\n`);
}
