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
import { THREADING } from '../commands/scene.ts';
import { KeptError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Heard } from '../studio/sessions.ts';
import { answerFor } from './answer-for.ts';

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

/** Does what a person's message asks for, if it is meant for the bot. Never rejects. */
export async function onMessageCreate(message: Message, deps: MessageDependencies): Promise<void> {
	const heard = read(message);
	if (heard === undefined || !deps.mayWorkIn(heard.asker.guildId)) return;
	let isToBot = heard.isDirect || heard.isBotMentioned || heard.repliesTo?.isToBot === true;
	try {
		const answer = await deps.studio.sessions.hear(heard);
		isToBot ||= answer !== undefined;
		await answer?.();
	} catch (error) {
		const log = deps.log.child({ messageId: message.id });
		// Only who spoke to the bot gets an answer from it, or people who talk to each other would.
		if (isToBot || error instanceof UserError || error instanceof KeptError)
			await answerFor(error, heard.replyTo, { ...deps, log });
		else log.error({ err: error }, 'a message could not be heard');
	}
}

/** Gives a request that still waits the words that its message has now. */
export function onMessageUpdate(message: Message | PartialMessage, { studio }: Services): void {
	const prompt = wordsOf(message);
	if (prompt !== '') studio.jobs.reword(message.id, prompt);
}

/** Why Discord does not let the bot post a picture there, if it does not. */
function readHindrance({ channel, client }: Message): string | undefined {
	if (channel.isDMBased()) return undefined;
	const permissions = channel.permissionsFor(client.user) ?? new PermissionsBitField();
	const { Connect, CreatePublicThreads, SendMessages, SendMessagesInThreads, ManageThreads } = PermissionFlagsBits;
	if (channel.isThread() && channel.locked === true && !permissions.has(ManageThreads)) return 'the thread is locked';
	// Beside voice channels, whoever may not connect may do nothing else. Source: Discord, implicit permissions.
	if (channel.isVoiceBased() && !permissions.has(Connect)) return 'I lack a permission there: Connect';
	// In threads, the permission to send messages is another one. Source: Discord, threads.
	const unneeded = [CreatePublicThreads, channel.isThread() ? SendMessages : SendMessagesInThreads];
	const missing = permissions.missing(THREADING.filter((permission) => !unneeded.includes(permission)));
	// Discord's own names of its permissions, such as AttachFiles.
	const names = missing.map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' '));
	return names.length === 0 ? undefined : `I lack a permission there: ${names.join(', ')}`;
}

/** What is said, without what bots and Discord itself say: that is not for us. */
function read(message: Message): Heard | undefined {
	const { author, type, channel, channelId, client, guild, guildId, reference, mentions } = message;
	if (author.bot || message.webhookId !== null) return undefined;
	if (type !== MessageType.Default && type !== MessageType.Reply) return undefined;
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
		isDirect: channel.type === ChannelType.DM,
		hindrance: readHindrance(message),
		isBotMentioned: mentions.users.has(client.user.id),
		repliesTo:
			repliesTo === undefined
				? undefined
				: { messageId: repliesTo, isToBot: mentions.repliedUser?.id === client.user.id },
		mayOpenThread:
			channel.type === ChannelType.GuildText && channel.permissionsFor(client.user)?.has(THREADING) === true,
		replyTo: {
			kind: 'message',
			channelId,
			messageId: message.id,
			userId: author.id,
			maxFileBytes: MAX_FILE_BYTES[guild?.premiumTier ?? GuildPremiumTier.None],
		},
	};
}

/** What was written, without the mention that made the bot hear it. */
const wordsOf = ({ content, client }: Message | PartialMessage): string =>
	(content ?? '').replaceAll(new RegExp(`<@!?${client.user.id}>`, 'g'), '').trim();
