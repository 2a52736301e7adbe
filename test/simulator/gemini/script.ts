import type { ImageSize } from './models.ts';
import type { RateLimit } from './refusal.ts';

/**
 * What one call does instead of answering with one picture. Fields combine where that makes sense, e.g. a held call
 * that then ends without a picture: `{ hold: true, finish: 'NO_IMAGE' }`.
 */
export interface Script {
	/** Only for calls of this model; other calls leave the script in the queue. */
	readonly model?: string;

	/** Wait until `release()`. */
	readonly hold?: boolean;
	/** Wait so long on the clock, in milliseconds. */
	readonly delayMs?: number;

	/** Refuse with this HTTP status, in Google's JSON. */
	readonly status?: number;
	/** The text of that refusal, or the `finishMessage` beside `finish`. */
	readonly message?: string;
	/** Google's name for that refusal. The default follows from `status`. */
	readonly googleStatus?: string;
	/** Adds an ErrorInfo detail with this reason to that refusal. */
	readonly reason?: string;
	/** Refuse with 429. */
	readonly rateLimited?: RateLimit;
	/** Refuse with this HTTP status and a page of HTML. */
	readonly html?: number;

	/** Destroy the socket before the first byte of the response, or in the midst of its body. */
	readonly destroy?: 'before' | 'within';
	/** Send half of the body, then nothing, until the client goes away or the server is closed. */
	readonly stall?: boolean;
	/** Send half of the body as if it were whole. */
	readonly truncated?: boolean;
	/** Answer 200 with a body that is not JSON. */
	readonly brokenJson?: boolean;
	/** Streams: an error event of this status after the first chunk. A unary call is refused with it. */
	readonly errorChunk?: number;
	/** Streams and unary: the answer never says why it ended. */
	readonly noFinishReason?: boolean;

	/** Answer with this exact JSON body. */
	readonly raw?: unknown;
	/** The prompt is blocked for this reason: HTTP 200 without candidates. */
	readonly blocked?: string;
	/** The candidate ends for this reason, and without content unless `withImages`. */
	readonly finish?: string;
	readonly withImages?: boolean;
	/** No picture, only this text. */
	readonly textOnly?: string;
	/** This text, then the picture. */
	readonly text?: string;
	/** So many pictures, with text between. */
	readonly images?: number;
	/** Thought texts before the answer, whether or not thoughts were asked for. */
	readonly thoughts?: readonly string[];
	/** So many interim pictures after the thought texts. */
	readonly thoughtImages?: number;
	/** Answer with pictures of this size whatever was asked. */
	readonly wrongSize?: ImageSize;
	/** Sprinkle fields that no client knows yet over the parts, the candidate and the usage. */
	readonly unknownFields?: boolean;
	/** The body has no `candidates`. */
	readonly noCandidates?: boolean;
	/** The candidate's content is `{}`. */
	readonly emptyContent?: boolean;
	/** The candidate's content has a role and no parts. */
	readonly noParts?: boolean;
}

/** The scripts of the calls to come. */
export class ScriptQueue {
	readonly #next: Script[] = [];
	#always: Script | undefined;

	next(...scripts: readonly Script[]): void {
		this.#next.push(...scripts);
	}

	always(script: Script | undefined): void {
		this.#always = script;
	}

	/** How many `next` scripts wait for their calls. */
	get waiting(): number {
		return this.#next.length;
	}

	/** The script for a call of `model`, taken from the queue; `{}` for an ordinary answer. */
	take(model: string): Script {
		const isFor = (script: Script) => script.model === undefined || script.model === model;
		const index = this.#next.findIndex(isFor);
		if (index >= 0) return this.#next.splice(index, 1)[0] ?? {};
		return this.#always !== undefined && isFor(this.#always) ? this.#always : {};
	}
}
