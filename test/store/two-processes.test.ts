import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { openTemporaryStore, silentLog, temporaryFolder } from './open-temporary.ts';

function start(script: 'write' | 'increment', ...args: readonly string[]) {
	const path = fileURLToPath(new URL(`./processes/${script}.ts`, import.meta.url));
	return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Lets the process write until it has been heard `times` times, kills it, and says the last number it answered for. */
async function killAfter(child: ReturnType<typeof start>, times: number): Promise<number> {
	let last = -1;
	for await (const line of createInterface(child.stdout)) {
		last = Number(line);
		if (last === times) child.kill('SIGKILL');
	}
	return last;
}

test('two processes on one file, both killed in the middle, lose nothing that was answered', {
	timeout: 30_000,
}, async () => {
	await using folder = await temporaryFolder();
	const [ann, bob] = await Promise.all([
		killAfter(start('write', folder.path, 'ann'), 40),
		killAfter(start('write', folder.path, 'bob'), 60),
	]);
	expect(ann).toBeGreaterThanOrEqual(40);
	expect(bob).toBeGreaterThanOrEqual(60);

	await using store = await openStore({ dataDir: folder.path, clock: systemClock, log: silentLog });
	for (const [name, last] of Object.entries({ ann, bob }))
		for (let number = 0; number <= last; number++) {
			const { hash } = z.object({ hash: z.string() }).parse(await store.records('turns').get(`${name}-${number}`));
			expect(Buffer.from((await store.blobs.get(hash)) ?? []).toString()).toBe(`${name} ${number}`);
		}
	using database = new DatabaseSync(join(folder.path, 'plantain.sqlite'));
	expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
});

/** Two processes that begin at once add the same 200 records. Resolves with what each of them says that it wrote. */
async function addInTwoProcesses(...args: readonly string[]): Promise<number[][]> {
	const path = fileURLToPath(new URL('./processes/add.ts', import.meta.url));
	const children = [0, 1].map(() => spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] }));
	const written = children.map((child) => text(child.stdout));
	await Promise.all(children.map((child) => once(child.stdout, 'data')));
	for (const child of children) child.stdin.end('begin');
	return (await Promise.all(written)).map((said) => z.array(z.number()).parse(JSON.parse(said.replace('ready', ''))));
}

const twoHundred = Array.from({ length: 200 }, (_, number) => number);
const ascending = (a: number, b: number) => a - b;

test('each of 200 records that two processes add on one file is written by one of them', {
	timeout: 30_000,
}, async () => {
	await using folder = await temporaryFolder();
	const written = await addInTwoProcesses(folder.path);
	expect(written.flat().toSorted(ascending)).toEqual(twoHundred);
});

describeWithRedis('on Redis', () => {
	test('each of 200 records that two processes add is written by one of them', { timeout: 30_000 }, async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		const written = await addInTwoProcesses(folder.path, redis.url);
		expect(written.flat().toSorted(ascending)).toEqual(twoHundred);
	});

	test('four processes that add one to a count 25 times each make a hundred', { timeout: 30_000 }, async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		const children = Array.from({ length: 4 }, () => start('increment', folder.path, redis.url, '25'));
		const exits = await Promise.all(children.map((child) => once(child, 'exit')));
		expect(exits).toEqual(children.map(() => [0, null]));
		await using store = await openTemporaryStore({ redisUrl: redis.url, clock: systemClock });
		expect(await store.records('counts').get('shared')).toBe(100);
	});
});
