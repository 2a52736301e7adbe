import { dollars, pictures, THIS_WINDOW } from '../../amounts.ts';
import { counted } from '../../text.ts';
import { isOfServer } from './accounts.ts';
import type { Standing } from './ledger/limits.ts';

/** Which limit is in the way, how much is left, when it comes back, and whom to ask. */
export function describeRefusal({ account, limit, left, resetsAtMs }: Standing): string {
	const back = `<t:${Math.ceil(resetsAtMs / 1000)}:R>`;
	const when = THIS_WINDOW[limit.window];
	if (limit.of === 'failedCalls')
		return `I called Gemini ${counted(limit.most, 'time')} for you ${when} without getting a picture, which is as often as I may; ask again ${back}.`;
	const amount = limit.of === 'microDollars' ? dollars : pictures;
	const whose = {
		user: 'Your limit',
		role: 'The limit of your role',
		guild: "This server's budget",
		bot: "This bot's budget",
	}[account.kind];
	const ask = isOfServer(account) ? 'an admin of this server' : 'whoever runs this bot';
	return `${whose} of ${amount(limit.most)} for ${when} leaves ${amount(left)}, and it comes back ${back}; for more, ask ${ask}.`;
}
