import { systemClock } from '../../../src/clock.ts';
import { SharedIdentifyThrottler } from '../../../src/events/identify-throttler.ts';
import { patientClock } from '../patient-clock.ts';

/** Loaded before the bot: see `patientClock`. Several processes on one shard don't wait for each other's five seconds. */
Object.assign(systemClock, patientClock);
SharedIdentifyThrottler.prototype.waitForIdentify = async () => {};
