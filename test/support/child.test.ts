import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { guarded, kill } from './child.ts';

const PARENT = fileURLToPath(new URL('./processes/parent.ts', import.meta.url));

test.each(['SIGKILL', 'SIGTERM'] as const)('what a process started ends with it when it ends by %s', async (signal) => {
	const parent = guarded(spawn(process.execPath, [PARENT], { stdio: ['ignore', 'pipe', 'inherit'] }));
	await once(parent.stdout, 'data');
	// Closed as soon as nobody can write to it any more, the one who was started among them: before or after the exit.
	const ended = Promise.all([once(parent, 'exit'), once(parent.stdout, 'close')]);
	parent.kill(signal);
	const [exit] = await ended;
	expect(exit).toEqual([null, signal]);
});

test('one that stands still is killed too', async () => {
	const child = guarded(spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' }));
	await once(child, 'spawn');
	child.kill('SIGSTOP');
	await kill(child);
	expect(child.signalCode).toBe('SIGKILL');
});
