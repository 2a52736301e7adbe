import { isOfServer } from './accounts.ts';
import type { Standing } from './ledger/limits.ts';

const WINDOWS = { minute: 'this minute', hour: 'this hour', day: 'today', month: 'this month' } as const;

/** Which limit is in the way, how much is left, when it comes back, and whom to ask. */
export function describeRefusal({ account, limit, left, resetsAtMs }: Standing): string {
	const back = `<t:${Math.ceil(resetsAtMs / 1000)}:R>`;
	const when = WINDOWS[limit.window];
	if (limit.of === 'failedCalls')
		return `I called Gemini ${limit.most} times for you ${when} without getting a picture, which is as often as I may; ask again ${back}. Nothing was charged.`;
	const isMoney = limit.of === 'microDollars';
	const amount = (value: number) => (isMoney ? `$${(value / 1_000_000).toFixed(2)}` : `${value} pictures`);
	const whose = {
		user: 'Your limit',
		role: 'The limit of your role',
		guild: "This server's budget",
		bot: "This bot's budget",
	}[account.kind];
	const ask = isOfServer(account) ? 'an admin of this server' : 'whoever runs this bot';
	return `${whose} of ${amount(limit.most)} for ${when} leaves ${amount(left)}, and it comes back ${back}. Nothing was charged; for more, ask ${ask}.`;
}
