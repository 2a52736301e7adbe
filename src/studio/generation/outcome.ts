import type { Message } from '../../words/words.ts';
import type { Part } from '../sessions/turns/part.ts';

/** A picture as the model made it: its own bytes, its own type, its own size in pixels. */
export interface Picture {
	readonly bytes: Uint8Array;
	/** Taken from the bytes; for the rare type that we do not know, what Gemini said. */
	readonly mimeType: string;
	/** `undefined` when the bytes could not be read as a picture. */
	readonly pixels: { readonly width: number; readonly height: number } | undefined;
}

/** One piece of an answer, in the order the model gave them. */
export type Piece =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'picture'; readonly picture: Picture };

/** What a grounded answer rests on. Google asks that both be shown as links. */
export interface Sources {
	readonly queries: readonly string[];
	readonly pages: readonly { readonly title: string; readonly url: string }[];
}

/** What the service counted and bills, in tokens. */
export interface Usage {
	/** Words and pictures that went in, search results included. */
	readonly inputTokens: number;
	readonly imageTokens: number;
	/** Everything written that is neither picture nor thought. */
	readonly textTokens: number;
	readonly thoughtTokens: number;
}

/** What every outcome carries for the studio and the log; people never see `serviceSays`. */
interface Facts {
	/** The service's own words or codes. */
	readonly serviceSays: string;
	/**
	 * What is billed: `unknown` when the call was sent and nobody said what it cost, `undefined` when it is free because
	 * it never left or the service refused it with an HTTP error. Source: Gemini API, billing.
	 */
	readonly usage: Usage | 'unknown' | undefined;
}

/** How a failed call may be tried again: `afterMs` is the service's own wish, else our back-off decides. */
export type Retry =
	| 'never'
	| {
			readonly afterMs: number | undefined;
			/** Calls in all, where more than so many never helped. */
			readonly mostCalls?: number;
	  };

/** Everything that one call to a model can come to, or why it was not made. */
export type Outcome = Facts &
	(
		| {
				readonly kind: 'images';
				readonly pieces: readonly Piece[];
				/** What the model thought before it drew; empty when it did not say. */
				readonly thoughts: string;
				/** Where it looked things up; `undefined` when it did not. */
				readonly sources: Sources | undefined;
				/** The answer exactly as it came, without the thoughts, to be given back when the talk goes on. */
				readonly parts: readonly Part[];
				/** How many pictures of the answer a limit keeps from being shown. */
				readonly leftOut?: number;
		  }
		| { readonly kind: 'text-only'; readonly text: string; readonly parts: readonly Part[] }
		| { readonly kind: 'blocked-prompt' }
		| { readonly kind: 'blocked-output' }
		| { readonly kind: 'no-image' }
		| { readonly kind: 'rate-limited'; readonly retry: Retry }
		| { readonly kind: 'overloaded'; readonly retry: Retry }
		| { readonly kind: 'unreachable'; readonly retry: Retry }
		| { readonly kind: 'garbled'; readonly retry: Retry }
		| { readonly kind: 'bad-request' }
		| { readonly kind: 'signature-refused' }
		| { readonly kind: 'model-gone' }
		| { readonly kind: 'key-refused' }
		| { readonly kind: 'timed-out' }
		| { readonly kind: 'cancelled' }
		/** A limit is in the way, so nothing was called. */
		| { readonly kind: 'over-limit'; readonly says: Message }
	);
