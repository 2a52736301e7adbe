import type { Message } from '../../words/words.ts';
import type { Part } from '../sessions/turns/part.ts';

/** A picture as the model made it: its own bytes, type and size in pixels. */
export interface Picture {
	readonly bytes: Uint8Array;
	/** Detected from the bytes; for an unknown type, what Gemini said. */
	readonly mimeType: string;
	/** `undefined` when the bytes could not be read as a picture. */
	readonly pixels: { readonly width: number; readonly height: number } | undefined;
}

/** A piece of an answer, in the order of the answer. */
export type Piece =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'picture'; readonly picture: Picture };

/** What a grounded answer is based on. Google requires both to be shown as links. */
export interface Sources {
	readonly queries: readonly string[];
	readonly pages: readonly { readonly title: string; readonly url: string }[];
}

/** What the service counted and bills, in tokens. */
export interface Usage {
	/** Text and pictures of the prompt, search results included. */
	readonly inputTokens: number;
	readonly imageTokens: number;
	/** Everything in the answer except pictures and thoughts. */
	readonly textTokens: number;
	readonly thoughtTokens: number;
}

/** What every outcome carries for the studio and the log; people never see `serviceSays`. */
interface Facts {
	/** The service's own words or codes. */
	readonly serviceSays: string;
	/**
	 * What is billed: `unknown` when the call was sent and nobody said what it cost, `undefined` when it is free because
	 * it was not sent or the service refused it with an HTTP error. Source: Gemini API, billing.
	 */
	readonly usage: Usage | 'unknown' | undefined;
}

/**
 * Whether a failed call may be retried: `afterMs` is what the service asks for; without it our own back-off decides.
 */
export type Retry =
	| 'never'
	| {
			readonly afterMs: number | undefined;
			/** The most calls in all, where more have never helped. */
			readonly mostCalls?: number;
	  };

/** Every outcome of a call to a model, or why it was not made. */
export type Outcome = Facts &
	(
		| {
				readonly kind: 'images';
				readonly pieces: readonly Piece[];
				/** The model's thoughts; empty when it gave none. */
				readonly thoughts: string;
				/** `undefined` when it did not search. */
				readonly sources: Sources | undefined;
				/** The answer exactly as it came, without the thoughts, to be sent back as history. */
				readonly parts: readonly Part[];
				/** How many pictures of the answer are withheld because of a limit. */
				readonly leftOut?: number;
		  }
		| { readonly kind: 'text-only'; readonly text: string; readonly parts: readonly Part[] }
		| { readonly kind: 'rate-limited' | 'overloaded' | 'unreachable' | 'garbled'; readonly retry: Retry }
		| { readonly kind: 'blocked-prompt' | 'blocked-output' | 'no-image' | 'bad-request' | 'signature-refused' }
		| { readonly kind: 'model-gone' | 'key-refused' | 'timed-out' | 'cancelled' }
		/** A limit is reached, so nothing was called. */
		| { readonly kind: 'over-limit'; readonly says: Message }
	);
