import {
	type AnySelectMenuInteraction,
	ApplicationIntegrationType,
	type ButtonInteraction,
	ChannelType,
	type ChatInputCommandInteraction,
	InteractionContextType,
	type MessageContextMenuCommandInteraction,
	type ModalSubmitInteraction,
	PermissionFlagsBits,
	type PermissionsBitField,
} from 'discord.js';
import type { Asker, InteractionTarget, SessionLocation } from '../studio/requests/request.ts';
import { privatePlace } from '../studio/sessions/turns/sessions.ts';

/** Any interaction that the bot answers. */
export type AnyInteraction =
	| ChatInputCommandInteraction
	| MessageContextMenuCommandInteraction
	| ButtonInteraction
	| AnySelectMenuInteraction
	| ModalSubmitInteraction;

/** Where something happens, and what the bot may do there. */
export interface Origin {
	readonly asker: Asker;
	readonly guildId: string | null;
	readonly channelId: string;
	readonly isThread: boolean;
	/** Discord lets the bot open a thread on a message there. */
	readonly mayOpenThread: boolean;
}

/** Not cached, the member of an interaction is as Discord sent it, with the ids alone. */
const rolesOf = (member: AnyInteraction['member']): string[] => {
	if (member === null) return [];
	return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
};

/** What the bot needs to post a picture of its own accord. */
const POSTING = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.SendMessages,
	PermissionFlagsBits.EmbedLinks,
	PermissionFlagsBits.AttachFiles,
];
/** What it needs to open a thread on its picture and to post there. */
export const THREADING = [
	...POSTING,
	PermissionFlagsBits.CreatePublicThreads,
	PermissionFlagsBits.SendMessagesInThreads,
];

/** Whether Discord lets the bot open a thread on a message in a channel, with these permissions there. */
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
	const needed = channel?.isThread() === true ? POSTING_IN_THREAD : POSTING;
	const mayPost =
		interaction.context === InteractionContextType.BotDM ||
		(isInstalledHere(interaction) && appPermissions.has(needed));
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

/** In threads, the permission to send messages is another one. Source: Discord, threads. */
const POSTING_IN_THREAD = POSTING.map((permission) =>
	permission === PermissionFlagsBits.SendMessages ? PermissionFlagsBits.SendMessagesInThreads : permission,
);

/** Installed by a person only, the app may answer the interaction but do nothing of its own in the server. */
const isInstalledHere = ({ authorizingIntegrationOwners }: AnyInteraction): boolean =>
	authorizingIntegrationOwners[ApplicationIntegrationType.GuildInstall] !== undefined;

/** Where a new session lives; one that only its owner sees is found by its messages alone. */
export function placeOf(
	{ guildId, channelId, isThread, asker }: Origin,
	{ isPrivate, interactionId }: InteractionTarget,
): SessionLocation {
	return {
		guildId,
		parentPlaceId: isThread ? asker.channelId : null,
		placeId: isPrivate ? privatePlace(interactionId) : channelId,
	};
}
