import { ChannelType, PermissionFlagsBits as P } from 'discord.js';
import type { Channel } from '../world/channel.ts';
import { isForum, threadTypesIn } from '../world/channel-kinds.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn, sendPermission } from '../world/permissions.ts';
import { PARSE_EVERYTHING, pingsOf } from '../world/pings.ts';
import { post } from '../world/posting.ts';
import { changeThread, hasAllThreadsOpen, isFull, openThread, setThreadMember } from '../world/threads.ts';
import type { User } from '../world/user.ts';
import type { Caller } from './command-call.ts';
import { type Content, checkContent } from './content.ts';
import { upload } from './upload.ts';

const has = ({ user, channel }: Caller, permission: bigint): boolean =>
	(permissionsIn(channel, user) & permission) === permission;

/** Opens a thread as a person does. Throws where Discord's client would not let them. */
export function startThread(
	caller: Caller,
	{ name, starter, isPrivate }: { name: string; starter?: Message | undefined; isPrivate: boolean },
): Channel {
	const { world, user, channel } = caller;
	const possible = isForum(channel.type) ? [] : threadTypesIn(channel.type);
	const isPossible = isPrivate ? possible.includes(ChannelType.PrivateThread) : possible.length > 0;
	if (!isPossible) throw new Error(`${user.name} cannot start such a thread in ${channel.name}`);
	mustHave(caller, isPrivate ? P.CreatePrivateThreads : P.CreatePublicThreads);
	mustHaveRoom(caller);
	return openThread(world, channel, { name, by: user, starter, isPrivate });
}

/** Opens a post in a forum as a person does. Throws where Discord's client would not let them. */
export async function startPost(
	caller: Caller,
	{ title, text, files = [] }: { title: string } & Content,
): Promise<Channel> {
	const { world, user, channel: forum } = caller;
	if (!isForum(forum.type)) throw new Error(`${forum.name} holds no posts`);
	const needed = P.SendMessages | (files.length > 0 ? P.AttachFiles : 0n);
	if (!has(caller, needed)) throw new Error(`${user.name} may not post that in ${forum.name}`);
	checkContent(user, { text, files });
	mustHaveRoom(caller);
	const attachments = await upload(files, { ...caller, isEphemeral: false });
	const channel = openThread(world, forum, { name: title, by: user });
	const pings = pingsOf({ channel, author: user, content: text, allowed: PARSE_EVERYTHING });
	const content = { content: text, embeds: [], components: [], attachments, flags: 0 };
	post(world, { ...content, id: channel.id, channel, author: user, pings });
	return channel;
}

/** Adds somebody to a thread as a person does. Throws where Discord's client would not let them. */
export function addMember(caller: Caller, user: User): void {
	const { world, channel } = caller;
	const thread = threadOf(caller);
	mustHave(caller, sendPermission(channel));
	if (thread.archived) throw new Error(`the thread ${channel.name} is archived`);
	if (isFull(thread, user)) throw new Error(`${channel.name} has no room for ${user.name}`);
	setThreadMember(world, channel, user, true);
}

/**
 * Archives, opens, locks or unlocks a thread as a person does: whoever may post opens one that is not locked, its creator
 * archives it, the rest is for those who manage threads. Throws for anybody else.
 */
export function changeThreadAs(
	caller: Caller,
	{ archived, locked }: { readonly archived?: boolean; readonly locked?: boolean },
): void {
	const { world, user, channel } = caller;
	const thread = threadOf(caller);
	if (!has(caller, P.ManageThreads)) {
		if (thread.locked) throw new Error(`${channel.name} is locked`);
		const isTheirs = archived !== true || thread.owner === user;
		if (locked !== undefined || !isTheirs) throw new Error(`${user.name} does not manage ${channel.name}`);
		mustHave(caller, sendPermission(channel));
	}
	if (thread.archived && archived === false) mustHaveRoom(caller);
	changeThread(world, channel, {
		...(archived !== undefined && { archived }),
		...(locked !== undefined && { locked }),
		by: user,
	});
}

function threadOf({ channel }: Caller) {
	if (channel.thread === undefined) throw new Error(`${channel.name} is not a thread`);
	return channel.thread;
}

function mustHave(caller: Caller, permission: bigint): void {
	if (!has(caller, permission) || !caller.channel.mayBeSeenBy(caller.user))
		throw new Error(`${caller.user.name} may not do that here`);
}

function mustHaveRoom({ world, channel }: Caller): void {
	if (hasAllThreadsOpen(world, channel)) throw new Error('too many threads are open');
}
