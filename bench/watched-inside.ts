import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Watches the process that it is preloaded into, and answers every message of the parent with what was seen since the
 * one before.
 *
 * Memory is sampled: the `maxRSS` that the system keeps for a process begins with that of its parent.
 */
const SAMPLE_EVERY_MS = 10;

const delay = monitorEventLoopDelay({ resolution: 1 });
let peakRssBytes = 0;

const look = () => {
	peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
};

function report(): void {
	look();
	process.send?.({ rssBytes: process.memoryUsage.rss(), peakRssBytes, delayMaxMs: delay.max / 1e6 });
	peakRssBytes = 0;
	delay.reset();
}

delay.enable();
setInterval(look, SAMPLE_EVERY_MS).unref();
process.on('message', report);
// The bot must be able to end by itself.
process.channel?.unref();
