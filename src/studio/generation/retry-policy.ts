import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../metrics.ts';
import type { CircuitBreakers } from './circuit-breaker.ts';
import type { Outcome } from './outcome.ts';

/** The most calls for one picture, including the first. */
const MAX_CALLS = 4;
/** The longest time from the first call to the last retry's start, in milliseconds. */
export const RETRY_BUDGET_MS = 120_000;
/**
 * The longest pause before the first retry, in milliseconds; doubles with each retry. The actual pause is random below
 * it.
 */
const FIRST_PAUSE_MS = 2000;

export interface RetryDependencies {
	readonly clock: Clock;
	/** A number from 0 to below 1. */
	readonly random: () => number;
	readonly circuitBreakers: CircuitBreakers;
	readonly metrics: Pick<Metrics, 'retried'>;
	readonly log: Logger;
}

/**
 * Calls a model, with retries. Waits as long as the service asks, otherwise for a random time ("full jitter", so that
 * clients do not retry in step). Never retries what retrying cannot change.
 */
export async function callWithRetries(
	modelId: string,
	call: () => Promise<Outcome>,
	signal: AbortSignal,
	{ clock, random, circuitBreakers, metrics, log }: RetryDependencies,
): Promise<Outcome> {
	const startedAtMs = clock.now();
	let outcome: Outcome | undefined;
	for (let calls = 1; ; calls++) {
		const waitMs = await circuitBreakers.waitMs(modelId);
		if (waitMs > 0) return outcome ?? leftAlone(waitMs);
		outcome = await call();
		if (!SAYS_NOTHING.has(outcome.kind) && (await circuitBreakers.record(modelId, isServiceFailing(outcome))))
			log.error({ modelId }, 'model keeps failing; leaving it alone for a while');
		const pauseMs = signal.aborted ? undefined : pauseAfter(outcome, calls, random);
		if (pauseMs === undefined) return outcome;
		if (clock.now() + pauseMs - startedAtMs > RETRY_BUDGET_MS) return outcome;
		log.info({ modelId, calls, pauseMs, kind: outcome.kind, serviceSays: outcome.serviceSays }, 'trying again');
		try {
			await clock.sleep(pauseMs, signal);
		} catch {
			return { kind: 'cancelled', serviceSays: 'cancelled while waiting to try again', usage: undefined };
		}
		metrics.retried('gemini');
	}
}

/** How long to wait before the next call, in milliseconds; `undefined` to give up. */
function pauseAfter(outcome: Outcome, calls: number, random: () => number): number | undefined {
	if (!('retry' in outcome) || outcome.retry === 'never') return undefined;
	const { afterMs, mostCalls = MAX_CALLS } = outcome.retry;
	return calls >= mostCalls ? undefined : (afterMs ?? random() * FIRST_PAUSE_MS * 2 ** (calls - 1));
}

const leftAlone = (afterMs: number): Outcome => ({
	kind: 'overloaded',
	retry: { afterMs },
	serviceSays: 'not called, because it keeps failing',
	usage: undefined,
});

/** Outcomes that say nothing about the health of the model. */
const SAYS_NOTHING: ReadonlySet<Outcome['kind']> = new Set(['cancelled', 'over-limit']);

const isServiceFailing = ({ kind }: Outcome) =>
	kind === 'overloaded' || kind === 'unreachable' || kind === 'garbled' || kind === 'timed-out';
