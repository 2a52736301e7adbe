import { createClient } from '@keyv/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { STORE_TIMEOUT_MS } from '../../src/store/backend.ts';
import { NamespacedRecords } from '../../src/store/records.ts';
import { openRedis } from '../../src/store/redis.ts';
import { connectRedis } from '../../src/store/redis-client.ts';
import { StoreError, StoreFullError, UnreadableError } from '../../src/studio/store.ts';
import { testLocks } from '../conformance/locks.ts';
import { testRecords } from '../conformance/records.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { patientClock } from '../support/patient-clock.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { logBook } from './log-book.ts';
import { openTemporaryStore, silentLog } from './open-temporary.ts';

async function keysOf(entries: AsyncIterable<readonly [string, unknown]>): Promise<string[]> {
	const keys: string[] = [];
	for await (const [key] of entries) keys.push(key);
	return keys;
}

/** A look behind the store's back. */
async function peek(url: string) {
	const client = createClient({ url });
	await client.connect();
	return { client, [Symbol.asyncDispose]: () => client.close() };
}

describeWithRedis('on Redis', () => {
	let redis: RedisServer;
	beforeAll(async () => {
		redis = await startRedis();
	});
	afterAll(() => redis[Symbol.asyncDispose]());

	const open = (clock: Clock = patientClock) => openTemporaryStore({ redisUrl: redis.url, clock });

	testRecords(() => open());
	testLocks(open);

	describe('what is stored', () => {
		test('is plain JSON under a name of ours, and nothing else there is ours', async () => {
			await using store = await open();
			await using other = await peek(redis.url);
			await other.client.mSet({ 'turns:other': '{"value":1}', 'plantain-turns:other': '{"value":1}' });
			const records = store.records('turns');
			await records.set('a', { text: ':b' });
			expect(await other.client.get('plantain:turns:a')).toBe('{"value":{"text":":b"}}');
			expect(await keysOf(records.entries())).toEqual(['a']);
		});

		test.each([
			['no JSON', 'hello'],
			['no record', 'null'],
			['a record without a value', '{}'],
		])('an error if it is %s, not absent, and hides no other from a listing', async (_, stored) => {
			await using store = await open();
			await using other = await peek(redis.url);
			const records = store.records('damaged');
			await records.set('b', 'whole');
			await other.client.set('plantain:damaged:a', stored);
			await expect(records.get('a')).rejects.toThrow(UnreadableError);
			const listed = new Map<string, unknown>();
			for await (const [key, value] of records.entries()) listed.set(key, value);
			expect(listed).toEqual(
				new Map([
					['a', undefined],
					['b', 'whole'],
				]),
			);
		});

		test('is an error if it is no text at all', async () => {
			await using store = await open();
			await using other = await peek(redis.url);
			await other.client.lPush('plantain:lists:a', 'x');
			await expect(store.records('lists').get('a')).rejects.toThrow(StoreError);
		});

		test.each(['with', 'without'])('expires when it was written to expire, %s a lease', async (how) => {
			await using store = await open();
			await using other = await peek(redis.url);
			const records = store.records('expiring');
			await store.locks.withLock(['a'], async (lease) => {
				const options = how === 'with' ? { lease } : {};
				await records.set('a', 1, { ttlMs: 3_600_000, ...options });
				const leftMs = await other.client.pTTL('plantain:expiring:a');
				expect(leftMs).toBeGreaterThan(3_500_000);
				expect(leftMs).toBeLessThanOrEqual(3_600_000);
				await records.set('a', 2, options);
				expect(await other.client.pTTL('plantain:expiring:a')).toBe(-1);
				expect(await records.get('a')).toBe(2);
			});
		});

		test('expires when it was added to expire, or never', async () => {
			await using store = await open();
			await using other = await peek(redis.url);
			const records = store.records('added');
			await records.add('a', 1, { ttlMs: 3_600_000 });
			const leftMs = await other.client.pTTL('plantain:added:a');
			expect(leftMs).toBeGreaterThan(3_500_000);
			expect(leftMs).toBeLessThanOrEqual(3_600_000);
			await records.add('b', 1);
			expect(await other.client.pTTL('plantain:added:b')).toBe(-1);
			expect(await other.client.get('plantain:added:b')).toBe('{"value":1}');
		});

		test('is listed whole when it takes Redis several answers', async () => {
			await using store = await open();
			const records = store.records('many');
			const keys = Array.from({ length: 2500 }, (_, index) => `${index}`);
			await Promise.all(keys.map((key) => records.set(key, 1)));
			expect((await keysOf(records.entries())).toSorted()).toEqual(keys.toSorted());
		});
	});

	test('a listing shows a record once that Redis names twice, and leaves out one that is gone', async () => {
		const connection = await connectRedis(redis.url, { clock: patientClock, log: silentLog });
		await using backend = openRedis(connection);
		const records = new NamespacedRecords(backend, 'twice');
		for (const key of ['a', 'b', 'c']) await records.set(key, 1);
		const pages = [
			{ cursor: '7', keys: ['plantain:twice:a', 'plantain:twice:b', 'plantain:twice:b'] },
			{ cursor: '3', keys: ['plantain:twice:b'] },
			{ cursor: '0', keys: ['plantain:twice:gone', 'plantain:twice:c'] },
		];
		Object.assign(connection.client, { scan: async () => pages.shift() });
		expect(await keysOf(records.entries())).toEqual(['a', 'b', 'c']);
	});

	describe('what the operator reads at the start', () => {
		const EVICTS = 'this Redis may drop records';
		const FORGETS = 'this Redis writes nothing to disk';
		const MUTE = 'redis does not say how it is set';

		test.each([
			['that keeps everything', ['--appendonly', 'yes'], []],
			['that keeps everything in snapshots', ['--save', '3600', '1'], []],
			['that keeps nothing', [], [FORGETS]],
			['that may drop anything', ['--appendonly', 'yes', '--maxmemory-policy', 'allkeys-lru'], [EVICTS]],
			['that may drop what expires', ['--maxmemory-policy', 'volatile-ttl'], [EVICTS, FORGETS]],
			['that does not say', ['--rename-command', 'CONFIG', ''], [MUTE]],
		] as const)('of a Redis %s', async (_, settings, expected) => {
			await using own = await startRedis(...settings);
			const { log, lines } = logBook();
			await using store = await openTemporaryStore({ redisUrl: own.url, clock: patientClock, log });
			await store.ping();
			const said = [EVICTS, FORGETS, MUTE].filter((text) => lines.join().includes(text));
			expect(said).toEqual(expected);
			expect(lines.filter((line) => line.includes(MUTE)).every((line) => line.includes('"level":30'))).toBe(true);
		});

		test('of a Redis that forbids CONFIG is said, and the bot works', async () => {
			await using own = await startRedis();
			await using other = await peek(own.url);
			await other.client.sendCommand(['ACL', 'SETUSER', 'plantain', 'on', '>secret', '~*', '+@all', '-config']);
			const { log, lines } = logBook();
			const redisUrl = own.url.replace('redis://', 'redis://plantain:secret@');
			await using store = await openTemporaryStore({ redisUrl, clock: patientClock, log });
			await store.records('turns').set('a', 1);
			expect(lines.join()).toContain(MUTE);
		});
	});

	describe('a broken Redis', () => {
		test('that is full says so to every kind of write, reads go on, and writes too once there is room', async () => {
			await using own = await startRedis();
			await using other = await peek(own.url);
			await using store = await openTemporaryStore({ redisUrl: own.url, clock: patientClock });
			const records = store.records('turns');
			await records.set('a', 1);
			await other.client.configSet('maxmemory', '1');
			await expect(records.set('b', 1)).rejects.toThrow(StoreFullError);
			await expect(records.add('b', 1)).rejects.toThrow(StoreFullError);
			await expect(store.locks.withLock(['a'], async () => 'held')).rejects.toThrow(StoreFullError);
			expect(await records.get('a')).toBe(1);
			await other.client.configSet('maxmemory', '0');
			await records.set('b', 1);
		});

		test('that dies in the middle says nothing of what it held, and is used again once it is back', async () => {
			await using own = await startRedis();
			const { log, logged } = logBook();
			await using store = await openTemporaryStore({ redisUrl: own.url, clock: patientClock, log });
			const records = store.records('turns');
			await records.set('a', 1);
			own.pause();
			const asked = [
				records.get('a'),
				records.set('b', 1),
				records.add('b', 1),
				records.delete('a'),
				keysOf(records.entries()),
				store.ping(),
			];
			const answers = Promise.allSettled(asked);
			await own.kill();
			for (const answer of await answers)
				expect(answer).toEqual({ status: 'rejected', reason: expect.any(StoreError) });
			await expect(records.get('a')).rejects.toThrow(StoreError);
			await expect(records.set('a', 1)).rejects.toThrow(StoreError);
			await expect(records.add('c', 1)).rejects.toThrow(StoreError);
			await expect(records.delete('a')).rejects.toThrow(StoreError);
			await expect(keysOf(records.entries())).rejects.toThrow(StoreError);
			await expect(store.ping()).rejects.toThrow(StoreError);
			await expect(store.locks.withLock(['a'], async () => 'held')).rejects.toThrow(StoreError);

			await own.restart();
			await logged('redis is connected', 2);
			await store.ping();
			await records.set('a', 2);
			expect(await records.get('a')).toBe(2);
		});

		test(`that does not answer is an error after ${STORE_TIMEOUT_MS} ms, not earlier, and is used again`, async () => {
			await using own = await startRedis();
			const clock = fakeClock();
			await using store = await openTemporaryStore({ redisUrl: own.url, clock });
			const records = store.records('turns');
			await records.set('a', 1);
			own.pause();
			let state = 'waiting';
			const read = records.get('a').catch((error: unknown) => {
				state = 'refused';
				return error;
			});
			expect(await clock.sleepers()).toBe(STORE_TIMEOUT_MS);
			await clock.advance(STORE_TIMEOUT_MS - 1);
			expect(state).toBe('waiting');
			await clock.advance(1);
			expect(await read).toBeInstanceOf(StoreError);
			own.resume();
			expect(await records.get('a')).toBe(1);
		});

		test(`that is not there is an error after ${STORE_TIMEOUT_MS} ms, which does not tell the password`, async () => {
			const own = await startRedis();
			await own[Symbol.asyncDispose]();
			const clock = fakeClock();
			const { log, lines, logged } = logBook();
			const redisUrl = own.url.replace('redis://', 'redis://plantain:hunter2@');
			const opening = openTemporaryStore({ redisUrl, clock, log }).catch((error: unknown) => error);
			await logged('redis is out of reach', 1);
			await clock.advance(STORE_TIMEOUT_MS);
			const error = await opening;
			expect(error).toBeInstanceOf(StoreError);
			log.warn({ err: error }, 'could not open');
			expect(lines.join()).not.toContain('hunter2');
		});

		test.each(['stands still', 'is gone'])('that %s does not keep a store from being disposed of', async (how) => {
			await using own = await startRedis();
			const clock = fakeClock();
			const { log, logged } = logBook();
			const store = await openTemporaryStore({ redisUrl: own.url, clock, log });
			if (how === 'is gone') {
				await own.kill();
				await logged('redis is out of reach', 1);
			} else own.pause();
			const read = store
				.records('turns')
				.get('a')
				.catch((error: unknown) => error);
			const disposed = store[Symbol.asyncDispose]();
			await clock.sleepers(how === 'is gone' ? 0 : 2);
			await clock.advance(STORE_TIMEOUT_MS);
			await expect(disposed).resolves.toBeUndefined();
			expect(await read).toBeInstanceOf(StoreError);
		});

		test('a store that was disposed of answers with errors and does not connect again', async () => {
			const store = await open();
			const lease = await store.locks.withLock(['a'], async (held) => held);
			await store[Symbol.asyncDispose]();
			const records = store.records('turns');
			await expect(store.ping()).rejects.toThrow(StoreError);
			await expect(records.get('a')).rejects.toThrow(StoreError);
			await expect(records.set('a', 1, { lease })).rejects.toThrow(StoreError);
			await expect(records.add('a', 1)).rejects.toThrow(StoreError);
			await expect(keysOf(records.entries())).rejects.toThrow(StoreError);
			await expect(store.locks.withLock(['a'], async () => 'held')).rejects.toThrow(StoreError);
		});
	});

	test('a lease of another store writes nothing', async () => {
		await using store = await open();
		await using memory = openMemoryStore({ clock: patientClock });
		await store.locks.withLock(['a'], async (ofRedis) =>
			memory.locks.withLock(['a'], async (ofMemory) => {
				await expect(store.records('turns').set('c', 1, { lease: ofMemory })).rejects.toThrow(StoreError);
				await expect(memory.records('turns').set('c', 1, { lease: ofRedis })).rejects.toThrow(StoreError);
			}),
		);
		expect(await store.records('turns').get('c')).toBeUndefined();
	});
});
