import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe } from 'vitest';
import { guarded, kill } from './child.ts';
import { freePort } from './free-port.ts';

/** A real redis-server of one's own, on a free port and without a disk. */
export interface RedisServer extends AsyncDisposable {
	readonly url: string;
	/** Stops the process where it stands: connections stay open and nothing answers. */
	pause(): void;
	resume(): void;
	/** `kill -9`. What was stored is gone. */
	kill(): Promise<void>;
	/** Starts again on the same port. */
	restart(): Promise<void>;
}

/** @param more what the server is told besides, such as `--save 60 1`. */
export async function startRedis(...more: readonly string[]): Promise<RedisServer> {
	const directory = await mkdtemp(join(tmpdir(), 'plantain-redis-'));
	const port = await freePort();
	let running = await run(port, directory, more);
	return {
		url: `redis://127.0.0.1:${port}`,
		pause: () => void running.kill('SIGSTOP'),
		resume: () => void running.kill('SIGCONT'),
		kill: () => kill(running),
		async restart() {
			await kill(running);
			running = await run(port, directory, more);
		},
		async [Symbol.asyncDispose]() {
			await kill(running);
			await rm(directory, { recursive: true });
		},
	};
}

async function run(port: number, directory: string, more: readonly string[]): Promise<ChildProcess> {
	const settings = ['--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no', ...more];
	const child = guarded(
		spawn('redis-server', ['--port', `${port}`, ...settings], { stdio: ['ignore', 'pipe', 'ignore'] }),
	);
	const said: string[] = [];
	for await (const line of createInterface(child.stdout)) {
		said.push(line);
		if (!line.includes('Ready to accept connections')) continue;
		child.stdout.resume();
		return child;
	}
	throw new Error(`redis-server did not start:\n${said.join('\n')}`);
}

const isInstalled = spawnSync('redis-server', ['--version']).error === undefined;
// biome-ignore lint/style/noProcessEnv: the one place in which tests ask what must not be skipped on this machine.
const isRequired = process.env['REQUIRE_REDIS'] === '1';
const isSkipped = !isInstalled && !isRequired;
if (isSkipped)
	process.stderr.write('Tests against Redis are skipped: no redis-server in PATH (apt-get install redis-server)\n');

/** `describe` where redis-server is installed or `REQUIRE_REDIS=1` demands it; skipped, with a word, elsewhere. */
export const describeWithRedis = isSkipped ? describe.skip : describe;
