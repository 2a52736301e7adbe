/** Discord's refusal of a request, with its own code and message. */
export class Refused extends Error {
	readonly status: number;
	readonly code: number;
	readonly errors: unknown;

	constructor(status: number, code: number, message: string, errors?: unknown) {
		super(message);
		this.name = 'Refused';
		this.status = status;
		this.code = code;
		this.errors = errors;
	}

	get body() {
		return { message: this.message, code: this.code, ...(this.errors !== undefined && { errors: this.errors }) };
	}
}

/** The refusals that follow from the state of the world. Source: Discord, topics/opcodes-and-status-codes. */
export const refusal = {
	unauthorized: () => new Refused(401, 0, '401: Unauthorized'),
	notFound: () => new Refused(404, 0, '404: Not Found'),
	unknownChannel: () => new Refused(404, 10_003, 'Unknown Channel'),
	unknownGuild: () => new Refused(404, 10_004, 'Unknown Guild'),
	unknownMember: () => new Refused(404, 10_007, 'Unknown Member'),
	unknownMessage: () => new Refused(404, 10_008, 'Unknown Message'),
	unknownUser: () => new Refused(404, 10_013, 'Unknown User'),
	unknownEmoji: () => new Refused(400, 10_014, 'Unknown Emoji'),
	unknownWebhook: () => new Refused(404, 10_015, 'Unknown Webhook'),
	unknownInteraction: () => new Refused(404, 10_062, 'Unknown interaction'),
	unknownCommand: () => new Refused(404, 10_063, 'Unknown application command'),
	tooManyThreadMembers: () => new Refused(400, 30_033, 'Maximum number of thread participants reached (1000)'),
	tooLarge: () => new Refused(413, 40_005, 'Request entity too large'),
	alreadyAcknowledged: () => new Refused(400, 40_060, 'Interaction has already been acknowledged.'),
	tooManyFollowUps: () =>
		new Refused(400, 40_094, 'Maximum number of follow-up messages for this interaction reached (5)'),
	missingAccess: () => new Refused(403, 50_001, 'Missing Access'),
	notTheAuthor: () => new Refused(403, 50_005, 'Cannot edit a message authored by another user'),
	cannotMessageUser: () => new Refused(403, 50_007, 'Cannot send messages to this user'),
	notATextChannel: () => new Refused(400, 50_008, 'Cannot send messages in a non-text channel'),
	missingPermissions: () => new Refused(403, 50_013, 'Missing Permissions'),
	deadWebhookToken: () => new Refused(401, 50_027, 'Invalid Webhook Token'),
	wrongChannelType: () => new Refused(400, 50_024, 'Cannot execute action on this channel type'),
	invalidForm: (errors: unknown) => new Refused(400, 50_035, 'Invalid Form Body', errors),
	/**
	 * The body is not JSON in UTF-8. A lone surrogate, which has no UTF-8, is refused with it wherever it stands; inferred:
	 * in a custom_id Discord was seen to answer 500 and calls 400 the right answer (discord-api-docs#6561), and of content
	 * it says only that it may strip such characters.
	 */
	invalidJson: () => new Refused(400, 50_109, 'The request body contains invalid JSON.'),
	threadIsArchived: () => new Refused(400, 50_083, 'Thread is archived'),
	noHistoryToReply: () => new Refused(400, 160_002, 'Cannot reply without permission to read message history'),
	threadExists: () => new Refused(400, 160_004, 'A thread has already been created for this message'),
	threadIsLocked: () => new Refused(403, 160_005, 'Thread is locked'),
	tooManyThreads: () => new Refused(400, 160_006, 'Maximum number of active threads reached'),
};
