import { systemClock } from '../../../src/clock.ts';
import { patientClock } from '../patient-clock.ts';

/** Loaded before the bot: see `patientClock`. */
Object.assign(systemClock, patientClock);
