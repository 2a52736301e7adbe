import type { Message } from '../words/words.ts';
import type { Model } from './generation/models.ts';
import type { Outcome } from './generation/outcome.ts';
import type { Attachment, ImageRequest, InteractionTarget, ReplyTarget } from './requests/request.ts';

/** What a person is shown for one picture, or for a failed attempt at one. */
export interface Result {
	/** The request's id; from the second picture on with `-2`, `-3`, … */
	readonly id: string;
	readonly request: ImageRequest;
	readonly outcome: Outcome;
	/** The model that answered: the fallback when the requested one was overloaded. */
	readonly model: Model;
	/** From the request's arrival to its outcome, in milliseconds. */
	readonly tookMs: number;
	/** The model's thoughts are kept under the result's id. */
	readonly hasThoughts: boolean;
	/** It was kept as a turn that people can continue from. */
	readonly isTurn: boolean;
	/** What people should know about how it was made, a line each. */
	readonly notes: readonly Message[];
	/** How many of the requested pictures failed like this one, when others succeeded. */
	readonly missing?: { readonly count: number; readonly of: number };
}

/**
 * How acknowledging an interaction went: `taken` means that another process or an earlier delivery of the event has it,
 * `too-late` that Discord has already told the person that the bot did not respond.
 */
export type Acknowledgement = 'ours' | 'taken' | 'too-late';

/**
 * Where an answer goes: `first` replaces "thinking…", or follows whatever replaced it before; `more` follows it;
 * `alone` is for the person alone and deletes a public "thinking…" first, because that cannot become private any more;
 * `apart` is for an interaction that was not acknowledged, whose reply may belong to another process.
 */
export type Position = 'first' | 'more' | 'alone' | 'apart';

/** A message that the bot posted. */
export interface Posted {
	readonly channelId: string;
	readonly messageId: string;
}

/** A form with a text field and an optional file upload. */
export interface Form {
	/** Comes back with the submitted form. */
	readonly customId: string;
	readonly title: Message;
	/** The label of the text field. */
	readonly question: Message;
}

/** A text of at most 4000 characters, and up to five buttons below it, in the language of its readers. */
export interface Card {
	readonly text: string;
	readonly buttons: readonly { readonly customId: string; readonly label: string; readonly isDangerous?: boolean }[];
}

/** Costs over time, shown as a bar chart. */
export interface Chart {
	/** In micro-dollars, oldest first. */
	readonly bars: readonly number[];
	/** The chart's alternative text; at most 1024 characters. */
	readonly description: Message;
}

/** How the studio reaches people. */
export interface Delivery {
	/**
	 * Shows "thinking…", which Discord expects within 3 seconds of the event. An `update` shows nothing yet, because the
	 * message with the button is about to change.
	 *
	 * @throws when Discord could not be reached.
	 */
	acknowledge(target: InteractionTarget, as?: 'answer' | 'update'): Promise<Acknowledgement>;
	/** Whether the person still sees "thinking…", or nobody can tell. */
	isThinking(target: InteractionTarget): Promise<boolean>;
	/**
	 * Shows a result: the first of a request in place of "thinking…", the others below it. Returns the messages.
	 *
	 * @throws UndeliveredError when some of it could not be posted in any way; the rest is posted all the same.
	 */
	deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<readonly Posted[]>;
	/** A text of any length. @defaultValue `first` @throws UndeliveredError likewise. */
	tell(target: ReplyTarget, text: Message, place?: Position): Promise<void>;
	/** A text with buttons; where it replaces another card, the buttons of that go. @throws UndeliveredError likewise. */
	offer(target: ReplyTarget, card: Card, place?: Position): Promise<void>;
	/** A text with a chart below it, in place of "thinking…". @throws UndeliveredError likewise. */
	show(target: ReplyTarget, text: Message, chart: Chart): Promise<void>;
	/** Opens a thread on a message and posts the welcome in it; `undefined` where that is not possible. */
	openThread(on: Posted, name: string, welcome: string): Promise<string | undefined>;
	/** Posts a line for the admins of a server. Never rejects. */
	note(channelId: string, text: string): Promise<void>;
	/** Archives a thread; does nothing where there is none. */
	archive(channelId: string): Promise<void>;
	/** Shows the typing indicator in the channel until the signal aborts. */
	showWorking(channelId: string, signal: AbortSignal): Promise<void>;
	/** The pictures of a message, with fresh addresses; none when it is gone. */
	picturesOf(message: Posted): Promise<readonly Attachment[]>;
}
