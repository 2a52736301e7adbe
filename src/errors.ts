import { wordsFor } from './words/languages.ts';
import type { Message } from './words/words.ts';

/** Why the bot can't start or go on, in one line for the operator, who sees no stack. */
export class StartError extends Error {
	override readonly name = 'StartError';
}

/** Tells the person what they have to fix; nothing was charged. */
export class UserError extends Error {
	override readonly name = 'UserError';
	readonly says: Message;

	constructor(says: Message) {
		super(says(wordsFor(undefined)));
		this.says = says;
	}
}

/** The person withdrew the request, so nobody is waiting for an answer. */
export class WithdrawnError extends Error {
	override readonly name = 'WithdrawnError';
}

/** Why an answer couldn't be posted: the bot may not post there, Discord takes no file that large, or anything else. */
export type Obstacle = 'not-allowed' | 'too-large' | 'not-taken';

interface KeptDetails {
	readonly obstacle: Obstacle;
	/** Whether something else of the same request was shown. */
	readonly isRest: boolean;
	/** The turns that the pictures are stored in; fewer than pictures when the store failed too. */
	readonly turnIds: readonly string[];
	/** How many other pictures of the request couldn't be made because something broke; nobody is charged for those. */
	readonly unmade: number;
}

/** Pictures were made and booked but couldn't be shown. */
export class KeptError extends Error {
	override readonly name = 'KeptError';
	readonly details: KeptDetails;

	constructor(details: KeptDetails, cause: unknown) {
		super('a picture could not be shown', { cause });
		this.details = details;
	}
}

/** Something broke for some pictures of a request, while others were made and booked. */
export class PartlyBrokenError extends Error {
	override readonly name = 'PartlyBrokenError';
	/** How many pictures couldn't be made; nobody is charged for those. 0 when it broke after all were booked. */
	readonly unmade: number;

	constructor(unmade: number, cause: unknown) {
		super('a request was carried out in part', { cause });
		this.unmade = unmade;
	}
}

/** No way of posting an answer, or part of it, worked. */
export class UndeliveredError extends Error {
	override readonly name = 'UndeliveredError';
	readonly obstacle: Obstacle;
	/** The messages of the answer that were posted anyway. */
	readonly posted: readonly { readonly channelId: string; readonly messageId: string }[];

	constructor(
		obstacle: Obstacle,
		{ cause, posted = [] }: { cause?: unknown; posted?: UndeliveredError['posted'] } = {},
	) {
		super('no way to the person was open', { cause });
		this.obstacle = obstacle;
		this.posted = posted;
	}
}
