import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { RecordCollection } from '../record-collection.ts';
import { type Lease, type Store, UnreadableError } from '../store.ts';

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
 * One circuit breaker per model id, so that a failing service is not hammered. All processes share them, so their clocks
 * must agree to within seconds. While the store fails, every circuit counts as closed, because no call may fail for it.
 */
export function createCircuitBreakers({ store, clock, log }: Dependencies) {
	const circuits = new RecordCollection<Circuit>(store, {
		namespace: 'circuits',
		kind: 'circuit of the model',
		schema: circuit.loose(),
	});

	const locked = <Returned>(modelId: string, work: (lease: Lease) => Promise<Returned>) =>
		store.locks.withLock([`circuit:${modelId}`], work);

	/** One that cannot be read would stay in the way until it expires. */
	async function read(modelId: string): Promise<Circuit | undefined> {
		try {
			return await circuits.get(modelId);
		} catch (error) {
			if (!(error instanceof UnreadableError)) throw error;
			await circuits.delete(modelId);
			return undefined;
		}
	}

	async function write(modelId: string, failuresInRow: number, lease: Lease): Promise<void> {
		await circuits.set(
			modelId,
			{ v: 1, failuresInRow, opensAtMs: clock.now() + OPEN_MS },
			{ ttlMs: CIRCUIT_TTL_MS, lease },
		);
	}

	/** How long an open circuit still blocks calls, in milliseconds; `undefined` when it is closed. */
	const remainingMs = (circuit: Circuit | undefined) =>
		circuit === undefined || circuit.failuresInRow < FAILURES_TO_OPEN
			? undefined
			: Math.max(0, circuit.opensAtMs - clock.now());

	/** 0 for the one caller who may try a circuit whose time is over, else the remaining time. */
	const claimTrial = (modelId: string) =>
		locked(modelId, async (lease) => {
			const circuit = await read(modelId);
			const remaining = remainingMs(circuit);
			// One trial at a time; until it has an outcome, the others keep waiting.
			if (circuit !== undefined && remaining === 0) await write(modelId, circuit.failuresInRow, lease);
			return remaining ?? 0;
		});

	async function waitMs(modelId: string): Promise<number> {
		const remaining = remainingMs(await read(modelId));
		return remaining === 0 ? claimTrial(modelId) : (remaining ?? 0);
	}

	async function recordSuccess(modelId: string): Promise<false> {
		if ((await read(modelId)) !== undefined) await circuits.delete(modelId);
		return false;
	}

	const recordFailure = (modelId: string) =>
		locked(modelId, async (lease) => {
			const failuresInRow = ((await read(modelId))?.failuresInRow ?? 0) + 1;
			await write(modelId, failuresInRow, lease);
			return failuresInRow === FAILURES_TO_OPEN;
		});

	const orIfBroken =
		<Fallback>(fallback: Fallback) =>
		(err: unknown) => {
			log.warn({ err }, 'the circuit breaker of a model cannot be read or written');
			return fallback;
		};

	return {
		/**
		 * How long until a call may be tried, in milliseconds; 0 means now, and the caller is then the one who tries. Never
		 * rejects.
		 */
		waitMs: (modelId: string) => waitMs(modelId).catch(orIfBroken(0)),
		/** Records the outcome of a call; returns whether the circuit has just opened. Never rejects. */
		record: (modelId: string, isFailure: boolean): Promise<boolean> =>
			(isFailure ? recordFailure(modelId) : recordSuccess(modelId)).catch(orIfBroken(false)),
	};
}
