/** Why the bot cannot start or go on: one line for its operator, who sees no stack. */
export class StartError extends Error {
	override readonly name = 'StartError';
}

/** What the person must mend: the message is written for them, and nothing was charged. */
export class UserError extends Error {
	override readonly name = 'UserError';
}

/** No way to the person was open: telling them again is useless, what they are owed must be kept. */
export class UndeliveredError extends Error {
	override readonly name = 'UndeliveredError';
}
