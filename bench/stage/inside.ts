import { open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { DatabaseSync, StatementSync } from 'node:sqlite';
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

/** What was made durable: commits of SQLite, and files and folders that were flushed. */
let writes: Write[] = [];
/** Tells the main thread of the writes of others. */
const otherThreads = new BroadcastChannel('writes');

function noteWrite(kind: Write['kind']): void {
	const write = { kind, atMs: nowMs() };
	if (isMainThread) writes.push(write);
	else otherThreads.postMessage(write);
}

const COMMITTING = ['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'COMMIT', 'END'];

/** Counts what was carried out if that committed something. */
function noteStatement(database: unknown, sql: string): void {
	const [verb = ''] = sql.trimStart().toUpperCase().split(/[\s;]/, 1);
	if (database instanceof DatabaseSync && !database.isTransaction && COMMITTING.includes(verb)) noteWrite('commit');
}

interface Call {
	readonly self: unknown;
	readonly first: unknown;
	readonly result: unknown;
}

/** Has a method of a class tell of each call that succeeded. */
function afterEach(prototype: object, method: string, note: (call: Call) => void): void {
	const original: unknown = Reflect.get(prototype, method);
	if (typeof original !== 'function') throw new Error(`there is no ${method}`);
	const noting = new Proxy(original, {
		apply(called, self, values: readonly unknown[]) {
			const result: unknown = Reflect.apply(called, self, values);
			const succeeded = () => note({ self, first: values[0], result });
			if (result instanceof Promise) void result.then(succeeded, () => undefined);
			else succeeded();
			return result;
		},
	});
	Reflect.set(prototype, method, noting);
}

const databases = new WeakMap<object, unknown>();
afterEach(DatabaseSync.prototype, 'prepare', ({ self, result }) => {
	if (result instanceof StatementSync) databases.set(result, self);
});
for (const method of ['all', 'get', 'run'])
	afterEach(StatementSync.prototype, method, ({ self }) => {
		if (self instanceof StatementSync) noteStatement(databases.get(self), self.sourceSQL);
	});
afterEach(DatabaseSync.prototype, 'exec', ({ self, first }) => noteStatement(self, String(first)));

// Node does not export the class of its files.
await using anyFile = await open(new URL(import.meta.url));
for (const method of ['sync', 'datasync']) afterEach(Object.getPrototypeOf(anyFile), method, () => noteWrite('flush'));

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
