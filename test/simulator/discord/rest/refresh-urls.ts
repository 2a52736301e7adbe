import { z } from 'zod';
import { check } from './check.ts';
import { ok, type Route, read } from './route.ts';

const refreshBody = z.looseObject({ attachment_urls: z.array(z.string()) });

export const refreshRoutes: readonly Route[] = [
	{
		method: 'POST',
		path: '/attachments/refresh-urls',
		answer(call) {
			check(call, 'refresh-urls');
			const { attachment_urls: urls } = read(refreshBody, call.body);
			return ok({
				refreshed_urls: urls.map((original) => ({ original, refreshed: call.world.cdn.refresh(original) })),
			});
		},
	},
];
