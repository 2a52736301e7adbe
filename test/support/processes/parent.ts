import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithParent } from '../end-with-parent.ts';

/** Starts a program that ends by nothing but `kill -9`, and waits for it. */
const STUBBORN =
	"process.on('SIGTERM', () => {}).on('SIGINT', () => {}); setInterval(() => {}, 1e9); console.log('here')";
const child = spawn(process.execPath, ['--eval', STUBBORN], { stdio: ['ignore', 'inherit', 'inherit'] });
endWithParent(child);
await once(child, 'exit');
