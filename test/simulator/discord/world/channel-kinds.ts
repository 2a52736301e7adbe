import { ChannelType, type ThreadChannelType } from 'discord.js';

/** The kinds of channel that a guild here can have. */
export type GuildChannelKind =
	| ChannelType.GuildText
	| ChannelType.GuildAnnouncement
	| ChannelType.GuildVoice
	| ChannelType.GuildStageVoice
	| ChannelType.GuildForum
	| ChannelType.GuildMedia;

/** Whether the channel holds posts, which are threads, and no messages of its own. */
export const isForum = (type: ChannelType): boolean =>
	type === ChannelType.GuildForum || type === ChannelType.GuildMedia;

/** Whether people meet there to talk; the messages are a chat beside that. */
export const isVoice = (type: ChannelType): boolean =>
	type === ChannelType.GuildVoice || type === ChannelType.GuildStageVoice;

/** The kinds of thread that a channel can have, the one that starts at a message first. Source: Discord, topics/threads. */
export function threadTypesIn(type: ChannelType): readonly ThreadChannelType[] {
	switch (type) {
		case ChannelType.GuildText:
			return [ChannelType.PublicThread, ChannelType.PrivateThread];
		case ChannelType.GuildAnnouncement:
			return [ChannelType.AnnouncementThread];
		case ChannelType.GuildForum:
		case ChannelType.GuildMedia:
			return [ChannelType.PublicThread];
		default:
			return [];
	}
}

/** What Discord shows of a channel because of its kind. */
export function fieldsOf(type: ChannelType): object {
	if (isVoice(type)) return { bitrate: 64_000, user_limit: 0, rtc_region: null };
	if (!isForum(type)) return {};
	return {
		available_tags: [],
		default_reaction_emoji: null,
		default_sort_order: null,
		...(type === ChannelType.GuildForum && { default_forum_layout: 0 }),
	};
}
