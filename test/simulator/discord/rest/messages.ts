import { PermissionFlagsBits as P } from 'discord.js';
import type { Channel } from '../world/channel.ts';
import type { Message } from '../world/message.ts';
import { sendPermission } from '../world/permissions.ts';
import { PARSE_EVERYTHING, pingsOf } from '../world/pings.ts';
import { edit, mayRead, post, remove } from '../world/posting.ts';
import type { World } from '../world/world.ts';
import { check } from './check.ts';
import { changeOf, contentOf, type ReadBody, readMessage } from './message-body.ts';
import { demand, enterToChange, enterToDelete, enterToPost, isAllowed, messageOf, textChannelOf } from './places.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, NO_CONTENT, ok, type Route } from './route.ts';

/** How long a nonce is remembered, in milliseconds. Source: Discord, Create Message: "the past few minutes". */
export const NONCE_MEMORY_MS = 3 * 60_000;

function create(call: Call): Answer {
	const { world } = call;
	const channel = textChannelOf(call);
	demand(world, channel, sendPermission(channel) | (call.files.length > 0 ? P.AttachFiles : 0n));
	check(call, 'channel-message');
	const body = readMessage(call.body);
	const first = body.enforce_nonce ? sentBefore(world, channel, body.nonce) : undefined;
	if (first !== undefined) return ok(first.payload());
	if (channel.guild === undefined && !acceptsDirect(world, channel)) throw refusal.cannotMessageUser();
	const repliesTo = repliedMessage(world, channel, body);
	const content = contentOf(call, body, { channel, isEphemeral: false });
	enterToPost(world, channel, world.bot);
	const allowed = body.allowed_mentions ?? PARSE_EVERYTHING;
	const message = post(world, {
		...content,
		channel,
		author: world.bot,
		repliesTo,
		nonce: body.nonce ?? undefined,
		pings: pingsOf({ channel, author: world.bot, repliesTo, allowed, ...content }),
	});
	return ok(message.payload());
}

/** The first message of the bot with this nonce, if it is recent. */
function sentBefore(world: World, channel: Channel, nonce: ReadBody['nonce']): Message | undefined {
	if (nonce === null || nonce === undefined) return undefined;
	const afterMs = world.clock.now() - NONCE_MEMORY_MS;
	return channel.messages.values().find((message) => message.nonce === nonce && message.createdAtMs > afterMs);
}

/** A person takes a bot's direct messages when they want any and share a guild with it, or installed it. */
function acceptsDirect({ bot, guilds }: World, { recipients }: Channel): boolean {
	return recipients.every(({ id, isBot, options }) => {
		const isNear = guilds.values().some(({ members }) => members.has(id) && members.has(bot.id));
		return isBot || (options.refusesDms !== true && (isNear || options.installedApp === true));
	});
}

function repliedMessage(world: World, channel: Channel, body: ReadBody): Message | undefined {
	const reference = body.message_reference;
	if (!reference) return undefined;
	if (!isAllowed(world, channel, P.ReadMessageHistory)) throw refusal.noHistoryToReply();
	const replied = channel.messages.get(reference.message_id);
	if (replied !== undefined && !replied.isEphemeral) return replied;
	if (reference.fail_if_not_exists === false) return undefined;
	throw refusal.invalidForm({
		message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] },
	});
}

function change(call: Call): Answer {
	const { world } = call;
	const message = messageOf(call);
	if (message.author !== world.bot) throw refusal.notTheAuthor();
	enterToChange(world, message.channel);
	if (call.files.length > 0) demand(world, message.channel, P.AttachFiles);
	check(call, 'channel-message-edit', message);
	edit(world, message, changeOf(call, readMessage(call.body), message));
	return ok(message.payload());
}

function discard(call: Call): Answer {
	const { world } = call;
	const message = messageOf(call);
	if (message.author !== world.bot) demand(world, message.channel, P.ManageMessages);
	enterToDelete(world, message.channel);
	remove(world, message, world.bot);
	return NO_CONTENT;
}

/** Up to `limit` messages, newest first, before, after or around one. */
function list(call: Call): Answer {
	const { world, query } = call;
	const channel = textChannelOf(call);
	if (!isAllowed(world, channel, P.ReadMessageHistory)) return ok([]);
	const limit = Number(query.get('limit') ?? 50);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
		throw refusal.invalidForm({
			limit: { _errors: [{ code: 'NUMBER_TYPE_MAX', message: 'int value should be 1 to 100' }] },
		});
	}
	const all = [...channel.messages.values()].filter(({ isEphemeral }) => !isEphemeral).toReversed();
	const [before, after, around] = ['before', 'after', 'around'].map((name) => query.get(name));
	const index = all.findIndex(({ id }) => id === around);
	const chosen = around
		? all.slice(Math.max(0, index - Math.floor(limit / 2)))
		: after
			? all.filter(({ id }) => BigInt(id) > BigInt(after)).slice(-limit)
			: all.filter(({ id }) => !before || BigInt(id) < BigInt(before));
	return ok(chosen.slice(0, limit).map((message) => seenByBot(world, message)));
}

/** A message as REST shows it to the application, which may not be allowed to read what people write. */
const seenByBot = (world: World, message: Message) =>
	message.payload({ withContent: mayRead(world, message, world.privilegedIntents) });

function typing(call: Call): Answer {
	const { world } = call;
	const channel = textChannelOf(call);
	demand(world, channel, sendPermission(channel));
	const last = channel.lines.at(-1);
	const text = 'is typing';
	if (last?.text !== text) world.record(channel, { who: world.bot.name, sign: '…', text, sees: () => true });
	world.changes.announce();
	return NO_CONTENT;
}

const MESSAGE = '/channels/:channel/messages/:message';

export const messageRoutes: readonly Route[] = [
	{ method: 'POST', path: '/channels/:channel/typing', answer: typing },
	{ method: 'GET', path: '/channels/:channel/messages', answer: list },
	{ method: 'POST', path: '/channels/:channel/messages', answer: create },
	{ method: 'GET', path: MESSAGE, answer: (call) => ok(seenByBot(call.world, messageOf(call))) },
	{ method: 'PATCH', path: MESSAGE, answer: change },
	{ method: 'DELETE', path: MESSAGE, answer: discard },
];
