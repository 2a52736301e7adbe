import type { Channel } from './channel.ts';
import type { User } from './user.ts';

const MIB = 1024 * 1024;

/** The largest file, in bytes, by what people pay for. Source: Discord's help centre; default 20 MiB since 4 Sep 2026. */
const DEFAULT = 20 * MIB;
const BY_BOOST_TIER = [DEFAULT, DEFAULT, 50 * MIB, 100 * MIB] as const;
const BY_NITRO = { basic: 50 * MIB, full: 500 * MIB } as const;

/** The largest file, in bytes, that anybody may post in this channel; a person with Nitro raises it for themselves. */
export function attachmentSizeLimit({ guild }: Channel, user?: User): number {
	const nitro = user?.options.nitro;
	return Math.max(BY_BOOST_TIER[guild?.boostTier ?? 0], nitro === undefined ? 0 : BY_NITRO[nitro]);
}
