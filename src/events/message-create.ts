import {
	ChannelType,
	type Client,
	GuildPremiumTier,
	type Message,
	MessageType,
	type PartialMessage,
	PermissionFlagsBits,
	PermissionsBitField,
} from 'discord.js';
import type { Services } from '../commands/command.ts';
import { readAttachment } from '../commands/options.ts';
import { mayOpenThreadIn, permissionsToPost } from '../commands/origin.ts';
import { KeptError, UserError } from '../errors.ts';
import type { MessageTarget } from '../studio/requests/request.ts';
import { type IncomingMessage, isAside } from '../studio/sessions/conversations.ts';
import type { Message as Text } from '../words/words.ts';
import { answerFor } from './answer-for.ts';
import { throwIfClosed } from './closed.ts';

/** Largest file by the server's boosts, in bytes; without boosts, the safest figure. Source: Discord, file uploads. */
const MAX_FILE_BYTES: Readonly<Record<GuildPremiumTier, number>> = {
	[GuildPremiumTier.None]: 10 * 1024 * 1024,
	[GuildPremiumTier.Tier1]: 10 * 1024 * 1024,
	[GuildPremiumTier.Tier2]: 50 * 1024 * 1024,
	[GuildPremiumTier.Tier3]: 100 * 1024 * 1024,
};

/** Does what a person's message asks for, if it's meant for the bot. */
export async function onMessageCreate(message: Message, deps: Services): Promise<void> {
	let isToBot = false;
	try {
		if (!isFromPerson(message)) return;
		isToBot = isDirect(message) || mentionsBot(message);
		// In a server that isn't allowed, the bot acts as if it weren't there.
		if (isDirect(message)) throwIfClosed(null, deps);
		else if (!deps.mayWorkIn(message.guildId)) return;
		const heard = read(message);
		isToBot ||= heard.repliesTo?.isToBot === true;
		const answer = await deps.studio.conversations.hear(heard);
		isToBot ||= answer !== undefined;
		await answer?.();
	} catch (error) {
		let isAnswered = true;
		// Answers only people who spoke to the bot; others may just be talking to each other.
		if (isToBot || error instanceof UserError || error instanceof KeptError)
			isAnswered = await answerFor(error, replyTargetOf(message), deps);
		else deps.log.error({ err: error }, 'a message could not be heard');
		await (isAnswered ? deps.studio.jobs.finish(message.id) : deps.studio.retryJob(message.id));
	}
}

/** What is read of a message that may not be known in full. */
type EditedMessage = Pick<PartialMessage, 'id' | 'content' | 'guild'> & {
	readonly client: Pick<Client<true>, 'user'>;
};

/** Updates a waiting request when its message is edited, or withdraws it when the message became an aside. */
export async function onMessageUpdate(message: EditedMessage, { studio }: Services): Promise<void> {
	const prompt = wordsOf(message);
	if (isAside(prompt)) studio.jobs.withdraw(message.id);
	else if (prompt !== '') studio.jobs.reword(message.id, prompt);
}

/** Ignores messages from bots and from Discord itself. */
const isFromPerson = ({ author, webhookId, type }: Message) =>
	!author.bot && webhookId === null && (type === MessageType.Default || type === MessageType.Reply);

const isDirect = ({ channel }: Message) => channel.type === ChannelType.DM;

/** A pattern for mentions of the bot, or of the role that Discord gave it in the server. */
function mentionOf(message: EditedMessage): string {
	const roleId = roleOf(message);
	return `<@(?:!?${message.client.user.id}${roleId === undefined ? '' : `|&${roleId}`})>`;
}

const roleOf = ({ client, guild }: EditedMessage) => guild?.roles.botRoleFor(client.user)?.id;

/** Uses Discord's list of mentions too, because the text may be unknown without the intent. */
const mentionsBot = (message: Message) =>
	message.mentions.users.has(message.client.user.id) ||
	message.mentions.roles.has(roleOf(message) ?? '') ||
	new RegExp(mentionOf(message)).test(message.content);

/** Whether the message starts by addressing the bot; a mention further on is meant for other people. */
function callsBot(message: Message): boolean {
	if (message.content === '') return mentionsBot(message);
	return new RegExp(`^\\s*${mentionOf(message)}`).test(message.content);
}

/** What keeps the bot from posting a picture there, if anything. */
function readHindrance({ channel, client }: Message): Text | undefined {
	if (channel.isDMBased()) return undefined;
	const permissions = channel.permissionsFor(client.user) ?? new PermissionsBitField();
	const { Connect, ManageThreads } = PermissionFlagsBits;
	if (channel.isThread() && channel.locked === true && !permissions.has(ManageThreads))
		return ({ sessions }) => sessions.threadLocked;
	// In the chat of a voice channel, lacking Connect rules out everything else. Source: Discord, implicit permissions.
	const needed =
		channel.isVoiceBased() && !permissions.has(Connect) ? [Connect] : permissionsToPost(channel.isThread());
	// Discord's own permission names, such as AttachFiles.
	const missing = permissions.missing(needed).map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' '));
	return missing.length === 0 ? undefined : ({ sessions }) => sessions.permissionsMissing({ permissions: missing });
}

function read(message: Message): IncomingMessage {
	const { author, type, channel, channelId, client, guildId, reference, mentions } = message;
	// Forwarded messages have a reference too.
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

/** The message's text without mentions of the bot. */
const wordsOf = (message: EditedMessage): string =>
	(message.content ?? '').replaceAll(new RegExp(mentionOf(message), 'g'), '').trim();
