import { GatewayDispatchEvents, GatewayIntentBits, PermissionFlagsBits as P } from 'discord.js';
import { z } from 'zod';
import type { Channel, Thread } from '../world/channel.ts';
import { changeThread, hasAllThreadsOpen } from '../world/threads.ts';
import { check } from './check.ts';
import { channelOf, demand, isAllowed } from './places.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, ok, type Route, read } from './route.ts';

const channelEdit = z.looseObject({
	name: z.string().optional(),
	archived: z.boolean().optional(),
	locked: z.boolean().optional(),
	auto_archive_duration: z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10_080)]).optional(),
	rate_limit_per_user: z.number().nullish(),
});
type Edit = z.infer<typeof channelEdit>;

function change(call: Call): Answer {
	const { world } = call;
	const channel = channelOf(call);
	if (channel.guild === undefined) throw refusal.wrongChannelType();
	check(call, 'channel-edit');
	const body = read(channelEdit, call.body);
	const { thread } = channel;
	if (thread === undefined) demand(world, channel, P.ManageChannels);
	else demandForThread(call, channel, thread, body);

	channel.name = body.name ?? channel.name;
	channel.slowModeSeconds = body.rate_limit_per_user ?? channel.slowModeSeconds;
	if (thread === undefined) world.channelChanged(channel);
	else {
		if (thread.archived && body.archived === false && hasAllThreadsOpen(world, channel)) throw refusal.tooManyThreads();
		thread.autoArchiveMinutes = body.auto_archive_duration ?? thread.autoArchiveMinutes;
		const { archived = thread.archived, locked = thread.locked } = body;
		changeThread(world, channel, { archived, locked, by: world.bot });
	}
	return ok(channel.payload());
}

/**
 * Whoever may post opens an archived thread that is not locked; its creator also names and archives it; the rest
 * needs the permission to manage threads. An archived thread takes nothing but being opened.
 */
function demandForThread({ world }: Call, channel: Channel, thread: Thread, body: Edit): void {
	if (thread.archived && body.archived !== false) throw refusal.threadIsArchived();
	if (isAllowed(world, channel, P.ManageThreads)) return;
	if (thread.locked) throw refusal.threadIsLocked();
	const asked = Object.keys(body);
	const isOwner = thread.owner === world.bot;
	const allowed = isOwner ? ['name', 'archived', 'auto_archive_duration'] : thread.archived ? ['archived'] : [];
	if (!asked.every((field) => allowed.includes(field))) throw refusal.missingPermissions();
	demand(world, channel, P.SendMessagesInThreads);
}

function remove(call: Call): Answer {
	const { world } = call;
	const channel = channelOf(call);
	const { guild, thread } = channel;
	if (guild === undefined) return ok(channel.payload());
	demand(world, channel, thread === undefined ? P.ManageChannels : P.ManageThreads);
	world.removeChannel(channel);
	const { id, type, parent } = channel;
	world.dispatch({
		type: thread === undefined ? GatewayDispatchEvents.ChannelDelete : GatewayDispatchEvents.ThreadDelete,
		guildId: guild.id,
		intents: GatewayIntentBits.Guilds,
		data: () => ({
			...(thread === undefined && channel.payload()),
			id,
			type,
			guild_id: guild.id,
			parent_id: parent?.id ?? null,
		}),
	});
	return ok(channel.payload());
}

export const channelRoutes: readonly Route[] = [
	{ method: 'GET', path: '/channels/:channel', answer: (call) => ok(channelOf(call).payload()) },
	{ method: 'PATCH', path: '/channels/:channel', answer: change },
	{ method: 'DELETE', path: '/channels/:channel', answer: remove },
];
