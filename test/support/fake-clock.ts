import type { Clock } from '../../src/clock.ts';

interface Sleeper {
	readonly wakesAtMs: number;
	wake(): void;
}

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
	/** Moves time forward by `ms`, waking sleepers in the order of their hour, each with the clock at its own time. */
	advance(ms: number): Promise<void>;
	/** Jumps forward by `ms`, as when a machine was asleep: who sleeps and is due wakes once, at the new time. */
	skip(ms: number): Promise<void>;
	/**
	 * Resolves with the time to the next waking, in milliseconds, once at least `count` (default 1) sleepers wait. Chores
	 * that sleep for half an hour or more are not counted.
	 */
	sleepers(count?: number): Promise<number>;
	/** Resolves once somebody sleeps who wakes in exactly `ms` milliseconds, whoever else sleeps. */
	sleeping(ms: number): Promise<void>;
}

/** Lets everything that a woken sleeper started on the microtask and I/O queues take its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** @param startMs where time begins; the default is an ordinary afternoon, so that snowflakes made from it look real. */
export function fakeClock(startMs = Date.UTC(2026, 10, 20, 15, 0, 0)): FakeClock {
	let nowMs = startMs;
	const sleeping = new Set<Sleeper>();
	const watchers = new Set<() => void>();

	/** Resolves once `condition` holds, which only a new sleeper can change. */
	const until = (condition: () => boolean) =>
		new Promise<void>((resolve) => {
			const check = () => {
				if (!condition()) return;
				watchers.delete(check);
				resolve();
			};
			watchers.add(check);
			check();
		});
	const next = () => [...sleeping].toSorted((a, b) => a.wakesAtMs - b.wakesAtMs)[0];

	return {
		now: () => nowMs,
		sleep(ms, signal) {
			return new Promise((resolve, reject) => {
				if (signal?.aborted) return reject(signal.reason);
				// No time has to pass, so nobody has to let it.
				if (ms <= 0) return resolve();
				const onAbort = () => {
					sleeping.delete(sleeper);
					reject(signal?.reason);
				};
				const sleeper: Sleeper = {
					wakesAtMs: nowMs + ms,
					wake() {
						sleeping.delete(sleeper);
						signal?.removeEventListener('abort', onAbort);
						resolve();
					},
				};
				signal?.addEventListener('abort', onAbort, { once: true });
				sleeping.add(sleeper);
				for (const watcher of [...watchers]) watcher();
			});
		},
		async advance(ms) {
			const untilMs = nowMs + ms;
			for (let sleeper = next(); sleeper !== undefined && sleeper.wakesAtMs <= untilMs; sleeper = next()) {
				nowMs = Math.max(nowMs, sleeper.wakesAtMs);
				sleeper.wake();
				await settle();
			}
			nowMs = untilMs;
			await settle();
		},
		async skip(ms) {
			nowMs += ms;
			const due = [...sleeping].filter(({ wakesAtMs }) => wakesAtMs <= nowMs);
			for (const sleeper of due.toSorted((a, b) => a.wakesAtMs - b.wakesAtMs)) sleeper.wake();
			await settle();
		},
		async sleepers(count = 1) {
			let nextMs = 0;
			await until(() => {
				nextMs = (next()?.wakesAtMs ?? nowMs) - nowMs;
				return [...sleeping].filter(({ wakesAtMs }) => wakesAtMs - nowMs < 1_800_000).length >= count;
			});
			return nextMs;
		},
		sleeping: (ms) => until(() => [...sleeping].some(({ wakesAtMs }) => wakesAtMs === nowMs + ms)),
	};
}
