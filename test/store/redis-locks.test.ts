import { once } from 'node:events';
import { createClient } from '@keyv/redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { LOCK_TTL_MS, RENEW_EVERY_MS } from '../../src/store/redis-locks.ts';
import { LeaseLostError, StoreError } from '../../src/studio/store.ts';
import { increment } from '../conformance/locks.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { patientClock } from '../support/patient-clock.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { openTemporaryStore } from './open-temporary.ts';

describeWithRedis('locks between processes', () => {
	let redis: RedisServer;
	let other: ReturnType<typeof createClient>;
	beforeAll(async () => {
		redis = await startRedis();
		other = createClient({ url: redis.url });
		await other.connect();
	});
	afterAll(async () => {
		await other.close();
		await redis[Symbol.asyncDispose]();
	});

	const open = (clock: Clock = patientClock) => openTemporaryStore({ redisUrl: redis.url, clock });

	test('two owners take turns', async () => {
		await using first = await open();
		await using second = await open();
		const once = [first, second, first, second, first, second].map((store) =>
			store.locks.withLock(['turns', 'more'], (lease) => increment(store.records('counts'), 'turns', lease)),
		);
		await Promise.all(once);
		expect(await first.records('counts').get('turns')).toBe(6);
	});

	test('a lock is gone from Redis after its work, and expires while it is held', async () => {
		await using store = await open();
		await store.locks.withLock(['a', 'b'], async () => {
			for (const key of ['plantain-lock:a', 'plantain-lock:b']) {
				const leftMs = await other.pTTL(key);
				expect(leftMs).toBeGreaterThan(0);
				expect(leftMs).toBeLessThanOrEqual(LOCK_TTL_MS);
			}
		});
		expect(await other.exists(['plantain-lock:a', 'plantain-lock:b'])).toBe(0);
	});

	test('who lost the lock to another writes nothing, hears of it, and leaves the other its lock', async () => {
		await using store = await open();
		const records = store.records('counts');
		await records.set('stolen', 'before');
		await store.locks.withLock(['one', 'stolen'], async (lease) => {
			await other.set('plantain-lock:stolen', 'somebody else');
			expect(lease.signal.aborted).toBe(false);
			await expect(records.set('stolen', 'after', { lease })).rejects.toThrow(LeaseLostError);
			expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
		});
		expect(await records.get('stolen')).toBe('before');
		expect(await other.get('plantain-lock:stolen')).toBe('somebody else');
		expect(await other.exists('plantain-lock:one')).toBe(0);
	});

	test('who loses the lock without writing hears of it at the next renewal', async () => {
		const clock = fakeClock();
		await using store = await open(clock);
		await store.locks.withLock(['expired'], async (lease) => {
			await other.del('plantain-lock:expired');
			const lost = once(lease.signal, 'abort');
			expect(await clock.sleepers()).toBe(RENEW_EVERY_MS);
			await clock.advance(RENEW_EVERY_MS);
			await lost;
			expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
		});
	});

	test('a held lock is renewed', async () => {
		const clock = fakeClock();
		await using store = await open(clock);
		await store.locks.withLock(['long'], async (lease) => {
			await other.pExpire('plantain-lock:long', 1000 * LOCK_TTL_MS);
			expect(await clock.sleepers()).toBe(RENEW_EVERY_MS);
			await clock.advance(RENEW_EVERY_MS);
			await store.ping();
			expect(await other.pTTL('plantain-lock:long')).toBeLessThanOrEqual(LOCK_TTL_MS);
			expect(await other.get('plantain-lock:long')).not.toBeNull();
			expect(lease.signal.aborted).toBe(false);
		});
	});

	test(`who cannot renew the lock counts it as lost after ${LOCK_TTL_MS} ms, not earlier`, async () => {
		await using own = await startRedis();
		const clock = fakeClock();
		await using store = await openTemporaryStore({ redisUrl: own.url, clock });
		await store.locks.withLock(['a'], async (lease) => {
			await clock.sleepers();
			own.pause();
			await clock.advance(LOCK_TTL_MS - 1);
			expect(lease.signal.aborted).toBe(false);
			await clock.advance(1);
			expect(lease.signal.aborted).toBe(true);
			own.resume();
		});
	});

	test('the lock of a process that died is free once it has expired', async () => {
		await using store = await open();
		await other.set('plantain-lock:orphan', 'a dead process', { expiration: { type: 'PX', value: 50 } });
		const held = await store.locks.withLock(['orphan'], async () => other.get('plantain-lock:orphan'));
		expect(held).not.toBe('a dead process');
	});

	test('who waits too long for another process is refused without having begun', async () => {
		let nowMs = 0;
		const hurried: Clock = {
			now: () => nowMs,
			async sleep(ms, signal) {
				if (signal !== undefined) return patientClock.sleep(ms, signal);
				nowMs += ms;
			},
		};
		await using store = await open(hurried);
		await other.set('plantain-lock:busy', 'another process');
		let hasBegun = false;
		const waiting = store.locks.withLock(['busy', 'free'], async () => {
			hasBegun = true;
		});
		await expect(waiting).rejects.toThrow(StoreError);
		expect(hasBegun).toBe(false);
		expect(nowMs).toBe(20_000);
		expect(await other.get('plantain-lock:busy')).toBe('another process');
		expect(await other.exists('plantain-lock:free')).toBe(0);
	});
});
