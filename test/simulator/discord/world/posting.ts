import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import { describeMessage, excerpt } from '../transcript/describe.ts';
import type { Channel } from './channel.ts';
import { Message, type MessageBody, type MessageOptions, type Pings } from './message.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** Puts a message where people see it, and tells the gateway. */
export function post(world: World, options: MessageOptions): Message {
	const message = new Message(world, options);
	message.channel.messages.set(message.id, message);
	message.channel.lastMessage = message;
	if (options.interaction !== undefined && options.interaction.original === undefined) {
		options.interaction.original = message;
	}
	world.record(message.channel, {
		who: message.author.name,
		sign: message.author.isBot ? '←' : '→',
		text: describeMessage(message),
		sees: seenBy(message),
	});
	announce(world, message, GatewayDispatchEvents.MessageCreate);
	return message;
}

export interface Change extends Partial<MessageBody> {
	readonly pings?: Pings;
}

/** Changes a message in place; filling in "thinking…" is the same act. */
export function edit(world: World, message: Message, change: Change): void {
	const before = message.isThinking ? '' : `(was “${excerpt(message)}”) `;
	const dropped = message.attachments.filter(
		({ id }) => !(change.attachments ?? message.attachments).some((kept) => kept.id === id),
	);
	for (const file of dropped) world.cdn.remove(file);
	Object.assign(message, change);
	message.editedAtMs = world.clock.now();
	world.record(message.channel, {
		who: message.author.name,
		sign: '✎',
		text: `${message.channel.lastMessage === message ? '' : before}${describeMessage(message, change.pings !== undefined)}`,
		sees: seenBy(message),
	});
	announce(world, message, GatewayDispatchEvents.MessageUpdate);
}

/** Takes a message away, with its files. */
export function remove(world: World, message: Message, by: User): void {
	const { channel } = message;
	message.isDeleted = true;
	channel.messages.delete(message.id);
	for (const file of message.attachments) world.cdn.remove(file);
	world.record(channel, { who: by.name, sign: '⌫', text: `“${excerpt(message)}”`, sees: seenBy(message) });
	if (message.isEphemeral) {
		world.changes.announce();
		return;
	}
	world.dispatchIn(channel, {
		type: GatewayDispatchEvents.MessageDelete,
		intents: messageIntents(channel),
		data: () => ({ id: message.id, channel_id: channel.id, ...(channel.guild && { guild_id: channel.guild.id }) }),
	});
}

/** The intents that let a session hear of messages here. */
const messageIntents = ({ guild }: Channel): number =>
	guild === undefined ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages;

const seenBy = (message: Message) => (user: User) => message.visibleTo === undefined || message.visibleTo === user;

function announce(world: World, message: Message, type: GatewayDispatchEvents): void {
	if (message.isEphemeral) {
		world.changes.announce();
		return;
	}
	const { channel, author } = message;
	const member = channel.guild?.members.get(author.id);
	world.dispatchIn(channel, {
		type,
		intents: messageIntents(channel),
		data: (intents) => ({
			...message.payload({ withContent: mayRead(world, message, intents) }),
			channel_type: channel.type,
			...(channel.guild && { guild_id: channel.guild.id }),
			...(channel.guild && member && { member: { ...channel.guild.memberPayload(member), user: undefined } }),
		}),
	});
}

/**
 * Whether an application with these intents is shown the content of a message: with the message content intent, and
 * without it its own messages, direct messages, messages that mention it by name, and replies that ring one of its
 * ordinary messages (not an interaction's response).
 *
 * Source: Discord, events/gateway, "Message Content Intent"; gateway/you-might-not-need-a-privileged-intent.
 */
export function mayRead(world: World, message: Message, intents: number): boolean {
	const { bot } = world;
	if ((intents & GatewayIntentBits.MessageContent) !== 0) return true;
	if (message.author === bot || message.channel.guild === undefined) return true;
	if (new RegExp(`<@!?${bot.id}>`).test(message.content)) return true;
	const { repliesTo } = message;
	return repliesTo?.author === bot && repliesTo.interaction === undefined && message.pings.users.includes(bot);
}
