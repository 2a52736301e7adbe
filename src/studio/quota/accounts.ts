import type { ConfiguredLimits } from '../../quota-variables.ts';
import { WINDOWS } from '../../windows.ts';
import type { Asker } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { Account, AccountName, Limit } from './ledger/limits.ts';

/** In front of the id of the account in which the operator counts what a server spends. */
const BY_OPERATOR = 'operator/';

/** Whether it is a server that limits an account, and not the operator. */
export const isOfServer = ({ kind, id }: AccountName): boolean =>
	kind === 'guild' ? !id.startsWith(BY_OPERATOR) : id.includes('/');

/**
 * The person's accounts, which pay for what is known, and those of the house, which pay for every call that was sent.
 * What the operator limits has accounts of its own, in UTC, so that nothing a server decides renews them.
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

/** Of the person's roles that have limits, the one that gives most in a day. */
function bestRole(roleIds: readonly string[], { roleLimits }: GuildRules): GuildRules['userLimits'] | undefined {
	const perDay = ({ day, month = Infinity }: GuildRules['userLimits']) => day ?? month;
	return roleIds
		.flatMap((id) => roleLimits[id] ?? [])
		.toSorted((a, b) => perDay(b) - perDay(a))
		.at(0);
}

function limitsOf(by: Partial<Record<Limit['window'], number | undefined>>, of: Limit['of']): Limit[] {
	const scale = of === 'microDollars' ? 1_000_000 : 1;
	return WINDOWS.flatMap((window) => {
		const most = by[window];
		return most === undefined ? [] : [{ window, of, most: Math.round(most * scale) }];
	});
}
