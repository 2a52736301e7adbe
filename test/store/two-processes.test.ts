import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../src/store/open.ts';
import { guarded } from '../support/child.ts';
import { patientClock } from '../support/patient-clock.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { openTemporaryStore, silentLog, temporaryFolder } from './open-temporary.ts';

function start(script: 'write' | 'increment', ...args: readonly string[]) {
	const path = fileURLToPath(new URL(`./processes/${script}.ts`, import.meta.url));
	return guarded(spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** A process that writes until it is killed. */
function startWriting(dataDir: string, name: string) {
	const child = start('write', dataDir, name);
	const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
	const next = async () => z.string().parse((await lines.next()).value);
	return {
		/** What it says once it asks for the folder. */
		next,
		/** Waits until it has written so many more times. */
		async hear(times: number): Promise<void> {
			for (let heard = 0; heard < times; heard++) await next();
		},
		/** Kills it while it writes on; says the last number it answered for. */
		async kill(): Promise<number> {
			let last = Number(await next());
			child.kill('SIGKILL');
			for await (const line of lines) last = Number(line);
			return last;
		},
	};
}

test('of two processes on one folder one waits until the other is killed, and nothing that was answered is lost', async () => {
	await using folder = await temporaryFolder();
	const first = startWriting(folder.path, 'ann');
	expect(await first.next()).toBe('asks');
	expect(await first.next()).toBe('0');
	const second = startWriting(folder.path, 'bob');
	expect(await second.next()).toBe('asks');
	let isBegun = false;
	const begins = second.next().then((line) => {
		isBegun = true;
		return line;
	});
	await first.hear(100);
	// Not later: the second may begin before the last words of the first are read.
	expect(isBegun).toBe(false);
	const ann = await first.kill();
	expect(ann).toBeGreaterThanOrEqual(100);
	expect(await begins).toBe('0');
	await second.hear(20);
	const bob = await second.kill();
	expect(bob).toBeGreaterThanOrEqual(20);

	await using store = await openStore({ dataDir: folder.path, clock: patientClock, log: silentLog });
	for (const [name, last] of Object.entries({ ann, bob }))
		for (let number = 0; number <= last; number++) {
			const key = `${name}-${number}`;
			const { hash } = z.object({ hash: z.string() }).parse(await store.records('turns').get(key));
			expect(Buffer.from((await store.blobs.get(hash)) ?? []).toString()).toBe(`${name} ${number}`);
			expect(await store.records('turns').get(`${key}-soon`)).toEqual({ hash });
			expect(await store.records('turns').get(`${key}-added`)).toEqual({ hash });
		}
	using database = new DatabaseSync(join(folder.path, 'plantain.sqlite'));
	expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
});

/** Two processes that begin at once add the same 200 records. Resolves with what each of them says that it wrote. */
async function addInTwoProcesses(...args: readonly string[]): Promise<number[][]> {
	const path = fileURLToPath(new URL('./processes/add.ts', import.meta.url));
	const children = [0, 1].map(() =>
		guarded(spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })),
	);
	const written = children.map((child) => text(child.stdout));
	await Promise.all(children.map((child) => once(child.stdout, 'data')));
	for (const child of children) child.stdin.end('begin');
	return (await Promise.all(written)).map((said) => z.array(z.number()).parse(JSON.parse(said.replace('ready', ''))));
}

const twoHundred = Array.from({ length: 200 }, (_, number) => number);
const ascending = (a: number, b: number) => a - b;

describeWithRedis('on Redis', () => {
	test('each of 200 records that two processes add is written by one of them', async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		const written = await addInTwoProcesses(folder.path, redis.url);
		expect(written.flat().toSorted(ascending)).toEqual(twoHundred);
	});

	test('four processes that add one to a count 25 times each make a hundred', async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		const children = Array.from({ length: 4 }, () => start('increment', folder.path, redis.url, '25'));
		const exits = await Promise.all(children.map((child) => once(child, 'exit')));
		expect(exits).toEqual(children.map(() => [0, null]));
		await using store = await openTemporaryStore({ redisUrl: redis.url, clock: patientClock });
		expect(await store.records('counts').get('shared')).toBe(100);
	});
});
