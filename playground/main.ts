import { once } from 'node:events';
import { systemClock as clock } from '../src/clock.ts';
import { startPlayground } from './server/start.ts';

const geminiKey = process.env['GEMINI_API_KEY'] || process.env['GOOGLE_API_KEY'] || undefined;
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const playground = await startPlayground({ clock, geminiKey, geminiUrl: process.env['GEMINI_BASE_URL'] || undefined });
console.log(`The playground is at ${playground.url}`);
console.log(
	geminiKey === undefined
		? 'Discord and Gemini are stand-ins on this machine, and so are the pictures. Press Ctrl-C to end.'
		: 'The real Gemini draws, which your key pays for. Press Ctrl-C to end.',
);
await stopped;
await playground[Symbol.asyncDispose]();
