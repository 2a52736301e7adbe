import type { Clock } from '../../clock.ts';
import type { Rules } from '../rules/guild-rules.ts';
import { type Amount, sumAmounts, type Use } from './ledger/account-record.ts';
import type { Ledger, UsageHistory } from './ledger/ledger.ts';
import { periodAt } from './ledger/periods.ts';

/** What is counted under one name. */
export interface Share {
	readonly name: string;
	readonly today: Amount;
	readonly thisMonth: Amount;
}

/** What one server used. Its total can exceed its people's, because it pays for calls of unknown cost too. */
export interface GuildUsage {
	readonly total: Omit<Share, 'name'>;
	/** By alias, the most expensive this month first. */
	readonly models: readonly Share[];
	/** By the id of each person who used something this month, in the same order. */
	readonly people: readonly Share[];
	/** Oldest first, today last. */
	readonly days: readonly { readonly date: string; readonly microDollars: number }[];
}

const USAGE_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** What a server used so far; its days and months begin where its rules say. @throws StoreError */
export async function readGuildUsage(
	guildId: string,
	{ ledger, rules, clock }: { readonly ledger: Ledger; readonly rules: Rules; readonly clock: Clock },
): Promise<GuildUsage> {
	const { timeZone } = await rules.of(guildId);
	const prefix = `${guildId}/`;
	const guild = await ledger.history({ kind: 'guild', id: guildId, timeZone });
	const members = await ledger.histories('user', prefix, { timeZone });
	return {
		total: { today: sumAmounts(guild.today), thisMonth: sumAmounts(guild.thisMonth) },
		models: sharesOf(Map.groupBy(guild.thisMonth, byModel), Map.groupBy(guild.today, byModel)),
		people: sharesOf(
			new Map([...members].map(([id, { thisMonth }]) => [id.slice(prefix.length), thisMonth])),
			new Map([...members].map(([id, { today }]) => [id.slice(prefix.length), today])),
		),
		days: lastDays(guild, periodAt('day', clock.now(), timeZone).name),
	};
}

const byModel = ({ model }: Use) => model;

type UsesByName = ReadonlyMap<string, readonly Use[]>;

const sharesOf = (thisMonth: UsesByName, today: UsesByName): Share[] =>
	[...thisMonth]
		.filter(([, uses]) => uses.length > 0)
		.map(([name, uses]) => ({ name, today: sumAmounts(today.get(name) ?? []), thisMonth: sumAmounts(uses) }))
		.toSorted((a, b) => b.thisMonth.microDollars - a.thisMonth.microDollars || (a.name < b.name ? -1 : 1));

/** One entry for each day, with or without use. */
function lastDays({ days }: UsageHistory, today: string): GuildUsage['days'] {
	// A date without a time is parsed as UTC, where every day has 24 hours.
	const todayMs = Date.parse(today);
	return Array.from({ length: USAGE_DAYS }, (_, index) => {
		const date = new Date(todayMs - (USAGE_DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10);
		const uses = days.find(({ period }) => period === date)?.uses ?? [];
		return { date, microDollars: sumAmounts(uses).microDollars };
	});
}
