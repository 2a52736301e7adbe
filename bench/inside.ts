import { lookup } from 'node:dns/promises';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/**
 * Measures the process that it is preloaded into: from `begin` to `report`, messages of the parent, each of which is
 * answered. The bot itself knows nothing of it.
 *
 * Memory is sampled: the `maxRSS` that the system keeps for a process begins with that of its parent.
 */
const SAMPLE_EVERY_MS = 20;
const LOOK_UP_EVERY_MS = 100;

const delay = monitorEventLoopDelay({ resolution: 1 });
let cpuBefore = process.cpuUsage();
let loopBefore = performance.eventLoopUtilization();
let peakRssBytes = 0;
let lookupMaxMs = 0;

const inMs = (nanoseconds: number) => nanoseconds / 1e6;

const look = () => {
	peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
};

/** Waits for a thread of libuv's pool, as every new connection to Discord and Google does. */
async function lookUp(): Promise<void> {
	const startedAtMs = performance.now();
	await lookup('localhost');
	lookupMaxMs = Math.max(lookupMaxMs, performance.now() - startedAtMs);
}

function begin(): void {
	cpuBefore = process.cpuUsage();
	loopBefore = performance.eventLoopUtilization();
	delay.enable();
	setInterval(look, SAMPLE_EVERY_MS).unref();
	setInterval(lookUp, LOOK_UP_EVERY_MS).unref();
	process.send?.('begun');
}

function report(): void {
	delay.disable();
	look();
	const { user, system } = process.cpuUsage(cpuBefore);
	process.send?.({
		delayP50Ms: inMs(delay.percentile(50)),
		delayP99Ms: inMs(delay.percentile(99)),
		delayMaxMs: inMs(delay.max),
		loopBusyMs: performance.eventLoopUtilization(loopBefore).active,
		cpuMs: (user + system) / 1000,
		peakRssBytes,
		lookupMaxMs,
	});
}

process.on('message', (message) => (message === 'begin' ? begin() : report()));
// The bot must be able to end by itself.
process.channel?.unref();
