import type { World } from '../world/world.ts';
import { ok, type Route } from './route.ts';

const url = (origin: string) => origin.replace(/^http/, 'ws');

/** With room for each shard to grow. Source: none; Discord recommends about one shard for each thousand guilds. */
function recommendedShards({ guilds, maxGuildsPerShard }: World): number {
	const count = [...guilds.values()].filter(({ installed }) => installed).length;
	return Math.max(1, Math.ceil(count / (0.4 * maxGuildsPerShard)));
}

export const gatewayRoutes: readonly Route[] = [
	{ method: 'GET', path: '/gateway', isOpen: true, answer: ({ world }) => ok({ url: url(world.origin) }) },
	{
		method: 'GET',
		path: '/gateway/bot',
		answer: ({ world }) =>
			ok({
				url: url(world.origin),
				shards: recommendedShards(world),
				session_start_limit: world.identifyLimits.payload(),
			}),
	},
];
