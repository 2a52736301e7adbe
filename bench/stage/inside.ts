import { open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { answerQuestions } from './questions.ts';

/**
 * Measures the process that it is preloaded into: from `begin` to `report`. What is measured knows nothing of it.
 *
 * Memory is sampled: the `maxRSS` that the system keeps for a process begins with that of its parent.
 */
const SAMPLE_EVERY_MS = 20;

const nowMs = () => performance.timeOrigin + performance.now();

interface Write {
	readonly kind: 'commit' | 'flush';
	readonly atMs: number;
}

/** What was made durable: groups of commits of SQLite, and files and folders that were flushed. */
let writes: Write[] = [];
/** Tells the main thread of the writes of others. */
const otherThreads = new BroadcastChannel('writes');

function noteWrite(kind: Write['kind']): void {
	const write = { kind, atMs: nowMs() };
	if (isMainThread) writes.push(write);
	else otherThreads.postMessage(write);
}

/** Has a method of a class tell of each call that succeeded. */
function afterEach(prototype: object, method: string, note: () => void): void {
	const original: unknown = Reflect.get(prototype, method);
	if (typeof original !== 'function') throw new Error(`there is no ${method}`);
	const noting = new Proxy(original, {
		apply(called, self, values: readonly unknown[]) {
			const result: unknown = Reflect.apply(called, self, values);
			if (result instanceof Promise) void result.then(note, () => undefined);
			return result;
		},
	});
	Reflect.set(prototype, method, noting);
}

// Node does not export the class of its files.
await using anyFile = await open(new URL(import.meta.url));
afterEach(Object.getPrototypeOf(anyFile), 'sync', () => noteWrite('flush'));
// Only the database's log is flushed this way.
afterEach(Object.getPrototypeOf(anyFile), 'datasync', () => noteWrite('commit'));

if (isMainThread) {
	let cpuBefore = process.cpuUsage();
	let peakRssBytes = 0;
	const look = () => {
		peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
	};
	answerQuestions({
		begin() {
			cpuBefore = process.cpuUsage();
			peakRssBytes = 0;
			writes = [];
		},
		report() {
			look();
			const { user, system } = process.cpuUsage(cpuBefore);
			return {
				cpuMs: (user + system) / 1000,
				rssBytes: process.memoryUsage.rss(),
				peakRssBytes,
				writes,
			};
		},
	});
	otherThreads.onmessage = ({ data }: { data: Write }) => void writes.push(data);
	setInterval(look, SAMPLE_EVERY_MS).unref();
	// What is measured must be able to end by itself.
	process.channel?.unref();
}
otherThreads.unref();
