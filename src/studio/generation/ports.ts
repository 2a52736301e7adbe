import type { Message } from '../../words/words.ts';
import type { Attachment, Settings } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { Exchange, Part } from '../sessions/turns/part.ts';
import type { Model } from './models.ts';
import type { Outcome } from './outcome.ts';

/** A picture that is safe to send: of a type the model takes, upright, without private metadata. */
export interface ReferencePicture {
	readonly bytes: Uint8Array;
	readonly mimeType: string;
}

/** Loads the pictures that people attach. */
export interface References {
	/**
	 * Downloads and prepares them, in order.
	 *
	 * @throws the signal's reason when it aborts.
	 */
	load(
		attachments: readonly Attachment[],
		signal: AbortSignal,
	): Promise<
		| { readonly kind: 'ready'; readonly pictures: readonly ReferencePicture[] }
		| { readonly kind: 'refused'; readonly says: Message }
	>;
}

/** One call to the image service. */
export interface ModelCall {
	readonly model: Model;
	readonly settings: Settings;
	/** Earlier exchanges, oldest first, with the model's parts exactly as they came. */
	readonly history: readonly Exchange[];
	/** The new message. */
	readonly user: readonly Part[];
	/** How this server wants the model to behave. */
	readonly systemInstruction: string | undefined;
	/** How strictly the service blocks in this server; `undefined` for the operator's setting. */
	readonly safety: GuildRules['safety'];
}

/** The image service. */
export interface ImageModel {
	/** Never throws: whatever happens is an outcome. An aborted signal ends it as `cancelled`. */
	generate(call: ModelCall, signal: AbortSignal): Promise<Outcome>;
}
