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

/**
 * A number for each process, larger with each renewal. Only earlier versions read it as the time, by the clock of that
 * process, at which its lease ends.
 */
const leasesSchema = z.object({ v: z.literal(1), untilMs: z.record(z.string(), z.int().nonnegative()) });

/** Which of these processes are dead: those without a lease too. @throws StoreError */
export type FindDead = (ownerIds: ReadonlySet<string>) => Promise<ReadonlySet<string>>;

/** After how many renewals processes without a lease are looked for although no lease has changed. */
const LOOK_EVERY = LEASE_MS / RENEW_EVERY_MS;

interface ProcessLeaseDependencies {
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>;
	readonly clock: Clock;
	readonly log: Logger;
	/** Names this process among all that use the store. */
	readonly ownerId: string;
	/** No other process can use the store, so whoever left a lease is dead. */
	readonly isAlone: boolean;
	/**
	 * Ends what dead processes hold; may be called again for the same ones, and for none. Returns whether that is done;
	 * otherwise it is called again at the next renewal.
	 *
	 * @throws StoreError
	 */
	reclaim(ownerIds: ReadonlySet<string>, findDead: FindDead): Promise<boolean>;
}

/**
 * Renews this process's lease until disposed of, and reclaims what processes hold that have stopped renewing theirs:
 * before it resolves if this process is alone, otherwise it begins to at most `LEASE_MS` + `RENEW_EVERY_MS` after it
 * began to watch them. Retries every `RENEW_EVERY_MS` while the store fails or something is left, alone too, then after
 * it has resolved. Disposing of it waits for the reclaiming under way.
 */
export async function holdProcessLease(deps: ProcessLeaseDependencies): Promise<AsyncDisposable> {
	const { store, clock, log, ownerId, isAlone } = deps;
	const records = new RecordCollection(store, { namespace: 'process-leases', kind: 'leases', schema: leasesSchema });
	const stopping = new AbortController();
	const silence = new SilenceWatch();
	let saidMs = 0;
	let renewals = 0;
	/** Whether the last reclaiming left nothing of dead processes. */
	let isComplete = false;

	/** Changes the leases; returns the result. */
	const change = (work: (untilMs: Map<string, number>) => void): Promise<ReadonlyMap<string, number>> =>
		store.locks.withLock([LOCK], async (lease) => {
			const untilMs = new Map(Object.entries((await records.get(KEY))?.untilMs ?? {}));
			work(untilMs);
			await records.set(KEY, { v: 1, untilMs: Object.fromEntries(untilMs) }, { lease });
			return untilMs;
		});

	/** Renews the lease; returns what each dead process wrote last, or `undefined` when no reclaiming is due. */
	async function renew(): Promise<ReadonlyMap<string, number> | undefined> {
		saidMs = Math.max(saidMs + 1, clock.now() + LEASE_MS);
		const leases = await change((untilMs) => untilMs.set(ownerId, saidMs));
		const others = new Map([...leases].filter(([id]) => id !== ownerId));
		const hasOneEnded = silence.observe(others);
		const dead = new Map([...others].filter(([id]) => isAlone || silence.isLong(id)));
		const isDue = !isComplete || hasOneEnded || dead.size > 0 || renewals % LOOK_EVERY === 0;
		renewals++;
		return isDue ? dead : undefined;
	}

	/** Returns whether nothing is left of these processes. */
	async function reclaim(dead: ReadonlyMap<string, number>): Promise<boolean> {
		try {
			if (!(await deps.reclaim(new Set(dead.keys()), (ids) => findDead(ids, dead)))) return false;
			if (dead.size === 0) return true;
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

	/** A dead process that has written something else in the meantime was only slow. */
	async function findDead(ids: ReadonlySet<string>, dead: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
		const said = (await records.get(KEY))?.untilMs ?? {};
		return new Set([...ids].filter((id) => id !== ownerId && (isAlone || said[id] === dead.get(id))));
	}

	let reclaiming: Promise<void> | undefined;

	/** Returns whether that is all there is to do: alone, nobody reads the lease and no other process can die. */
	async function renewAndReclaim(): Promise<boolean> {
		try {
			const dead = await renew();
			// Beside the renewals: it may take longer than a lease, and whoever waited for it would itself count as dead.
			if (dead !== undefined)
				reclaiming ??= reclaim(dead).then((isDone) => {
					isComplete = isDone;
					reclaiming = undefined;
				});
			if (isAlone) await reclaiming;
			return isAlone && isComplete;
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
			await change((untilMs) => untilMs.delete(ownerId)).catch((err: unknown) =>
				log.warn({ err }, 'the lease could not be removed; it will expire'),
			);
		},
	};
}

/**
 * Tracks how long other processes have been silent. Machine clocks differ and can be set, so time is counted in our own
 * observations, `RENEW_EVERY_MS` apart: while this process slept or the store failed, no time passed for the others.
 */
class SilenceWatch {
	#heard = new Map<string, { readonly said: number; readonly times: number }>();

	/** Returns whether a process is not there any more. */
	observe(said: ReadonlyMap<string, number>): boolean {
		const timesOf = (id: string, now: number) => {
			const before = this.#heard.get(id);
			return before?.said === now ? before.times + 1 : 0;
		};
		const before = [...this.#heard.keys()];
		this.#heard = new Map([...said].map(([id, now]) => [id, { said: now, times: timesOf(id, now) }]));
		return before.some((id) => !said.has(id));
	}

	isLong(id: string): boolean {
		return (this.#heard.get(id)?.times ?? 0) * RENEW_EVERY_MS >= LEASE_MS;
	}
}
