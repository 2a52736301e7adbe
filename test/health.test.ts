import { rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { StartError } from '../src/errors.ts';
import { PROBE_MS, serveHealth } from '../src/health.ts';
import { temporaryFolder } from './store/open-temporary.ts';
import { fakeClock } from './support/fake-clock.ts';
import { startPlantain } from './support/plantain.ts';
import { describeWithRedis, startRedis } from './support/redis-server.ts';

const statusOf = async (port: number | undefined, path: string) =>
	(await fetch(`http://127.0.0.1:${port}${path}`)).status;

const healthy = {
	isReady: () => true,
	probe: async () => {},
	metrics: { contentType: 'text/plain', read: async () => 'none' },
	clock: systemClock,
};

test('/readyz follows the bot, /healthz does not, and an unknown path is a 404', async () => {
	let isReady = false;
	await using health = await serveHealth(0, { ...healthy, isReady: () => isReady });
	expect(await statusOf(health.port, '/readyz')).toBe(503);
	isReady = true;
	expect(await statusOf(health.port, '/readyz')).toBe(200);
	isReady = false;
	expect(await statusOf(health.port, '/healthz')).toBe(200);
	expect(await statusOf(health.port, '/metric?x=/healthz')).toBe(404);
	expect(await statusOf(health.port, '/constructor')).toBe(404);
	expect(await statusOf(health.port, '//')).toBe(404);
	expect(await statusOf(health.port, '/readyz?verbose')).toBe(503);
});

test(`a store that does not answer within ${PROBE_MS} ms is not ready, and is asked once for all who ask at once`, async () => {
	const clock = fakeClock();
	let [arrived, probes] = [0, 0];
	const { promise: allArrived, resolve } = Promise.withResolvers<void>();
	const isReady = () => {
		if (++arrived === 3) resolve();
		return true;
	};
	const probe = () => {
		probes++;
		return new Promise<void>(() => {});
	};
	await using health = await serveHealth(0, { ...healthy, isReady, probe, clock });
	const asking = Promise.all([1, 2, 3].map(() => statusOf(health.port, '/readyz')));
	await allArrived;
	expect(await clock.sleepers()).toBe(PROBE_MS);
	expect(await statusOf(health.port, '/healthz')).toBe(200);
	await clock.advance(PROBE_MS);
	expect(await asking).toEqual([503, 503, 503]);
	expect(probes).toBe(1);
});

test('a port that is taken ends the start with one line that names HTTP_PORT', async () => {
	await using first = await serveHealth(0, healthy);
	const second = serveHealth(first.port, healthy);
	await expect(second).rejects.toThrow(StartError);
	await expect(second).rejects.toThrow(/HTTP_PORT/);
});

test('metrics that cannot be read are a 500, and the server goes on', async () => {
	const read = () => Promise.reject(new Error('too many open files'));
	await using health = await serveHealth(0, { ...healthy, metrics: { ...healthy.metrics, read } });
	expect(await statusOf(health.port, '/metrics')).toBe(500);
	expect(await statusOf(health.port, '/healthz')).toBe(200);
});

test('a bot whose folder is gone is not ready, and is again when the folder is back', async () => {
	await using folder = await temporaryFolder();
	const dataDir = `${folder.path}/data`;
	await using plantain = await startPlantain({ env: () => ({ DATA_DIR: dataDir }) });
	const { httpPort } = plantain.bot;
	expect(await statusOf(httpPort, '/readyz')).toBe(200);
	await rename(dataDir, `${dataDir}-elsewhere`);
	expect(await statusOf(httpPort, '/readyz')).toBe(503);
	expect(await statusOf(httpPort, '/healthz')).toBe(200);
	await rename(`${dataDir}-elsewhere`, dataDir);
	expect(await statusOf(httpPort, '/readyz')).toBe(200);
});

test('a bot is not ready while its gateway connection is down, and is again when it has resumed', async () => {
	await using plantain = await startPlantain();
	const { bot, discord, logged } = plantain;
	expect(await statusOf(bot.httpPort, '/readyz')).toBe(200);
	discord.gateway.withholdHello();
	discord.gateway.drop();
	await logged('gateway connection lost; reconnecting');
	expect(await statusOf(bot.httpPort, '/readyz')).toBe(503);
	expect(await statusOf(bot.httpPort, '/healthz')).toBe(200);
	discord.gateway.greet();
	await logged('gateway connection resumed');
	expect(await statusOf(bot.httpPort, '/readyz')).toBe(200);
});

test('a bot is not ready from the moment its shutdown begins, while what runs is finished', async () => {
	await using plantain = await startPlantain();
	const { alice, bot, gemini } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	const stopping = bot.stop();
	expect(await statusOf(bot.httpPort, '/readyz')).toBe(503);
	expect(await statusOf(bot.httpPort, '/healthz')).toBe(200);
	gemini.release();
	await stopping;
	expect((await scene.finished()).attachments).toHaveLength(1);
});

describeWithRedis('on Redis', () => {
	test('a bot whose Redis stands still or is gone is not ready, and is again when it is back', async () => {
		await using redis = await startRedis();
		await using plantain = await startPlantain({ env: () => ({ REDIS_URL: redis.url }) });
		const { bot, clock, logged } = plantain;
		expect(await statusOf(bot.httpPort, '/readyz')).toBe(200);
		redis.pause();
		const asked = statusOf(bot.httpPort, '/readyz');
		await clock.sleeping(PROBE_MS);
		await clock.advance(PROBE_MS);
		expect(await asked).toBe(503);
		redis.resume();
		expect(await statusOf(bot.httpPort, '/readyz')).toBe(200);
		await redis.kill();
		await logged('redis is out of reach');
		expect(await statusOf(bot.httpPort, '/readyz')).toBe(503);
		await redis.restart();
		await logged('redis is connected', 2);
		expect(await statusOf(bot.httpPort, '/readyz')).toBe(200);
	});
});
