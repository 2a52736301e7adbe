import { openStore } from '../../src/store/open.ts';
import { LedgerRepository } from '../../src/studio/quota/ledger/ledger-repository.ts';
import type { Store } from '../../src/studio/store.ts';
import type { Actor } from '../simulator/discord/actors/actor.ts';
import type { Guild } from '../simulator/discord/world/guild.ts';
import { silentLog } from '../store/open-temporary.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** Where a bot that does not run keeps its records, and whom it served. */
export interface Served {
	readonly dataDir: string;
	readonly guild: Guild;
	readonly alice: Actor;
}

/** What stands in the ledger for the bot, the server, alice, and alice in this server. */
export async function readLedger(served: Served): Promise<string> {
	await using store = await openStore({ dataDir: served.dataDir, clock: fakeClock(Date.now()), log: silentLog });
	return await readLedgerIn(store, served);
}

/** The same where the store is open already. */
export async function readLedgerIn(store: Store, { guild, alice }: Omit<Served, 'dataDir'>): Promise<string> {
	const repository = new LedgerRepository(store);
	const keys = ['bot:all', `guild:${guild.id}`, `user:${alice.user.id}`, `user:${guild.id}/${alice.user.id}`];
	const cells = keys.map(async (key) => {
		const { holds, spent } = await repository.account(key);
		const uses = spent.month.flatMap((month) => month.uses);
		const cents = uses.map(({ images, microDollars }) => `${images} for ${(microDollars / 10_000).toFixed(2)}¢`);
		return [...holds.map(() => 'held'), ...cents].join(' + ') || '–';
	});
	return (await Promise.all(cells)).join(' | ');
}
