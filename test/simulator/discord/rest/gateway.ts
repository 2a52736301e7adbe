import { ok, type Route } from './route.ts';

const url = (origin: string) => origin.replace(/^http/, 'ws');

export const gatewayRoutes: readonly Route[] = [
	{ method: 'GET', path: '/gateway', isOpen: true, answer: ({ world }) => ok({ url: url(world.origin) }) },
	{
		method: 'GET',
		path: '/gateway/bot',
		answer: ({ world }) =>
			ok({
				url: url(world.origin),
				shards: 1,
				session_start_limit: world.identifyLimits.payload(),
			}),
	},
];
