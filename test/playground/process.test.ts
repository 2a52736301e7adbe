import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../playground/main.ts', import.meta.url));

test('it prints its address, and Ctrl-C ends it with 0 and leaves neither the bot nor a file behind', async () => {
	await using started = new AsyncDisposableStack();
	const folder = await mkdtemp(path.join(tmpdir(), 'plantain-'));
	started.defer(() => rm(folder, { recursive: true }));
	const child = spawn(process.execPath, [MAIN], { env: { TMPDIR: folder }, stdio: ['ignore', 'pipe', 'ignore'] });
	const closed = once(child, 'close');
	started.defer(() => void child.kill('SIGKILL'));
	const [line]: string[] = await once(createInterface(child.stdout), 'line');
	const address = /^The playground is at (http:\/\/127\.0\.0\.1:\d+\/)$/.exec(line ?? '')?.[1];
	expect((await fetch(address ?? '')).status).toBe(200);
	const bots = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
		.stdout.trim()
		.split('\n')
		.map(Number);
	expect(bots).toHaveLength(1);
	child.kill('SIGINT');
	expect(await closed).toEqual([0, null]);
	expect(() => process.kill(bots[0] ?? 0, 0)).toThrow('ESRCH');
	expect(await readdir(folder)).toEqual([]);
});
