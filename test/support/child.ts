import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endWithParent } from './end-with-parent.ts';

const running = new Set<ChildProcess>();

/** Ends every program that is still running: a test that failed by running out of time disposes of nothing. */
export async function killAll(): Promise<void> {
	await Promise.all([...running].map(kill));
}

/**
 * Sees to it that a program just started ends at the latest with its test file: one that lives on would hold the output
 * of the run open, and so hang it.
 */
export function guarded<Child extends ChildProcess>(child: Child): Child {
	running.add(child);
	child.once('exit', () => running.delete(child));
	endWithParent(child);
	return child;
}

/** `kill -9`, even of one that stands still; resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGKILL');
	await gone;
}
