import type { Message } from '../words/words.ts';
import type { Model } from './generation/models.ts';
import type { Outcome } from './generation/outcome.ts';
import type { Card } from './panel.ts';
import type { Attachment, ImageRequest, InteractionTarget, ReplyTarget, Settings } from './requests/request.ts';
import type { GuildRules } from './rules/guild-rules.ts';
import type { Part } from './sessions/turns/part.ts';

/** A picture that may leave for the image service: of a kind it takes, upright, without private metadata. */
export interface ReferencePicture {
	readonly bytes: Uint8Array;
	readonly mimeType: string;
}

/** The way to the pictures that people give. */
export interface References {
	/**
	 * Fetches and prepares them, in order.
	 *
	 * @throws when it was aborted.
	 */
	load(
		attachments: readonly Attachment[],
		signal: AbortSignal,
	): Promise<
		| { readonly kind: 'ready'; readonly pictures: readonly ReferencePicture[] }
		| { readonly kind: 'refused'; readonly says: Message }
	>;
}

/** What somebody said and what the model answered. */
export interface Exchange {
	readonly user: readonly Part[];
	readonly model: readonly Part[];
}

/** One call to the image service. */
export interface ModelCall {
	readonly model: Model;
	readonly settings: Settings;
	/** What was said before, oldest first, with the model's parts exactly as they came. */
	readonly history: readonly Exchange[];
	/** What is said now. */
	readonly user: readonly Part[];
	/** How the model is to behave in this server. */
	readonly systemInstruction: string | undefined;
	/** How strictly the service is to block here; as the operator has it when `undefined`. */
	readonly safety: GuildRules['safety'];
}

/** The image service. */
export interface ImageModel {
	/** Never throws: whatever happens is an outcome. An aborted signal ends it as `cancelled`. */
	generate(call: ModelCall, signal: AbortSignal): Promise<Outcome>;
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
	readonly hasThoughts: boolean;
	/** It is a turn that people can continue from. */
	readonly isTurn: boolean;
	/** What people should know of how it was made, a line each. */
	readonly notes: readonly Message[];
	/** How many of the pictures asked for ended like this one, where others came. */
	readonly missing?: { readonly count: number; readonly of: number };
}

/**
 * What an acknowledgement met: `taken` means that another process or an earlier delivery of the event has it,
 * `too-late` that Discord has already told the person that the bot did not respond.
 */
export type Acknowledgement = 'ours' | 'taken' | 'too-late';

/**
 * Where an answer stands: `first` in place of "thinking…", or below what took that place before; `more` below it;
 * `alone` for the person alone, a public "thinking…" being taken away first, because it cannot become private any more;
 * `apart` from an interaction that was not acknowledged, whose place may be another process's.
 */
export type Position = 'first' | 'more' | 'alone' | 'apart';

/** A message that the bot posted. */
export interface Posted {
	readonly channelId: string;
	readonly messageId: string;
}

/** A form that asks for words and, if the person likes, pictures. */
export interface Form {
	/** Comes back with what was filled in. */
	readonly customId: string;
	readonly title: Message;
	/** What the words are to say. */
	readonly question: Message;
}

/** What something cost over time, to be shown as a picture of bars. */
export interface Chart {
	/** Oldest first, each with at most two digits to be written below it. */
	readonly bars: readonly { readonly label: string; readonly microDollars: number }[];
	/** What the picture shows, for those who do not see it; at most 1024 characters. */
	readonly description: Message;
}

/** The way back to the person. */
export interface Delivery {
	/**
	 * Shows "thinking…", which Discord expects within 3 seconds of the event; for an `update` nothing yet, as the
	 * message that was used is going to change.
	 *
	 * @throws when Discord could not be reached.
	 */
	acknowledge(target: InteractionTarget, as?: 'answer' | 'update'): Promise<Acknowledgement>;
	/**
	 * Shows a result: the first of a request in place of "thinking…", the others below it. Returns the messages.
	 *
	 * @throws UndeliveredError when no way to the person was open for some of it; the rest is shown all the same.
	 */
	deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<readonly Posted[]>;
	/** A text of any length. @defaultValue `first` @throws UndeliveredError likewise. */
	tell(target: ReplyTarget, text: Message, place?: Position): Promise<void>;
	/** A text with buttons, likewise; where it takes the place of another, the buttons of that go. */
	offer(target: ReplyTarget, card: Card, place?: Position): Promise<void>;
	/** A text with a chart below it, in place of "thinking…". @throws UndeliveredError likewise. */
	show(target: ReplyTarget, text: Message, chart: Chart): Promise<void>;
	/** Opens a thread on a message, with words of welcome; `undefined` where that cannot be done. */
	openThread(on: Posted, name: string, welcome: string): Promise<string | undefined>;
	/** Posts a line for the admins of a server. Never rejects. */
	note(channelId: string, text: string): Promise<void>;
	/** Archives a thread; does nothing where there is none. */
	archive(channelId: string): Promise<void>;
	/** Shows in the channel that the bot is at work, until the signal aborts. */
	showWorking(channelId: string, signal: AbortSignal): Promise<void>;
	/** The pictures of a message, with addresses that work now; none when it is gone. */
	picturesOf(message: Posted): Promise<readonly Attachment[]>;
}

/** Orders the jobs of people: some run at once, some wait. */
export interface UserQueue {
	/**
	 * Runs `work` when it is the person's turn.
	 *
	 * @throws UserQueueFullError when too many wait already; `work` was not begun.
	 * @throws the signal's reason when it aborts while `work` waits.
	 */
	enter<T>(personId: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** The person has as many jobs running and waiting as one person may have. */
export class UserQueueFullError extends Error {
	override readonly name = 'UserQueueFullError';
	readonly running: number;
	readonly waiting: number;

	constructor(running: number, waiting: number) {
		super('too many jobs wait already');
		this.running = running;
		this.waiting = waiting;
	}
}
