import { toMicroDollars } from '../../micro-dollars.ts';
import type { ConfiguredLimits } from '../../quota-variables.ts';
import { WINDOWS } from '../../quota-windows.ts';
import type { Asker } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { Account, AccountName, Limit } from './ledger/limits.ts';

/** Prefix of the account on which the operator's limits count what a server spends. */
const BY_OPERATOR = 'operator/';

/** Whether the limits of an account are set by a server, not by the operator. */
export const isOfServer = ({ kind, id }: AccountName): boolean =>
	kind === 'guild' ? !id.startsWith(BY_OPERATOR) : id.includes('/');

/**
 * The person's accounts, charged for what is known to be used, and the house's (the server's and the bot's), charged
 * for every call that was sent. The operator's limits have accounts of their own, in UTC, so that no server setting
 * resets them.
 */
export function accountsOf({ userId, roleIds, guildId }: Asker, rules: GuildRules, limits: ConfiguredLimits) {
	const { timeZone } = rules;
	const person: Account[] = [{ kind: 'user', id: userId, limits: limits.user }];
	const house: Account[] = [{ kind: 'bot', id: 'all', limits: limits.bot }];
	if (guildId !== null) {
		const own = limitsOf(bestRole(roleIds, rules) ?? rules.userLimits, 'images');
		person.push({ kind: 'user', id: `${guildId}/${userId}`, limits: own, timeZone });
		const server = { kind: 'guild', id: guildId } as const;
		if (limits.guild.length > 0)
			house.push({ kind: 'guild', id: `${BY_OPERATOR}${guildId}`, limits: limits.guild, splitFrom: server });
		house.push({ ...server, limits: limitsOf(rules.budget, 'microDollars'), timeZone });
	}
	return { person, house };
}

/** Of the person's roles with limits, the one that allows the most per day. */
function bestRole(roleIds: readonly string[], { roleLimits }: GuildRules): GuildRules['userLimits'] | undefined {
	const perDay = ({ day, month = Infinity }: GuildRules['userLimits']) => day ?? month;
	return roleIds
		.flatMap((id) => roleLimits[id] ?? [])
		.toSorted((a, b) => perDay(b) - perDay(a))
		.at(0);
}

function limitsOf(by: Partial<Record<Limit['window'], number | undefined>>, of: Limit['of']): Limit[] {
	const convert = of === 'microDollars' ? toMicroDollars : Math.round;
	return WINDOWS.flatMap((window) => {
		const most = by[window];
		return most === undefined ? [] : [{ window, of, most: convert(most) }];
	});
}
