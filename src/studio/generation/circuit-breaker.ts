import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { RecordCollection } from '../record-collection.ts';
import type { Lease, Store } from '../store.ts';

/** Consecutive failures that open a model's circuit. */
const FAILURES_TO_OPEN = 5;
/** How long an open circuit blocks calls before one may try again, in milliseconds. */
const OPEN_MS = 60_000;
/** How long a circuit is kept after its last failure, in milliseconds; more than `OPEN_MS`. */
const CIRCUIT_TTL_MS = 10 * OPEN_MS;

const circuit = z.object({
	v: z.literal(1),
	failuresInRow: z.int().positive(),
	/** When the next call may go through, while the circuit is open. */
	opensAtMs: z.number(),
});
type Circuit = z.infer<typeof circuit>;

interface Dependencies {
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>;
	readonly clock: Clock;
	readonly log: Logger;
}

export type CircuitBreakers = ReturnType<typeof createCircuitBreakers>;

/**
 * One circuit breaker per model id, so that a failing service is not hammered. All processes share them. While the store
 * fails, every circuit counts as closed, because a call must not fail for that.
 */
export function createCircuitBreakers({ store, clock, log }: Dependencies) {
	const circuits = new RecordCollection<Circuit>(store, {
		namespace: 'circuits',
		kind: 'circuit of the model',
		schema: circuit.loose(),
	});

	const isOpen = (held: Circuit | undefined) => held !== undefined && held.failuresInRow >= FAILURES_TO_OPEN;
	const locked = <Returned>(modelId: string, work: (lease: Lease) => Promise<Returned>) =>
		store.locks.withLock([`circuit:${modelId}`], work);

	async function block(modelId: string, failuresInRow: number, lease: Lease): Promise<void> {
		await circuits.set(
			modelId,
			{ v: 1, failuresInRow, opensAtMs: clock.now() + OPEN_MS },
			{ ttlMs: CIRCUIT_TTL_MS, lease },
		);
	}

	/** While the circuit is open: the remaining time, or 0 for the one caller who may try once that is over. */
	const claimTrial = (modelId: string) =>
		locked(modelId, async (lease) => {
			const held = await circuits.get(modelId);
			if (held === undefined || !isOpen(held)) return 0;
			const waitMs = Math.max(0, held.opensAtMs - clock.now());
			// One trial at a time; until it has an outcome, the others keep waiting.
			if (waitMs === 0) await block(modelId, held.failuresInRow, lease);
			return waitMs;
		});

	async function recordSuccess(modelId: string): Promise<false> {
		if ((await circuits.get(modelId)) !== undefined) await circuits.delete(modelId);
		return false;
	}

	const recordFailure = (modelId: string) =>
		locked(modelId, async (lease) => {
			const failuresInRow = ((await circuits.get(modelId))?.failuresInRow ?? 0) + 1;
			await block(modelId, failuresInRow, lease);
			return failuresInRow === FAILURES_TO_OPEN;
		});

	const orIfBroken =
		<Returned>(whatever: Returned) =>
		(err: unknown) => {
			log.warn({ err }, 'the circuit breaker of a model cannot be read or written');
			return whatever;
		};

	return {
		/**
		 * How long until a call may be tried, in milliseconds; 0 means now, and the caller is then the one who tries. Never
		 * rejects.
		 */
		waitMs: (modelId: string): Promise<number> =>
			circuits
				.get(modelId)
				.then((held) => (isOpen(held) ? claimTrial(modelId) : 0))
				.catch(orIfBroken(0)),
		/** Records the outcome of a call; returns whether the circuit has just opened. Never rejects. */
		record: (modelId: string, isFailure: boolean): Promise<boolean> =>
			(isFailure ? recordFailure(modelId) : recordSuccess(modelId)).catch(orIfBroken(false)),
	};
}
