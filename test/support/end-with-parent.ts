import { type ChildProcess, spawn } from 'node:child_process';

/** Waits for its parent's death, of which the end of its input tells, and then kills the process whose id it was given. */
const SURVIVOR = 'trap "" HUP INT TERM; read -r _; kill -KILL "$1"';

/** Sees to it that a program just started ends with this process, however this one ends. */
export function endWithParent(child: ChildProcess): void {
	const survivor = spawn('sh', ['-c', SURVIVOR, 'sh', `${child.pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
	survivor.unref();
	child.once('exit', () => survivor.kill('SIGKILL'));
}
