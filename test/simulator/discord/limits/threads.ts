import { ChannelType } from 'discord.js';
import { z } from 'zod';
import { integer, list, snowflake, text } from './fields.ts';

const MAX_SLOWMODE_SECONDS = 21_600;
const name = text(1, 100);
const autoArchiveMinutes = z.literal([60, 1440, 4320, 10_080]).nullish();
const slowmodeSeconds = integer(0, MAX_SLOWMODE_SECONDS).nullish();

/** The body that starts a thread on a message. */
export const threadFromMessage = z.object({
	name,
	auto_archive_duration: autoArchiveMinutes,
	rate_limit_per_user: slowmodeSeconds,
});

/** The body that starts a thread on nothing; without a `type` it is a private one. */
export const thread = threadFromMessage.extend({
	type: z.literal([ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread]).nullish(),
	invitable: z.boolean().nullish(),
});

/** The body that starts a post in a forum, but for what its message holds. */
export const forumPost = threadFromMessage.extend({
	message: z.looseObject({}),
	applied_tags: list(snowflake, 0, 5).nullish(),
});

/** The body that changes a thread, or those parts of a channel that threads have too. */
export const channelEdit = z.object({
	name: name.nullish(),
	archived: z.boolean().nullish(),
	locked: z.boolean().nullish(),
	invitable: z.boolean().nullish(),
	auto_archive_duration: autoArchiveMinutes,
	rate_limit_per_user: slowmodeSeconds,
});
