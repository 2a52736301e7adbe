/** Why the bot cannot start or go on: one line for its operator, who sees no stack. */
export class StartError extends Error {
	override readonly name = 'StartError';
}

/** What the person must mend: the message is written for them, and nothing was charged. */
export class UserError extends Error {
	override readonly name = 'UserError';
}

/** The person took the request back, so that nobody waits for an answer. */
export class WithdrawnError extends Error {
	override readonly name = 'WithdrawnError';
}

/** A picture was made, booked and kept, and yet could not be shown. */
export class KeptError extends Error {
	override readonly name = 'KeptError';
}

/** An answer could not be posted by any way there is. */
export class UndeliveredError extends Error {
	override readonly name = 'UndeliveredError';
}
