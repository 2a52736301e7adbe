import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll } from 'vitest';

const running = new Set<ChildProcess>();

// A test that failed by running out of time disposes of nothing.
afterAll(async () => {
	await Promise.all([...running].map(kill));
});

/** Waits for its parent's death, of which the end of its input tells, and then kills the process whose id it was given. */
const SURVIVOR = 'trap "" HUP INT TERM; read -r _; kill -KILL "$1"';

/**
 * Sees to it that a program just started ends at the latest with its test file, and with this process however that ends:
 * one that lives on would hold the output of the run open, and so hang it.
 */
export function guarded<Child extends ChildProcess>(child: Child): Child {
	running.add(child);
	const survivor = spawn('sh', ['-c', SURVIVOR, 'sh', `${child.pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
	survivor.unref();
	child.once('exit', () => {
		running.delete(child);
		survivor.kill('SIGKILL');
	});
	return child;
}

/** `kill -9`, even of one that stands still; resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGKILL');
	await gone;
}
