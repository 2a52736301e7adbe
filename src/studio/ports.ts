import type { Model } from './models.ts';
import type { Outcome } from './outcome.ts';
import type { Attachment, ImageRequest, ReplyTarget, Settings } from './request.ts';

/** A picture that may leave for the image service: of a kind it takes, upright, without private metadata. */
export interface ReferencePicture {
	readonly bytes: Uint8Array;
	readonly mimeType: string;
}

/** The way to the pictures that people give. */
export interface References {
	/**
	 * Fetches and prepares them, in order. `refused` is one sentence for the person.
	 *
	 * @throws when it was aborted.
	 */
	load(
		attachments: readonly Attachment[],
		signal: AbortSignal,
	): Promise<
		| { readonly kind: 'ready'; readonly pictures: readonly ReferencePicture[] }
		| { readonly kind: 'refused'; readonly sentence: string }
	>;
}

/** One call to the image service. */
export interface PaintCall {
	readonly model: Model;
	readonly settings: Settings;
	readonly prompt: string;
	readonly references: readonly ReferencePicture[];
	/** How the model is to behave in this server. */
	readonly systemInstruction: string | undefined;
}

/** The image service. */
export interface Painter {
	/** Never throws: whatever happens is an outcome. An aborted signal ends it as `cancelled`. */
	paint(call: PaintCall, signal: AbortSignal): Promise<Outcome>;
}

/** What the person is shown when a picture is done, or is not to be. */
export interface Result {
	/** The request's id, with a number behind it from the second picture on. */
	readonly id: string;
	readonly request: ImageRequest;
	readonly outcome: Outcome;
	/** The model that answered, which is another than the one asked for when that was overloaded. */
	readonly model: Model;
	/** From the request's arrival to its outcome, in milliseconds. */
	readonly tookMs: number;
	/** What the model thought is kept under the result's id. */
	readonly hasThoughts?: boolean;
	/** How many of the pictures asked for ended like this one, where others came. */
	readonly missing?: { readonly count: number; readonly of: number };
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
	/**
	 * Shows a result: the first of a request in place of "thinking…", the others below it.
	 *
	 * @throws UndeliveredError when no way to the person was open.
	 */
	deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<void>;
	/** A sentence or more, of any length, in place of "thinking…". @throws UndeliveredError likewise. */
	tell(target: ReplyTarget, text: string): Promise<void>;
}
