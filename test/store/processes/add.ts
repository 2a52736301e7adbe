import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { createLog } from '../../../src/log.ts';
import { openStore } from '../../../src/store/open.ts';
import { patientClock } from '../../support/patient-clock.ts';

const [dataDir, redisUrl] = z.tuple([z.string(), z.string().optional()]).parse(process.argv.slice(2));

await using store = await openStore({ dataDir, redisUrl, clock: patientClock, log: createLog('silent') });
const records = store.records('events');
writeSync(1, 'ready');
await text(process.stdin);
const written: number[] = [];
for (let number = 0; number < 200; number++) if (await records.add(`${number}`, null)) written.push(number);
writeSync(1, JSON.stringify(written));
