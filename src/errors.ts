import { wordsFor } from './words/languages.ts';
import type { Message } from './words/words.ts';

/** Why the bot cannot start or go on: one line for its operator, who sees no stack. */
export class StartError extends Error {
	override readonly name = 'StartError';
}

/** What the person must mend, said to them; nothing was charged. */
export class UserError extends Error {
	override readonly name = 'UserError';
	readonly says: Message;

	constructor(says: Message) {
		super(says(wordsFor(undefined)));
		this.says = says;
	}
}

/** The person took the request back, so that nobody waits for an answer. */
export class WithdrawnError extends Error {
	override readonly name = 'WithdrawnError';
}

/** Why an answer could not be posted: the bot may not there, Discord takes no file of that size, or anything else. */
export type Obstacle = 'not-allowed' | 'too-large' | 'not-taken';

/** Pictures were made and booked, and yet could not be shown. */
export class KeptError extends Error {
	override readonly name = 'KeptError';
	readonly obstacle: Obstacle;
	/** Something else of the same request was shown. */
	readonly isRest: boolean;
	/** The turns that they are kept as; fewer than pictures when the store failed too. */
	readonly turnIds: readonly string[];
	/** How many others of the same request could not be made because something broke; nobody is charged for those. */
	readonly unmade: number;

	constructor({
		cause,
		...facts
	}: Pick<KeptError, 'obstacle' | 'isRest' | 'turnIds' | 'unmade'> & { readonly cause: unknown }) {
		super('a picture could not be shown', { cause });
		this.obstacle = facts.obstacle;
		this.isRest = facts.isRest;
		this.turnIds = facts.turnIds;
		this.unmade = facts.unmade;
	}
}

/** Something broke that has to do with some pictures of a request, while others of it were made and booked. */
export class PartlyBrokenError extends Error {
	override readonly name = 'PartlyBrokenError';
	/** How many pictures could not be made, for which nobody is charged; 0 when it broke after all were booked. */
	readonly unmade: number;

	constructor(unmade: number, cause: unknown) {
		super('a request was carried out in part', { cause });
		this.unmade = unmade;
	}
}

/** An answer, or part of it, could not be posted by any way there is. */
export class UndeliveredError extends Error {
	override readonly name = 'UndeliveredError';
	readonly obstacle: Obstacle;
	/** The messages of the answer that were posted all the same. */
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
