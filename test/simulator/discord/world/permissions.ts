import { PermissionFlagsBits as P } from 'discord.js';
import type { Channel } from './channel.ts';
import { isVoice } from './channel-kinds.ts';
import type { User } from './user.ts';

const ALL = Object.values(P).reduce((all, bit) => all | bit, 0n);

/** What an application may do in a direct message. Source: Discord, interaction object, `app_permissions`. */
const DIRECT_MESSAGE = P.AttachFiles | P.EmbedLinks | P.MentionEveryone;

/** What goes with the permission to speak: whoever may not send may not do these either. */
const SPEAKING = P.MentionEveryone | P.SendTTSMessages | P.AttachFiles | P.EmbedLinks;

/**
 * What a user may do in a channel: roles, then the overwrites of everyone, of the roles together and of the member;
 * a thread takes its parent's. Zero for somebody who cannot see the channel.
 *
 * Source: Discord, topics/permissions.
 */
export function permissionsIn(channel: Channel, user: User): bigint {
	const { guild } = channel;
	if (guild === undefined)
		return DIRECT_MESSAGE | P.ViewChannel | P.SendMessages | P.ReadMessageHistory | P.AddReactions;
	const member = guild.members.get(user.id);
	if (member === undefined) return 0n;
	const base = [guild.everyone, ...member.roles].reduce((bits, role) => bits | role.permissions, 0n);
	if (guild.owner === user || (base & P.Administrator) !== 0n) return ALL;

	const { overwrites } = channel.parent ?? channel;
	const everyone = overwrites.get(guild.everyone.id);
	const roles = [...member.roles].flatMap((role) => overwrites.get(role.id) ?? []);
	const own = overwrites.get(user.id);
	let bits = (base & ~(everyone?.deny ?? 0n)) | (everyone?.allow ?? 0n);
	bits = roles.reduce((rest, { deny }) => rest & ~deny, bits);
	bits = roles.reduce((rest, { allow }) => rest | allow, bits);
	bits = (bits & ~(own?.deny ?? 0n)) | (own?.allow ?? 0n);
	if ((bits & P.ViewChannel) === 0n) return 0n;
	// Discord says that this denies "other permissions" too; the strictest reading is all of them.
	if (isVoice(channel.type) && (bits & P.Connect) === 0n) return P.ViewChannel;
	return bits & sendPermission(channel) ? bits : bits & ~SPEAKING;
}

/** The permission that lets somebody post here. */
export const sendPermission = (channel: Channel): bigint =>
	channel.thread === undefined ? P.SendMessages : P.SendMessagesInThreads;
