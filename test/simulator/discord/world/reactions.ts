import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import { excerpt } from '../transcript/describe.ts';
import type { Message } from './message.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

export interface Reaction {
	readonly message: Message;
	readonly user: User;
	/** The emoji itself. */
	readonly emoji: string;
}

/** Sets or takes back a reaction; doing it twice changes nothing. */
export function setReaction(world: World, { message, user, emoji }: Reaction, isSet: boolean): void {
	const users = message.reactions.get(emoji) ?? new Set();
	if (users.has(user) === isSet) return;
	if (isSet) users.add(user);
	else users.delete(user);
	if (users.size === 0) message.reactions.delete(emoji);
	else message.reactions.set(emoji, users);

	const { channel } = message;
	const text = `${emoji} on “${excerpt(message)}”`;
	world.record(channel, { who: user.name, sign: isSet ? '+' : '-', text, sees: () => true });
	world.dispatchIn(channel, {
		type: isSet ? GatewayDispatchEvents.MessageReactionAdd : GatewayDispatchEvents.MessageReactionRemove,
		intents:
			channel.guild === undefined ? GatewayIntentBits.DirectMessageReactions : GatewayIntentBits.GuildMessageReactions,
		data: () => ({
			user_id: user.id,
			channel_id: channel.id,
			message_id: message.id,
			message_author_id: message.author.id,
			...(channel.guild && { guild_id: channel.guild.id }),
			emoji: { id: null, name: emoji },
			burst: false,
			type: 0,
		}),
	});
}
