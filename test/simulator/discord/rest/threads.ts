import { ChannelType, PermissionFlagsBits as P } from 'discord.js';
import { z } from 'zod';
import type { Channel } from '../world/channel.ts';
import { isForum, threadTypesIn } from '../world/channel-kinds.ts';
import { PARSE_EVERYTHING, pingsOf } from '../world/pings.ts';
import { post } from '../world/posting.ts';
import { hasAllThreadsOpen, isFull, openThread, setThreadMember } from '../world/threads.ts';
import type { User } from '../world/user.ts';
import { check } from './check.ts';
import { contentOf, readMessage } from './message-body.ts';
import { channelOf, demand, enterToChange, messageOf } from './places.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, NO_CONTENT, ok, param, type Route, read } from './route.ts';

const autoArchive = z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10_080)]).default(1440);
const threadBody = z.looseObject({
	name: z.string(),
	auto_archive_duration: autoArchive,
	type: z
		.number()
		.nullish()
		.transform((type) => type ?? ChannelType.PrivateThread),
	rate_limit_per_user: z.number().nullish(),
});
const postBody = z.looseObject({ name: z.string(), auto_archive_duration: autoArchive, message: z.unknown() });

function start(call: Call): Answer {
	const { world, params } = call;
	const parent = channelOf(call);
	if (parent.guild === undefined || parent.thread !== undefined) throw refusal.wrongChannelType();
	if (params['message'] === undefined && isForum(parent.type)) return startPost(call, parent);
	const starter = params['message'] === undefined ? undefined : messageOf(call);
	check(call, starter === undefined ? 'thread' : 'thread-from-message');
	const body = read(threadBody, call.body);
	// Without a message to start from, Discord takes a thread for a private one unless told otherwise.
	const [typeOnMessage] = threadTypesIn(parent.type);
	const type = starter === undefined ? body.type : typeOnMessage;
	if (!threadTypesIn(parent.type).some((possible) => possible === type)) throw refusal.wrongChannelType();
	const isPrivate = type === ChannelType.PrivateThread;
	demand(world, parent, isPrivate ? P.CreatePrivateThreads : P.CreatePublicThreads);
	if (starter?.thread !== undefined) throw refusal.threadExists();
	if (hasAllThreadsOpen(world, parent)) throw refusal.tooManyThreads();
	const { name, auto_archive_duration: autoArchiveMinutes } = body;
	const thread = openThread(world, parent, { name, by: world.bot, isPrivate, autoArchiveMinutes, starter });
	thread.slowModeSeconds = body.rate_limit_per_user ?? 0;
	return { status: 201, body: thread.payload() };
}

/** A post in a forum: a thread, and its first message with the same id. */
function startPost(call: Call, forum: Channel): Answer {
	const { world } = call;
	check(call, 'forum-post');
	const { name, auto_archive_duration: autoArchiveMinutes, message } = read(postBody, call.body);
	const body = readMessage(message);
	demand(world, forum, P.SendMessages | (call.files.length > 0 ? P.AttachFiles : 0n));
	if (hasAllThreadsOpen(world, forum)) throw refusal.tooManyThreads();
	const content = contentOf(call, body, { channel: forum, isEphemeral: false });
	const channel = openThread(world, forum, { name, by: world.bot, autoArchiveMinutes });
	const allowed = body.allowed_mentions ?? PARSE_EVERYTHING;
	const pings = pingsOf({ channel, author: world.bot, allowed, ...content });
	const first = post(world, { ...content, id: channel.id, channel, author: world.bot, pings });
	return { status: 201, body: { ...channel.payload(), message: first.payload() } };
}

function memberOf(call: Call): User {
	const id = param(call, 'user');
	const user = id === '@me' ? call.world.bot : call.world.users.get(id);
	if (user === undefined) throw refusal.unknownUser();
	return user;
}

function threadOf(call: Call) {
	const channel = channelOf(call);
	if (channel.thread === undefined) throw refusal.wrongChannelType();
	return { channel, thread: channel.thread };
}

function join(call: Call): Answer {
	const { channel, thread } = threadOf(call);
	const user = memberOf(call);
	if (user !== call.world.bot) demand(call.world, channel, P.SendMessagesInThreads);
	enterToChange(call.world, channel);
	if (isFull(thread, user)) throw refusal.tooManyThreadMembers();
	setThreadMember(call.world, channel, user, true);
	return NO_CONTENT;
}

function leave(call: Call): Answer {
	const { channel } = threadOf(call);
	const user = memberOf(call);
	if (user !== call.world.bot) demand(call.world, channel, P.ManageThreads);
	enterToChange(call.world, channel);
	setThreadMember(call.world, channel, user, false);
	return NO_CONTENT;
}

function members(call: Call): Answer {
	const { channel, thread } = threadOf(call);
	const joined = new Date(thread.changedAtMs).toISOString();
	return ok([...thread.members].map(({ id }) => ({ id: channel.id, user_id: id, join_timestamp: joined, flags: 0 })));
}

export const threadRoutes: readonly Route[] = [
	{ method: 'POST', path: '/channels/:channel/messages/:message/threads', answer: start },
	{ method: 'POST', path: '/channels/:channel/threads', answer: start },
	{ method: 'GET', path: '/channels/:channel/thread-members', answer: members },
	{ method: 'PUT', path: '/channels/:channel/thread-members/:user', answer: join },
	{ method: 'DELETE', path: '/channels/:channel/thread-members/:user', answer: leave },
];
