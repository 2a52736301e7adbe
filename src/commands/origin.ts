import {
	type AnySelectMenuInteraction,
	ApplicationIntegrationType,
	type ButtonInteraction,
	ChannelType,
	InteractionContextType,
	type ModalSubmitInteraction,
	PermissionFlagsBits,
	type PermissionsBitField,
} from 'discord.js';
import type { Asker, Conversation, InteractionTarget } from '../studio/requests/request.ts';
import { privatePlace } from '../studio/sessions/turns/sessions.ts';
import type { CommandInteraction } from './command.ts';

/** Any interaction that the bot answers. */
export type AnyInteraction = CommandInteraction | ButtonInteraction | AnySelectMenuInteraction | ModalSubmitInteraction;

/** Where something happens, and what the bot may do there. */
export interface Origin {
	readonly asker: Asker;
	readonly guildId: string | null;
	readonly channelId: string;
	readonly isThread: boolean;
	/** Whether Discord lets the bot open a thread on a message there. */
	readonly mayOpenThread: boolean;
}

/** A member who isn't cached comes as Discord sent it, where the roles are a list of ids. */
function rolesOf(member: AnyInteraction['member']): string[] {
	if (member === null) return [];
	return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}

/** Permissions for posting a picture as an ordinary message. Threads have their own for sending. Source: Discord, threads. */
export const permissionsToPost = (isThread: boolean) => [
	PermissionFlagsBits.ViewChannel,
	isThread ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages,
	PermissionFlagsBits.EmbedLinks,
	PermissionFlagsBits.AttachFiles,
];
/** Permissions for opening a thread on a picture and posting in it. */
const THREADING = [...permissionsToPost(false), ...permissionsToPost(true), PermissionFlagsBits.CreatePublicThreads];

/** Whether the bot may open a thread on a message in this channel, given its permissions there. */
export function mayOpenThreadIn(
	channel: { readonly type: ChannelType } | null,
	permissions: Readonly<PermissionsBitField> | null,
): boolean {
	const isThreadable = channel?.type === ChannelType.GuildText || channel?.type === ChannelType.GuildAnnouncement;
	return isThreadable && permissions?.has(THREADING) === true;
}

export function originOf(interaction: AnyInteraction): Origin {
	const { channel, guildId, appPermissions } = interaction;
	const channelId = interaction.channelId ?? interaction.id;
	const parentId = channel?.isThread() === true ? channel.parentId : null;
	return {
		asker: {
			userId: interaction.user.id,
			roleIds: rolesOf(interaction.member),
			guildId,
			channelId: parentId ?? channelId,
		},
		guildId,
		channelId,
		isThread: channel?.isThread() === true,
		mayOpenThread: isInstalledHere(interaction) && mayOpenThreadIn(channel, appPermissions),
	};
}

export function describeReplyTarget(interaction: AnyInteraction, isPrivate: boolean): InteractionTarget {
	const { channel, channelId, appPermissions } = interaction;
	const mayPost =
		interaction.context === InteractionContextType.BotDM ||
		(isInstalledHere(interaction) && appPermissions.has(permissionsToPost(channel?.isThread() === true)));
	return {
		kind: 'interaction',
		applicationId: interaction.applicationId,
		interactionId: interaction.id,
		token: interaction.token,
		...(mayPost && channelId !== null ? { channelId } : {}),
		userId: interaction.user.id,
		isPrivate,
		personLocale: interaction.locale,
		...(interaction.guildLocale === null ? {} : { guildLocale: interaction.guildLocale }),
		maxFileBytes: interaction.attachmentSizeLimit,
	};
}

/** If only a person installed the app, it may answer interactions but do nothing else in the server. */
const isInstalledHere = ({ authorizingIntegrationOwners }: AnyInteraction): boolean =>
	authorizingIntegrationOwners[ApplicationIntegrationType.GuildInstall] !== undefined;

/** Fields that every request from an interaction has. */
export const requestBasics = ({ asker, mayOpenThread }: Origin, replyTo: InteractionTarget) => ({
	id: replyTo.interactionId,
	asker,
	mayOpenThread: mayOpenThread && !replyTo.isPrivate,
	replyTo,
});

/** A new session here. A private one gets a place of its own, so it can only be found through its messages. */
export const newSession = (
	{ guildId, channelId, isThread, asker }: Origin,
	{ isPrivate, interactionId }: InteractionTarget,
): Conversation => ({
	kind: 'new',
	place: {
		guildId,
		parentPlaceId: isThread ? asker.channelId : null,
		placeId: isPrivate ? privatePlace(interactionId) : channelId,
	},
});
