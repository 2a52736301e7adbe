import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PICTURES_AT_ONCE } from '../src/pixels/processor.ts';

const MAIN = new URL('../src/main.ts', import.meta.url);

/** Loads the bot without starting it, and counts the threads of libuv's pool that its modules have begun. */
const COUNT = `
	import { readdirSync, readFileSync } from 'node:fs';
	await import(${JSON.stringify(MAIN.href)});
	const names = readdirSync('/proc/self/task').map((id) => readFileSync('/proc/self/task/' + id + '/comm', 'utf8'));
	console.log(names.filter((name) => name.startsWith('libuv-worker')).length);
`;

function countThreads(env: Readonly<Record<string, string>>): number {
	const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', COUNT], { env, encoding: 'utf8' });
	return Number(stdout);
}

test('main.ts sees to the size of the pool before anything else can begin it', () => {
	const [first] = [...readFileSync(MAIN, 'utf8').matchAll(/^import .*$/gm)];
	expect(first?.[0]).toBe("import './thread-pool.ts';");
});

test('the bot has many more threads in the pool than pictures that are decoded at once', ({ skip }) => {
	if (!existsSync('/proc/self/task')) skip('this system does not name its threads in /proc');
	expect(countThreads({})).toBeGreaterThanOrEqual(4 * PICTURES_AT_ONCE);
});

test('an operator’s own size of the pool wins', ({ skip }) => {
	if (!existsSync('/proc/self/task')) skip('this system does not name its threads in /proc');
	expect(countThreads({ UV_THREADPOOL_SIZE: '5' })).toBe(5);
});
