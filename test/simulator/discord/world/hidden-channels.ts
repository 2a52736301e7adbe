import { ChannelFlags, GatewayDispatchEvents, GatewayIntentBits, OverwriteType, PermissionFlagsBits } from 'discord.js';
import type { Channel } from './channel.ts';
import type { World } from './world.ts';

/**
 * What the gateway says of a channel that the bot may not see, beside its id, type and position.
 *
 * Source: Discord, channel resource, "Obfuscated Channels"; for all bots since 16 November 2026.
 */
export const hiddenFields = (guildId: string) => ({
	guild_id: guildId,
	name: '___hidden___',
	topic: null,
	last_message_id: null,
	flags: ChannelFlags.ChannelObfuscated,
	permission_overwrites: [
		{ id: guildId, type: OverwriteType.Role, allow: '0', deny: String(PermissionFlagsBits.ViewChannel) },
	],
});

/** Tells the gateway of the open threads in a channel that the bot has gained sight of. */
export function syncThreads(world: World, channel: Channel): void {
	const { bot, clock } = world;
	const threads = channel.threads.filter((one) => one.thread?.archived === false && one.mayBeSeenBy(bot));
	const joined = threads.filter(({ thread }) => thread?.members.has(bot));
	const join_timestamp = new Date(clock.now()).toISOString();
	world.dispatchIn(channel, {
		type: GatewayDispatchEvents.ThreadListSync,
		intents: GatewayIntentBits.Guilds,
		data: () => ({
			guild_id: channel.guild?.id,
			channel_ids: [channel.id],
			threads: threads.map((thread) => thread.payload()),
			members: joined.map(({ id }) => ({ id, user_id: bot.id, join_timestamp, flags: 0 })),
		}),
	});
}
