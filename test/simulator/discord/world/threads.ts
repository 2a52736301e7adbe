import {
	ChannelType,
	GatewayDispatchEvents,
	GatewayIntentBits,
	MessageFlags,
	type ThreadAutoArchiveDuration,
} from 'discord.js';
import { excerpt } from '../transcript/describe.ts';
import { Channel, type Thread } from './channel.ts';
import { isForum, threadTypesIn } from './channel-kinds.ts';
import type { Message } from './message.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** How many people a thread holds. Source: Discord, error 30033. */
export const MAX_THREAD_MEMBERS = 1000;
/** How many threads of a guild may be open at once. Source: reported; Discord documents only error 160006. */
export const MAX_ACTIVE_THREADS = 1000;

export interface ThreadOptions {
	readonly name: string;
	readonly by: User;
	readonly isPrivate?: boolean;
	readonly autoArchiveMinutes?: ThreadAutoArchiveDuration;
	/** The message that it starts from, whose id it takes. */
	readonly starter?: Message | undefined;
}

/** Opens a thread under a channel. */
export function openThread(world: World, parent: Channel, options: ThreadOptions): Channel {
	const { name, by, starter, isPrivate = false, autoArchiveMinutes = 1440 } = options;
	const [publicType = ChannelType.PublicThread] = threadTypesIn(parent.type);
	const thread = new Channel(world, isPrivate ? ChannelType.PrivateThread : publicType, {
		name,
		parent,
		guild: parent.guild,
		...(starter && { id: starter.id }),
		thread: {
			owner: by,
			members: new Set([by]),
			autoArchiveMinutes,
			archived: false,
			locked: false,
			changedAtMs: world.clock.now(),
		},
	});
	if (starter !== undefined) {
		starter.thread = thread;
		starter.flags |= MessageFlags.HasThread;
	}
	const at = starter === undefined ? '' : ` on “${excerpt(starter)}”`;
	world.record(parent, {
		who: by.name,
		sign: '⌗',
		text: `opens the ${isForum(parent.type) ? 'post' : isPrivate ? 'private thread' : 'thread'} “${name}”${at}`,
		sees: (user) => thread.mayBeSeenBy(user),
	});
	world.dispatchIn(thread, {
		type: GatewayDispatchEvents.ThreadCreate,
		intents: GatewayIntentBits.Guilds,
		data: () => ({ ...thread.payload(), newly_created: true }),
	});
	return thread;
}

/** Whether the thread has no room for this person, who is not in it. */
export const isFull = ({ members }: Thread, user: User): boolean =>
	!members.has(user) && members.size >= MAX_THREAD_MEMBERS;

/** Whether no further thread of the guild may be open. */
export const hasAllThreadsOpen = (world: World, { guild }: Channel): boolean =>
	guild !== undefined && activeThreads(world, guild.id).length >= MAX_ACTIVE_THREADS;

/** The open threads of a guild. */
export const activeThreads = (world: World, guildId: string): Channel[] =>
	[...world.channels.values()].filter(({ guild, thread }) => guild?.id === guildId && thread?.archived === false);

/** Archives, opens, locks or unlocks a thread, and tells people and the gateway. */
export function changeThread(
	world: World,
	channel: Channel,
	change: { archived?: boolean; locked?: boolean; by: User },
): void {
	const { thread } = channel;
	if (thread === undefined) return;
	const { archived = thread.archived, locked = thread.locked, by } = change;
	const told = [
		...(archived === thread.archived ? [] : [archived ? 'archives the thread' : 'opens the thread again']),
		...(locked === thread.locked ? [] : [locked ? 'locks the thread' : 'unlocks the thread']),
	];
	Object.assign(thread, { archived, locked, changedAtMs: world.clock.now() });
	for (const text of told) world.record(channel, { who: by.name, sign: '⌗', text, sees: () => true });
	world.channelChanged(channel);
}

/** Lets somebody into a thread, or out of it; the bot hears when it is itself. */
export function setThreadMember(world: World, channel: Channel, user: User, isMember: boolean): void {
	const members = channel.thread?.members;
	if (members === undefined || members.has(user) === isMember) return;
	if (isMember) members.add(user);
	else members.delete(user);
	const joined = new Date(world.clock.now()).toISOString();
	// The bot may not know the thread yet: a private one, or one that was archived when it connected.
	if (isMember && user === world.bot) {
		world.dispatchIn(channel, {
			type: GatewayDispatchEvents.ThreadCreate,
			intents: GatewayIntentBits.Guilds,
			data: () => channel.payload(),
		});
	}
	world.dispatch({
		type: GatewayDispatchEvents.ThreadMembersUpdate,
		guildId: channel.guild?.id,
		intents: user === world.bot ? GatewayIntentBits.Guilds : GatewayIntentBits.GuildMembers,
		data: () => ({
			id: channel.id,
			guild_id: channel.guild?.id,
			member_count: members.size,
			...(isMember
				? { added_members: [{ id: channel.id, user_id: user.id, join_timestamp: joined, flags: 0 }] }
				: { removed_member_ids: [user.id] }),
		}),
	});
}
