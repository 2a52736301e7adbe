import {
	ChannelType,
	GuildPremiumTier,
	type Message,
	MessageType,
	type PartialMessage,
	PermissionFlagsBits,
	PermissionsBitField,
} from 'discord.js';
import type { Services } from '../commands/command.ts';
import { readAttachment } from '../commands/options.ts';
import { mayOpenThreadIn, THREADING } from '../commands/origin.ts';
import { KeptError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { MessageTarget } from '../studio/requests/request.ts';
import { type IncomingMessage, isAside } from '../studio/sessions/conversations.ts';
import type { Message as Text } from '../words/words.ts';
import { answerFor } from './answer-for.ts';
import { throwIfClosed } from './closed.ts';

export interface MessageDependencies extends Services {
	readonly log: Logger;
}

/** Largest file by the server's boosts, in bytes. Source: Discord, uploading files; without boosts the surest figure. */
const MAX_FILE_BYTES: Readonly<Record<GuildPremiumTier, number>> = {
	[GuildPremiumTier.None]: 10 * 1024 * 1024,
	[GuildPremiumTier.Tier1]: 10 * 1024 * 1024,
	[GuildPremiumTier.Tier2]: 50 * 1024 * 1024,
	[GuildPremiumTier.Tier3]: 100 * 1024 * 1024,
};

/** Does what a person's message asks for, if it is meant for the bot. */
export async function onMessageCreate(message: Message, deps: MessageDependencies): Promise<void> {
	let isToBot = false;
	try {
		if (!isFromPerson(message)) return;
		isToBot = isDirect(message) || mentionsBot(message);
		// In a server that is not allowed it is as if the bot were not there.
		if (isDirect(message)) throwIfClosed(null, deps);
		else if (!deps.mayWorkIn(message.guildId)) return;
		const heard = read(message);
		isToBot ||= heard.repliesTo?.isToBot === true;
		const answer = await deps.studio.conversations.hear(heard);
		isToBot ||= answer !== undefined;
		await answer?.();
	} catch (error) {
		const log = deps.log.child({ messageId: message.id });
		// Only who spoke to the bot gets an answer from it, or people who talk to each other would.
		if (isToBot || error instanceof UserError || error instanceof KeptError)
			await answerFor(error, replyTargetOf(message), { ...deps, log });
		else log.error({ err: error }, 'a message could not be heard');
	}
}

/** Gives a request that still waits the words that its message has now, or takes it back where they are not for the bot. */
export async function onMessageUpdate(message: Message | PartialMessage, { studio }: Services): Promise<void> {
	const prompt = wordsOf(message);
	if (isAside(prompt)) studio.jobs.withdraw(message.id);
	else if (prompt !== '') studio.jobs.reword(message.id, prompt);
}

/** Not what bots and Discord itself say: that is not for us. */
const isFromPerson = ({ author, webhookId, type }: Message) =>
	!author.bot && webhookId === null && (type === MessageType.Default || type === MessageType.Reply);

const isDirect = ({ channel }: Message) => channel.type === ChannelType.DM;

/** The bot by its own name, or by that of the role that Discord gave it in the server. */
function mentionOf(message: Message | PartialMessage): string {
	const roleId = roleOf(message);
	return `<@(?:!?${message.client.user.id}${roleId === undefined ? '' : `|&${roleId}`})>`;
}

const roleOf = ({ client, guild }: Message | PartialMessage) => guild?.roles.botRoleFor(client.user)?.id;

/** Whom Discord says a message mentions: without the intent its words may be unknown. */
const mentionsBot = (message: Message) =>
	message.mentions.users.has(message.client.user.id) ||
	message.mentions.roles.has(roleOf(message) ?? '') ||
	new RegExp(mentionOf(message)).test(message.content);

/** Whether it begins with the bot's name; what only names the bot in the middle is said to others. */
function callsBot(message: Message): boolean {
	if (message.content === '') return mentionsBot(message);
	return new RegExp(`^\\s*${mentionOf(message)}`).test(message.content);
}

/** Why Discord does not let the bot post a picture there, if it does not. */
function readHindrance({ channel, client }: Message): Text | undefined {
	if (channel.isDMBased()) return undefined;
	const permissions = channel.permissionsFor(client.user) ?? new PermissionsBitField();
	const { Connect, CreatePublicThreads, SendMessages, SendMessagesInThreads, ManageThreads } = PermissionFlagsBits;
	if (channel.isThread() && channel.locked === true && !permissions.has(ManageThreads))
		return ({ sessions }) => sessions.threadLocked;
	// Beside voice channels, whoever may not connect may do nothing else. Source: Discord, implicit permissions.
	if (channel.isVoiceBased() && !permissions.has(Connect)) return lackOf(['Connect']);
	// In threads, the permission to send messages is another one. Source: Discord, threads.
	const unneeded = [CreatePublicThreads, channel.isThread() ? SendMessages : SendMessagesInThreads];
	const missing = permissions.missing(THREADING.filter((permission) => !unneeded.includes(permission)));
	// Discord's own names of its permissions, such as AttachFiles.
	const names = missing.map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' '));
	return names.length === 0 ? undefined : lackOf(names);
}

const lackOf =
	(permissions: readonly string[]): Text =>
	({ sessions }) =>
		sessions.permissionsMissing({ permissions });

function read(message: Message): IncomingMessage {
	const { author, type, channel, channelId, client, guildId, reference, mentions } = message;
	// What is forwarded has a reference too.
	const repliesTo = type === MessageType.Reply ? reference?.messageId : undefined;
	return {
		id: message.id,
		prompt: wordsOf(message),
		references: [...message.attachments.values()].map(readAttachment),
		asker: {
			userId: author.id,
			roleIds: [...(message.member?.roles.cache.keys() ?? [])],
			guildId,
			channelId: (channel.isThread() ? channel.parentId : null) ?? channelId,
		},
		placeId: channelId,
		isDirect: isDirect(message),
		hindrance: readHindrance(message),
		isBotMentioned: mentionsBot(message),
		isBotCalled: callsBot(message),
		repliesTo:
			repliesTo === undefined
				? undefined
				: { messageId: repliesTo, isToBot: mentions.repliedUser?.id === client.user.id },
		mayOpenThread: !channel.isDMBased() && mayOpenThreadIn(channel, channel.permissionsFor(client.user)),
		replyTo: replyTargetOf(message),
	};
}

const replyTargetOf = ({ id, channelId, author, guild }: Message): MessageTarget => ({
	kind: 'message',
	channelId,
	messageId: id,
	userId: author.id,
	maxFileBytes: MAX_FILE_BYTES[guild?.premiumTier ?? GuildPremiumTier.None],
	...(guild === null ? {} : { guildLocale: guild.preferredLocale }),
});

/** What was written, without the mention that made the bot hear it. */
const wordsOf = (message: Message | PartialMessage): string =>
	(message.content ?? '').replaceAll(new RegExp(mentionOf(message), 'g'), '').trim();
