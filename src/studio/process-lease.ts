import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Records } from './store-ports.ts';

/** How long after its last sign of life a process counts as dead, in milliseconds. */
export const LEASE_MS = 60_000;

/** How often a process gives a sign of life and looks for others that have died, in milliseconds. */
export const RENEW_EVERY_MS = 15_000;

/** A lease that ran out so long ago is forgotten, in milliseconds; by then nothing is left of what its process held. */
const KEPT_MS = 62 * 24 * 3_600_000;

const leaseSchema = z.object({ v: z.literal(1), untilMs: z.int().nonnegative() });

export interface ProcessLeaseDependencies {
	readonly records: Pick<Records, 'set' | 'delete' | 'entries'>;
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
	const { records, clock, log, ownerId, isAlone } = deps;
	const stopping = new AbortController();

	async function reclaimFromDead(): Promise<void> {
		const dead = new Set<string>();
		for await (const [id, raw] of records.entries()) {
			const lease = leaseSchema.safeParse(raw);
			const hasRunOut = lease.success && lease.data.untilMs <= clock.now();
			if (id !== ownerId && (isAlone || hasRunOut)) dead.add(id);
		}
		if (dead.size === 0) return;
		await deps.reclaim(dead);
		for (const id of dead) await records.delete(id);
		log.info({ processes: [...dead] }, 'took back what processes held that have died');
	}

	async function renew(): Promise<void> {
		try {
			await records.set(ownerId, { v: 1, untilMs: clock.now() + LEASE_MS }, { ttlMs: KEPT_MS });
			await reclaimFromDead();
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
			await records.delete(ownerId).catch((err: unknown) => log.warn({ err }, 'a lease is left to run out'));
		},
	};
}
