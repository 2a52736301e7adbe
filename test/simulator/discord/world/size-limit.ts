import type { Channel } from './channel.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

const MIB = 1024 * 1024;

/**
 * The largest file, in bytes, that a bot may post where nobody pays. The documentation says 20 MiB since 4 September 2026;
 * three days before, the API was still seen to refuse more than 10 MiB (discord-api-docs#8572). The stricter figure is
 * taken, so that a client that leans on the other finds out here.
 */
export const DEFAULT_FILE_BYTES = 10 * MIB;
/** The same for a person. Source: Discord's help centre. */
const DEFAULT_OF_PEOPLE = 20 * MIB;
/** Where a server's boosts raise the limit. Source: Discord's help centre. */
const BY_BOOST_TIER = { 0: 0, 1: 0, 2: 50 * MIB, 3: 100 * MIB } as const;
const BY_NITRO = { none: 0, basic: 50 * MIB, full: 500 * MIB } as const;

const byNitro = (user: User | undefined) => BY_NITRO[user?.options.nitro ?? 'none'];
const byBoosts = ({ guild }: Channel) => BY_BOOST_TIER[guild?.boostTier ?? 0];

/** The largest file, in bytes, that the bot may post in this channel; an answer to a person's interaction has theirs. */
export const attachmentSizeLimit = (world: World, channel: Channel, user?: User): number =>
	Math.max(world.defaultFileBytes, byBoosts(channel), byNitro(user));

/** The largest file, in bytes, that a person may upload in this channel. */
export const uploadSizeLimit = (channel: Channel, user: User): number =>
	Math.max(DEFAULT_OF_PEOPLE, byBoosts(channel), byNitro(user));
