import { MessageFlags } from 'discord.js';
import { refreshUrls } from './attachments.ts';
import { checkCommand, checkCommands } from './commands.ts';
import { checkForm } from './errors-tree.ts';
import { checkCallback, INTERACTION_MESSAGE_FLAGS } from './interaction-callback.ts';
import { checkMessage } from './message.ts';
import { channelEdit, forumPost, thread, threadFromMessage } from './threads.ts';

export { schemaViolations } from './second-net.ts';

/** What kind of body a route takes. */
export type BodyKind =
	| 'channel-message'
	| 'channel-message-edit'
	| 'interaction-callback'
	/** A follow-up. */
	| 'webhook-message'
	| 'webhook-message-edit'
	/** The array that replaces all commands. */
	| 'commands'
	| 'command'
	| 'thread-from-message'
	| 'thread'
	| 'forum-post'
	| 'channel-edit'
	| 'refresh-urls';

/** A file of a multipart request, in the order of its `files[n]`. */
export interface UploadedFile {
	readonly name: string;
	readonly type: string;
	readonly bytes: Uint8Array;
}

/** What besides the body decides whether it is right. */
export interface BodyContext {
	readonly files: readonly UploadedFile[];
	/** Attachments already on the message that is edited. */
	readonly keptAttachments?: readonly { readonly id: string; readonly filename: string }[];
	/** Whether the message that is edited has `IS_COMPONENTS_V2`. */
	readonly wasComponentsV2?: boolean;
}

/** Discord's answer to a bad body. */
export interface Refusal {
	/** The HTTP status. */
	readonly status: number;
	/** Discord's own code: 50035 for a bad form, 50006 for an empty message, 30015 and 30032 for too many of something. */
	readonly code: number;
	readonly message: string;
	/** Only with 50035: what is wrong, nested as the body is. */
	readonly errors?: unknown;
}

const CHANNEL_MESSAGE_FLAGS =
	MessageFlags.SuppressEmbeds |
	MessageFlags.SuppressNotifications |
	MessageFlags.IsVoiceMessage |
	MessageFlags.IsComponentsV2;

/** How Discord answers this body: its refusal, or `undefined` when the body is right. */
export function checkBody(kind: BodyKind, body: unknown, context: BodyContext): Refusal | undefined {
	switch (kind) {
		case 'channel-message':
			return checkMessage(body, { at: [], isEdit: false, flags: CHANNEL_MESSAGE_FLAGS, readsNonce: true }, context);
		case 'webhook-message':
			return checkMessage(
				body,
				{ at: [], isEdit: false, flags: INTERACTION_MESSAGE_FLAGS, readsNonce: false },
				context,
			);
		case 'channel-message-edit':
		case 'webhook-message-edit':
			return checkMessage(body, { at: [], isEdit: true, flags: undefined, readsNonce: false }, context);
		case 'interaction-callback':
			return checkCallback(body, context);
		case 'commands':
			return checkCommands(body);
		case 'command':
			return checkCommand(body);
		case 'thread-from-message':
			return checkForm(threadFromMessage, body);
		case 'thread':
			return checkForm(thread, body);
		case 'forum-post':
			return checkForm(forumPost, body) ?? checkPostMessage(body, context);
		case 'channel-edit':
			return checkForm(channelEdit, body);
		case 'refresh-urls':
			return checkForm(refreshUrls, body);
	}
}

/** The first message of a post. Source: Discord, Start Thread in Forum or Media Channel, for its flags. */
function checkPostMessage(body: unknown, context: BodyContext): Refusal | undefined {
	const { message } = forumPost.parse(body);
	const flags = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications;
	return checkMessage(message, { at: ['message'], isEdit: false, flags, readsNonce: false }, context);
}
