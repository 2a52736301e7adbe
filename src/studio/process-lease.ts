import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Locks, Records } from './store-ports.ts';

/** How long after its last sign of life a process counts as dead, in milliseconds. */
export const LEASE_MS = 60_000;

/** How often a process gives a sign of life and looks for others that have died, in milliseconds. */
export const RENEW_EVERY_MS = 15_000;

/** The one record of all leases, so that nobody has to search the store for them, and its lock. */
const KEY = 'all';
const LOCK = 'process-leases';

/** Until when the lease of each process lasts, in milliseconds since the epoch. */
const leasesSchema = z.object({ v: z.literal(1), untilMs: z.record(z.string(), z.int().nonnegative()) });

export interface ProcessLeaseDependencies {
	readonly records: Pick<Records, 'get' | 'set'>;
	readonly locks: Locks;
	readonly clock: Clock;
	readonly log: Logger;
	/** Names this process among all that use the store. */
	readonly ownerId: string;
	/** No other process can use the store: whoever left a lease is dead. */
	readonly isAlone: boolean;
	/** Takes back what dead processes hold. It may be called again for the same ones. @throws StoreError */
	reclaim(ownerIds: ReadonlySet<string>): Promise<unknown>;
}

/**
 * Says in the store that this process is alive, until it is disposed of, and has taken back what processes hold that
 * no longer say so: those that are dead already by the time this resolves, others within `LEASE_MS` and
 * `RENEW_EVERY_MS` of their death. A store that cannot answer is asked again.
 */
export async function holdProcessLease(deps: ProcessLeaseDependencies): Promise<AsyncDisposable> {
	const { records, locks, clock, log, ownerId, isAlone } = deps;
	const stopping = new AbortController();

	/** Changes the leases; returns the changed ones. */
	const change = (work: (untilMs: Map<string, number>) => void): Promise<ReadonlyMap<string, number>> =>
		locks.withLock([LOCK], async (lease) => {
			const kept = leasesSchema.parse((await records.get(KEY)) ?? { v: 1, untilMs: {} });
			const untilMs = new Map(Object.entries(kept.untilMs));
			work(untilMs);
			await records.set(KEY, { v: 1, untilMs: Object.fromEntries(untilMs) }, { lease });
			return untilMs;
		});

	const isDead = ([id, untilMs]: readonly [string, number]) => id !== ownerId && (isAlone || untilMs <= clock.now());

	async function renew(): Promise<void> {
		try {
			const leases = await change((untilMs) => untilMs.set(ownerId, clock.now() + LEASE_MS));
			const dead = new Set([...leases].filter(isDead).map(([id]) => id));
			if (dead.size === 0) return;
			await deps.reclaim(dead);
			await change((untilMs) => {
				// One that has renewed its lease meanwhile was only slow.
				for (const entry of [...untilMs]) if (dead.has(entry[0]) && isDead(entry)) untilMs.delete(entry[0]);
			});
			log.info({ processes: [...dead] }, 'took back what processes held that have died');
		} catch (err) {
			log.error({ err }, 'the lease of this process could not be renewed');
		}
	}

	async function renewAtIntervals(): Promise<void> {
		while (!stopping.signal.aborted) {
			await clock.sleep(RENEW_EVERY_MS, stopping.signal).catch(() => {});
			if (!stopping.signal.aborted) await renew();
		}
	}

	await renew();
	// Alone, nobody reads the sign of life, and nobody else can die.
	const renewing = isAlone ? undefined : renewAtIntervals();
	return {
		async [Symbol.asyncDispose]() {
			stopping.abort();
			await renewing;
			await change((untilMs) => untilMs.delete(ownerId)).catch((err: unknown) =>
				log.warn({ err }, 'a lease is left to run out'),
			);
		},
	};
}
