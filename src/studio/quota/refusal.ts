import { relativeTime } from '../../words/formatters.ts';
import type { Message } from '../../words/words.ts';
import { isOfServer } from './accounts.ts';
import type { Standing } from './ledger/limits.ts';

/** Which limit is reached, how much is left, when it resets, and whom to ask. */
export function describeRefusal({ account, limit, left, resetsAtMs }: Standing): Message {
	const { most, window } = limit;
	const resetsAt = relativeTime(resetsAtMs);
	if (limit.of === 'failedCalls') return ({ requests }) => requests.failedCallsUsedUp({ most, resetsAt });
	const reached = { holder: account.kind, left, most, window, resetsAt, isOfServer: isOfServer(account) };
	return ({ requests }) => (limit.of === 'images' ? requests.picturesUsedUp(reached) : requests.dollarsUsedUp(reached));
}
