import type { Obstacle } from '../errors.ts';
import type { Acknowledgement } from './delivery.ts';
import type { ModelAlias } from './generation/models.ts';
import type { Outcome } from './generation/outcome.ts';

/** What an answer consists of: pictures, why there is none, or any other text. */
export type Content = 'pictures' | 'failure' | 'text';

/** What is asked of the store: records, bytes (`blob`), or a lock, for which only the wait counts. */
export type StoreOperation =
	| 'get'
	| 'set'
	| 'set-together'
	| 'add'
	| 'delete'
	| 'lock'
	| 'blob-put'
	| 'blob-get'
	| 'blob-has'
	| 'blob-delete';

/**
 * What the operator is told about the work. Every value that tells cases apart comes from a closed set: no id, and no
 * text of a person. Times are in milliseconds. Nothing here throws.
 */
export interface Metrics {
	/** An interaction was acknowledged, or could not be, so long after Discord made it. */
	acknowledged(outcome: Acknowledgement | 'failed', afterMs: number): void;
	/** So many jobs more, or fewer, wait for a free slot or run. */
	countJobs(state: 'waiting' | 'running', change: 1 | -1): void;
	/** A job got a slot after this wait. */
	waited(tookMs: number): void;
	/** One call to a model ended. */
	generated(model: ModelAlias, outcome: Outcome['kind'], tookMs: number): void;
	/** A failed call is about to be made once more. */
	retried(service: 'discord' | 'gemini'): void;
	/** A call is paid for by the house, in micro-dollars. */
	spent(model: ModelAlias, microDollars: number): void;
	/** An answer was posted in some way, or could not be. */
	delivered(content: Content, outcome: 'delivered' | Obstacle | 'failed', tookMs: number): void;
	stored(operation: StoreOperation, outcome: 'ok' | 'failed', tookMs: number): void;
	/** So many bytes of pictures were read or written. */
	movedBlob(direction: 'read' | 'written', bytes: number): void;
}
