import { PermissionFlagsBits as P } from 'discord.js';
import type { Channel } from '../world/channel.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn, sendPermission } from '../world/permissions.ts';
import { PARSE_EVERYTHING, pingsOf } from '../world/pings.ts';
import { post } from '../world/posting.ts';
import { contentOf, readMessage } from './message-body.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, ok, param, type Route } from './route.ts';

/** How long a nonce is remembered, in milliseconds. Source: Discord, Create Message: "the past few minutes". */
export const NONCE_MEMORY_MS = 3 * 60_000;

/** The channel that the path names, which the bot must be able to see. */
export function channelOf(call: Call): Channel {
	const { world } = call;
	const channel = world.channels.get(param(call, 'channel'));
	if (channel === undefined) throw refusal.unknownChannel();
	if (!channel.mayBeSeenBy(world.bot)) throw refusal.missingAccess();
	return channel;
}

/** Throws unless the bot has every one of these permissions in the channel. */
export function demand({ world }: Call, channel: Channel, permissions: bigint): void {
	if ((permissionsIn(channel, world.bot) & permissions) !== permissions) throw refusal.missingPermissions();
}

/** The message that the path names; those that only one person sees are not there for a bot. */
export function messageOf(call: Call): Message {
	const message = channelOf(call).messages.get(param(call, 'message'));
	if (message === undefined || message.isEphemeral) throw refusal.unknownMessage();
	return message;
}

/** The first message with this nonce, if it is recent. */
function sentBefore(call: Call, channel: Channel, nonce: string | number): Message | undefined {
	const sinceMs = call.world.clock.now() - NONCE_MEMORY_MS;
	return channel.messages.values().find((message) => message.nonce === nonce && message.createdAtMs > sinceMs);
}

function create(call: Call): Answer {
	const { world } = call;
	const channel = channelOf(call);
	const body = readMessage(call.body);
	demand(call, channel, sendPermission(channel));
	if (call.files.length > 0) demand(call, channel, P.AttachFiles);
	if (body.enforce_nonce && body.nonce !== null && body.nonce !== undefined) {
		const first = sentBefore(call, channel, body.nonce);
		if (first !== undefined) return ok(first.payload());
	}
	const content = contentOf(call, body, { channel, isEphemeral: false });
	const repliesTo = body.message_reference ? channel.messages.get(body.message_reference.message_id) : undefined;
	const message = post(world, {
		...content,
		channel,
		author: world.bot,
		repliesTo,
		nonce: body.nonce ?? undefined,
		pings: pingsOf({
			channel,
			author: world.bot,
			repliesTo,
			allowed: body.allowed_mentions ?? PARSE_EVERYTHING,
			...content,
		}),
	});
	return ok(message.payload());
}

export const messageRoutes: readonly Route[] = [
	{ method: 'POST', path: '/channels/:channel/messages', answer: create },
	{ method: 'GET', path: '/channels/:channel/messages/:message', answer: (call) => ok(messageOf(call).payload()) },
];
