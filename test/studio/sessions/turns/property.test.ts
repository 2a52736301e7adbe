import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../../src/store/open.ts';
import { createTurns } from '../../../../src/studio/sessions/turns/turns.ts';
import type { Store } from '../../../../src/studio/store.ts';
import { silentLog, temporaryFolder } from '../../../store/open-temporary.ts';
import { type FakeClock, fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import { describeWithRedis, startRedis } from '../../../support/redis-server.ts';
import { newSession, newTurn } from './fixture.ts';
import { fate, step } from './steps.ts';
import { type Medium, World } from './world.ts';

async function memory(clock: FakeClock): Promise<Medium> {
	const store = openMemoryStore({ clock });
	return { store: () => store, restart: async () => {}, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

async function disk(clock: FakeClock, redisUrl?: string): Promise<Medium> {
	const folder = await temporaryFolder();
	const open = () => openStore({ dataDir: folder.path, redisUrl, clock, log: silentLog });
	let store: Store = await open();
	return {
		store: () => store,
		async restart() {
			await store[Symbol.asyncDispose]();
			store = await open();
		},
		async [Symbol.asyncDispose]() {
			await store[Symbol.asyncDispose]();
			await folder.remove();
		},
	};
}

async function redis(clock: FakeClock): Promise<Medium> {
	const server = await startRedis();
	const medium = await disk(clock, server.url);
	return {
		...medium,
		async [Symbol.asyncDispose]() {
			await medium[Symbol.asyncDispose]();
			await server[Symbol.asyncDispose]();
		},
	};
}

/** @param most the largest number of steps; at least half of them are taken. */
function playIn(open: (clock: FakeClock) => Promise<Medium>, { numRuns, most }: { numRuns: number; most: number }) {
	test('whatever people do and wherever processes die, every session is as it should be', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(step, fate), { minLength: most / 2, maxLength: most }), async (steps) => {
				const clock = fakeClock();
				await using medium = await open(clock);
				const world = new World(medium, clock);
				for (const placeId of ['p1', 'p2'] as const)
					await world.take({ kind: 'open', placeId, ownerId: 'alice' }, undefined);
				for (const [taken, how] of steps) await world.take(taken, how);
				await world.end();
			}),
			{ numRuns },
		);
	});
}

function appendIn(open: (clock: FakeClock) => Promise<Medium>) {
	test('of ten turns that are appended at once none is lost', async () => {
		const clock = fakeClock();
		await using medium = await open(clock);
		const turns = createTurns({ store: medium.store(), clock });
		await turns.open(newSession());
		const ids = Array.from({ length: 10 }, (_, number) => `t${number}`);
		await Promise.all(ids.map((id) => turns.append(newTurn(id))));
		expect((await turns.session('s1'))?.turnIds.toSorted()).toEqual(ids);
	});
}

describe('in memory', () => {
	appendIn(memory);
	playIn(memory, { numRuns: 80, most: 40 });
});
describe('on a disk', () => {
	appendIn(disk);
	playIn(disk, { numRuns: 4, most: 24 });
});
describeWithRedis('on Redis', () => {
	appendIn(redis);
	playIn(redis, { numRuns: 4, most: 24 });
});
