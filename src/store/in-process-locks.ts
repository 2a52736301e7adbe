import { type Clock, withinTime } from '../clock.ts';
import { type Lease, LeaseLostError, type Locks } from '../studio/store.ts';
import { orStoreError } from './failures.ts';

/** How long work waits for its locks, in milliseconds: longer than the lock of a dead process lasts. */
export const LOCK_WAIT_MS = 20_000;

/** Each key once, in an order that everybody uses, which prevents deadlocks. */
export const inLockOrder = (keys: readonly string[]): string[] => [...new Set(keys)].toSorted();

/** Can't be lost; it only ends with its work. */
class InProcessLease implements Lease, AsyncDisposable {
	readonly signal = new AbortController().signal;
	readonly #writes = new Set<Promise<unknown>>();
	#hasEnded = false;

	/** The locks stay taken until a started write is done, even if the work doesn't wait for it. */
	async whileHeld(write: () => Promise<unknown>): Promise<void> {
		if (this.#hasEnded) throw new LeaseLostError('The work that held this lease has ended');
		const writing = write();
		this.#writes.add(writing);
		await writing.finally(() => this.#writes.delete(writing));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#hasEnded = true;
		await Promise.allSettled(this.#writes);
	}
}

/**
 * Starts `write` only while the work that holds the lease, one of `InProcessLocks`, runs.
 *
 * @throws LeaseLostError
 */
export async function whileHeld(lease: Lease, write: () => Promise<unknown>): Promise<void> {
	if (!(lease instanceof InProcessLease)) throw new TypeError('This lease is of another store');
	await lease.whileHeld(write);
}

/** Locks among the callers of one process: first come, first served per key, without expiry. */
export class InProcessLocks implements Locks {
	readonly #clock: Clock;
	/** Per key, resolves when everybody in its queue is done. */
	readonly #tails = new Map<string, Promise<void>>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	async withLock<T>(keys: readonly string[], work: (lease: Lease) => Promise<T>): Promise<T> {
		const untilMs = this.#clock.now() + LOCK_WAIT_MS;
		await using held = new AsyncDisposableStack();
		for (const key of inLockOrder(keys)) held.defer(await orStoreError(`lock ${key}`, () => this.#take(key, untilMs)));
		return await work(held.use(new InProcessLease()));
	}

	async #take(key: string, untilMs: number): Promise<() => void> {
		const { promise: released, resolve: release } = Promise.withResolvers<void>();
		const before = this.#tails.get(key);
		const tail = Promise.all([before, released]).then(() => {
			if (this.#tails.get(key) === tail) this.#tails.delete(key);
		});
		this.#tails.set(key, tail);
		if (before === undefined) return release;
		try {
			await withinTime(this.#clock, untilMs - this.#clock.now(), before);
			return release;
		} catch (error) {
			release();
			throw error;
		}
	}
}
