import { createClient } from '@keyv/redis';
import { GatewayIntentBits } from 'discord.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connect } from '../../src/events/connect.ts';
import { IDENTIFY_SPACING_MS, SharedIdentifyThrottler } from '../../src/events/identify-throttler.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { StoreError } from '../../src/studio/store.ts';
import { startDiscord } from '../simulator/discord/start.ts';
import { temporaryFolder } from '../store/open-temporary.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';

const log = createLog('silent');
const never = new AbortController().signal;

const shareStore = (clock: FakeClock, maxConcurrency = 1) => {
	const records = openMemoryStore({ clock }).records('identify-turns');
	return () => new SharedIdentifyThrottler({ records, maxConcurrency, clock, log });
};

const aShard = fc.record({ process: fc.nat({ max: 2 }), shardId: fc.nat({ max: 9 }) });

test('however many processes and shards come, those with one rate limit key are five seconds apart and all get in', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(aShard, { minLength: 1, maxLength: 12 }),
			fc.integer({ min: 1, max: 4 }),
			async (shards, maxConcurrency) => {
				const clock = fakeClock();
				const createThrottler = shareStore(clock, maxConcurrency);
				const processes = [createThrottler(), createThrottler(), createThrottler()];
				const letIn: { key: number; atMs: number }[] = [];
				const waiting = shards.map(async ({ process, shardId }) => {
					await processes[process]?.waitForIdentify(shardId, never);
					letIn.push({ key: shardId % maxConcurrency, atMs: clock.now() });
				});
				await clock.advance(0);
				await clock.advance((shards.length + 1) * IDENTIFY_SPACING_MS);
				await Promise.all(waiting);
				for (const { key, atMs } of letIn) {
					const others = letIn.filter((other) => other.key === key && Math.abs(other.atMs - atMs) < 5000);
					expect(others).toHaveLength(1);
				}
			},
		),
		{ numRuns: 20 },
	);
});

test('a shard whose connection is gone does not wait any longer', async () => {
	const clock = fakeClock();
	const createThrottler = shareStore(clock);
	await createThrottler().waitForIdentify(0, never);
	const closing = new AbortController();
	const waiting = createThrottler().waitForIdentify(0, closing.signal);
	await clock.sleepers();
	closing.abort(new Error('closed'));
	await expect(waiting).rejects.toThrow('closed');
});

test('while the store fails a shard identifies all the same, with a warning', async () => {
	const warnings: unknown[] = [];
	const throttler = new SharedIdentifyThrottler({
		records: {
			...openMemoryStore({ clock: fakeClock() }).records('identify-turns'),
			add: () => Promise.reject(new StoreError('Redis is gone')),
		},
		maxConcurrency: 1,
		clock: fakeClock(),
		log: { warn: (...said: unknown[]) => void warnings.push(said) },
	});
	await throttler.waitForIdentify(0, never);
	expect(warnings).toHaveLength(1);
});

describeWithRedis('on Redis', () => {
	test('of two gateways that start together, the second identifies when the turn of the first has passed', async () => {
		await using redis = await startRedis();
		await using folder = await temporaryFolder();
		const discordClock = fakeClock();
		await using discord = await startDiscord({ clock: fakeClock(), connectionClock: discordClock });
		await using running = new AsyncDisposableStack();
		const other = await createClient({ url: redis.url }).connect();
		running.defer(() => other.close());
		const clock = fakeClock();
		const start = async () => {
			const store = running.use(await openStore({ dataDir: folder.path, redisUrl: redis.url, clock, log }));
			const client = await connect({
				apiUrl: discord.apiUrl,
				token: discord.token,
				intents: [GatewayIntentBits.Guilds],
				shards: 'auto',
				identifyThrottler: (maxConcurrency) =>
					new SharedIdentifyThrottler({ records: store.records('identify-turns'), maxConcurrency, clock, log }),
				log,
				listen: () => {},
				onLost: () => {},
			});
			running.defer(() => client.destroy());
		};
		const starts = [start(), start()];
		await Promise.race(starts);
		await clock.sleeping(250);
		expect(discord.gateway.identifies).toBe(1);
		const [key = ''] = await other.keys('plantain:identify-turns:*');
		expect(await other.pTTL(key)).toBeGreaterThan(0);
		expect(await other.pTTL(key)).toBeLessThanOrEqual(IDENTIFY_SPACING_MS);
		// Its time on Redis can't be moved, so it is taken away.
		await other.del(key);
		await discordClock.advance(5000);
		await clock.advance(250);
		await Promise.all(starts);
		expect(discord.gateway.identifies).toBe(2);
	});
});
