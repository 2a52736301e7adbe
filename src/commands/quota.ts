import { z } from 'zod';
import { isOfServer } from '../studio/quota/accounts.ts';
import type { Standing } from '../studio/quota/ledger/limits.ts';
import { relativeTime } from '../words/formatters.ts';
import type { Words } from '../words/words.ts';
import { defineCommand } from './slash-command.ts';

export const quota = defineCommand({
	words: ({ commands }) => commands.quota,
	options: z.object({}),
	async run({ studio, delivery, asker, replyTo }) {
		const { standings: all, spentToday } = await studio.quotaOf(asker);
		const standings = all.filter(({ limit, used }) => limit.of !== 'failedCalls' || used > 0);
		await delivery.tell(replyTo, ({ usage }) =>
			[
				...(standings.length === 0
					? [usage.unlimited]
					: standings.map((standing) => describeStanding(standing, usage))),
				usage.today(spentToday),
			].join('\n'),
		);
	},
});

function describeStanding({ account, limit, used, left, resetsAtMs }: Standing, usage: Words['usage']): string {
	const isOwn = isOfServer(account);
	const holders = { user: isOwn ? 'you-here' : 'you', guild: isOwn ? 'server-own' : 'server', bot: 'bot' } as const;
	return usage.standing({
		who: holders[account.kind],
		unit: limit.of,
		left,
		// While something is left, `left` and `used` add up to the limit plus any gift.
		most: left === 0 ? limit.most : left + used,
		window: limit.window,
		resetsAt: relativeTime(resetsAtMs),
	});
}
