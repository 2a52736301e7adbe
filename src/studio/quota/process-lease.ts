import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { RecordCollection } from '../record-collection.ts';
import type { Store } from '../store.ts';

/** How long a process may be silent until it counts as dead, in milliseconds of the watching process. */
export const LEASE_MS = 60_000;

/** How often a process renews its lease and checks those of others, in milliseconds. */
export const RENEW_EVERY_MS = 15_000;

/** All leases are in one record, so that nobody has to scan the store for them. */
const KEY = 'all';
const LOCK = 'process-leases';
const ENDED = 0;

/**
 * What each process wrote last, which grows with each renewal; 0 for one that ended and left work behind. Only earlier
 * versions read it as the time, by the clock of that process, at which its lease ends.
 */
const leasesSchema = z.object({ v: z.literal(1), untilMs: z.record(z.string(), z.int().nonnegative()) });

interface ProcessLeaseDependencies {
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>;
	readonly clock: Clock;
	readonly log: Logger;
	/** Names this process among all that use the store. */
	readonly ownerId: string;
	/** No other process can use the store, so whoever left a lease is dead. */
	readonly isAlone: boolean;
	/** Ends what dead processes hold; may be called again for the same ones. @throws StoreError */
	reclaim(ownerIds: ReadonlySet<string>): Promise<unknown>;
	/** Asked at the end: whether there is something to reclaim at once, although this process did not die. */
	readonly leavesWork: () => boolean;
}

/**
 * Renews this process's lease until disposed of, and reclaims what processes hold that have stopped renewing theirs:
 * before it resolves if this process is alone, otherwise it begins to at most `LEASE_MS` + `RENEW_EVERY_MS` after it
 * began to watch them. Retries every `RENEW_EVERY_MS` while the store fails, alone too, then after it has resolved.
 * Disposing of it waits for the reclaiming under way.
 */
export async function holdProcessLease(deps: ProcessLeaseDependencies): Promise<AsyncDisposable> {
	const { store, clock, log, ownerId, isAlone } = deps;
	const records = new RecordCollection(store, { namespace: 'process-leases', kind: 'leases', schema: leasesSchema });
	const stopping = new AbortController();
	const silence = new SilenceWatch();
	let saidMs = 0;

	/** Changes the leases; returns the result. */
	const change = (work: (untilMs: Map<string, number>) => void): Promise<ReadonlyMap<string, number>> =>
		store.locks.withLock([LOCK], async (lease) => {
			const untilMs = new Map(Object.entries((await records.get(KEY))?.untilMs ?? {}));
			work(untilMs);
			await records.set(KEY, { v: 1, untilMs: Object.fromEntries(untilMs) }, { lease });
			return untilMs;
		});

	/** Renews the lease; returns what each process wrote last that counts as dead. */
	async function renew(): Promise<ReadonlyMap<string, number>> {
		saidMs = Math.max(saidMs + 1, clock.now() + LEASE_MS);
		const leases = await change((untilMs) => untilMs.set(ownerId, saidMs));
		const others = new Map([...leases].filter(([id]) => id !== ownerId));
		silence.observe(others);
		return new Map([...others].filter(([id]) => isAlone || others.get(id) === ENDED || silence.isLong(id)));
	}

	/** Returns whether nothing is left of these processes. */
	async function reclaim(dead: ReadonlyMap<string, number>): Promise<boolean> {
		if (dead.size === 0) return true;
		try {
			await deps.reclaim(new Set(dead.keys()));
			await change((untilMs) => {
				// One that has renewed in the meantime was only slow.
				for (const [id, said] of dead) if (untilMs.get(id) === said) untilMs.delete(id);
			});
			log.info({ processes: [...dead.keys()] }, 'ended what dead processes held');
			return true;
		} catch (err) {
			log.error({ err }, 'what dead processes held could not be ended');
			return false;
		}
	}

	let reclaiming: Promise<boolean> | undefined;

	/** Returns whether that is all there is to do: alone, nobody reads the lease and no other process can die. */
	async function renewAndReclaim(): Promise<boolean> {
		try {
			const dead = await renew();
			// Beside the renewals: it may take longer than a lease, and whoever waited for it would itself count as dead.
			reclaiming ??= reclaim(dead).finally(() => {
				reclaiming = undefined;
			});
			return isAlone && (await reclaiming);
		} catch (err) {
			log.error({ err }, 'the lease of this process could not be renewed');
			return false;
		}
	}

	async function renewAtIntervals(): Promise<void> {
		while (!stopping.signal.aborted) {
			await clock.sleep(RENEW_EVERY_MS, stopping.signal).catch(() => {});
			if (!stopping.signal.aborted && (await renewAndReclaim())) return;
		}
	}

	const renewing = (await renewAndReclaim()) ? undefined : renewAtIntervals();
	return {
		async [Symbol.asyncDispose]() {
			stopping.abort();
			await renewing;
			await reclaiming;
			const end = (untilMs: Map<string, number>) =>
				deps.leavesWork() ? void untilMs.set(ownerId, ENDED) : void untilMs.delete(ownerId);
			await change(end).catch((err: unknown) => log.warn({ err }, 'the lease could not be removed; it will expire'));
		},
	};
}

/**
 * Tracks how long other processes have been silent. Machine clocks differ and can be set, so time is counted in our own
 * observations, `RENEW_EVERY_MS` apart: while this process slept or the store failed, no time passed for the others.
 */
class SilenceWatch {
	#heard = new Map<string, { readonly said: number; readonly times: number }>();

	observe(said: ReadonlyMap<string, number>): void {
		const timesOf = (id: string, now: number) => {
			const before = this.#heard.get(id);
			return before?.said === now ? before.times + 1 : 0;
		};
		this.#heard = new Map([...said].map(([id, now]) => [id, { said: now, times: timesOf(id, now) }]));
	}

	isLong(id: string): boolean {
		return (this.#heard.get(id)?.times ?? 0) * RENEW_EVERY_MS >= LEASE_MS;
	}
}
