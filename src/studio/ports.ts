import type { Outcome } from './outcome.ts';
import type { ImageRequest, ReplyTarget } from './request.ts';

/** The image service. */
export interface Painter {
	/** Never throws: whatever happens is an outcome. An aborted signal ends it as `cancelled`. */
	paint(request: ImageRequest, signal: AbortSignal): Promise<Outcome>;
}

/** What the person is shown when a request is over. */
export interface Result {
	readonly request: ImageRequest;
	readonly outcome: Outcome;
	/** From the request's arrival to its outcome, in milliseconds. */
	readonly tookMs: number;
}

/**
 * What an acknowledgement met: `taken` means that another process or an earlier delivery of the event has it,
 * `too-late` that Discord has already told the person that the bot did not respond.
 */
export type Acknowledgement = 'ours' | 'taken' | 'too-late';

/** The way back to the person. */
export interface Delivery {
	/**
	 * Shows "thinking…", which Discord expects within 3 seconds of the event.
	 *
	 * @throws when Discord could not be reached.
	 */
	acknowledge(target: ReplyTarget): Promise<Acknowledgement>;
	/** @throws UndeliveredError when no way to the person was open. */
	deliver(target: ReplyTarget, result: Result): Promise<void>;
	/** One sentence, for whatever ended before there was a result. @throws UndeliveredError likewise. */
	tell(target: ReplyTarget, sentence: string): Promise<void>;
}
