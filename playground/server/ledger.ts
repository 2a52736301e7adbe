import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import {
	type AccountRecord,
	accountRecord,
	countIn,
	spentIn,
	sumAmounts,
} from '../../src/studio/quota/ledger/account-record.ts';
import { periodAt } from '../../src/studio/quota/ledger/periods.ts';
import type { LedgerView } from '../protocol.ts';

const rows = z.array(z.object({ key: z.string(), value: z.string() }));
const stored = z.object({ value: accountRecord });

/** The account that pays for all. */
const HOUSE = 'bot:all';

/** Every account of the ledger, by its name. */
export type Accounts = ReadonlyMap<string, AccountRecord>;

/**
 * Reads the bot's ledger from its database file by a connection that can only read.
 *
 * `undefined` when that cannot be done just now, such as while the bot is being started again.
 */
export function readAccounts(dataDir: string): Accounts | undefined {
	const file = path.join(dataDir, 'plantain.sqlite');
	if (!existsSync(file)) return new Map();
	try {
		using database = new DatabaseSync(file, { readOnly: true });
		const select = "SELECT key, value FROM records WHERE key LIKE 'ledger-accounts:%'";
		const pages = rows.parse(database.prepare(select).all()).map(({ key, value }) => {
			const name = key.slice('ledger-accounts:'.length);
			return [name, stored.parse(JSON.parse(value)).value] as const;
		});
		return new Map(pages);
	} catch {
		return undefined;
	}
}

/** How one person and the whole bot stand today. */
export function standingToday(accounts: Accounts, userId: string, nowMs: number): LedgerView {
	const today = periodAt('day', nowMs, 'UTC').name;
	const of = (account: string) => {
		const page = accounts.get(account);
		if (page === undefined) return { spent: sumAmounts([]), counted: sumAmounts([]) };
		return { spent: sumAmounts(spentIn(page.spent.day, today)), counted: countIn(page, 'day', today) };
	};
	const [person, house] = [of(`user:${userId}`), of(HOUSE)];
	return {
		images: person.spent.images,
		heldImages: person.counted.images - person.spent.images,
		spent: house.spent.microDollars,
		held: house.counted.microDollars - house.spent.microDollars,
	};
}
