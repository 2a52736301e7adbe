import { PermissionFlagsBits as P } from 'discord.js';
import type { Channel } from '../world/channel.ts';
import { isForum } from '../world/channel-kinds.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn } from '../world/permissions.ts';
import { changeThread, hasAllThreadsOpen, isFull, setThreadMember } from '../world/threads.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { refusal } from './refused.ts';
import { type Call, param } from './route.ts';

/** The channel that the path names, which the bot must be able to see. */
export function channelOf(call: Call): Channel {
	const { world } = call;
	const channel = world.channels.get(param(call, 'channel'));
	if (channel === undefined) throw refusal.unknownChannel();
	if (!channel.mayBeSeenBy(world.bot)) throw refusal.missingAccess();
	return channel;
}

/** The same, which must hold messages: a forum holds only posts. That reading and typing are refused too is inferred. */
export function textChannelOf(call: Call): Channel {
	const channel = channelOf(call);
	if (isForum(channel.type)) throw refusal.notATextChannel();
	return channel;
}

/** The message that the path names; those that only one person sees are not there for a bot. */
export function messageOf(call: Call): Message {
	const message = channelOf(call).messages.get(param(call, 'message'));
	if (message === undefined || message.isEphemeral) throw refusal.unknownMessage();
	return message;
}

/** Whether the bot has every one of these permissions in the channel. */
export const isAllowed = (world: World, channel: Channel, permissions: bigint): boolean =>
	(permissionsIn(channel, world.bot) & permissions) === permissions;

/** Throws unless the bot has every one of these permissions in the channel. */
export function demand(world: World, channel: Channel, permissions: bigint): void {
	if (!isAllowed(world, channel, permissions)) throw refusal.missingPermissions();
}

/** Throws where posting is shut; an archived thread that is merely asleep is opened by it. */
export function enterToPost(world: World, channel: Channel, by: User): void {
	const { thread } = channel;
	if (thread === undefined) return;
	if (thread.locked && !isAllowed(world, channel, P.ManageThreads)) throw refusal.threadIsLocked();
	if (thread.archived && hasAllThreadsOpen(world, channel)) throw refusal.tooManyThreads();
	if (isFull(thread, by)) throw refusal.tooManyThreadMembers();
	if (thread.archived) changeThread(world, channel, { archived: false, by });
	setThreadMember(world, channel, by, true);
}

/** Throws where no reaction may be changed. Source: Discord, topics/threads: a locked thread takes them while it is open. */
export function enterToReact({ thread }: Channel): void {
	if (thread?.archived) throw refusal.threadIsArchived();
}

/** Throws where no message may be deleted: an archived thread that is locked, without the permission to manage it. */
export function enterToDelete(world: World, channel: Channel): void {
	const { thread } = channel;
	if (thread?.archived && thread.locked && !isAllowed(world, channel, P.ManageThreads)) throw refusal.threadIsLocked();
}

/** Throws where nothing may be changed: an archived thread, or a locked one without the permission to manage it. */
export function enterToChange(world: World, channel: Channel): void {
	const { thread } = channel;
	const isShut = thread?.archived || (thread?.locked && !isAllowed(world, channel, P.ManageThreads));
	if (isShut) throw refusal.threadIsArchived();
}
