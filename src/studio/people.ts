import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Ledger } from './ledger/ledger.ts';
import { guildRules, type Rules } from './rules.ts';
import type { Records } from './store-ports.ts';

/** What a manager does about a person in their server, or the operator about a person anywhere. */
export interface Deed {
	/** Where it is done. */
	readonly guildId: string;
	readonly userId: string;
	readonly managerId: string;
}

/** How far a deed reaches: one server, or all that the bot does, which is for the operator alone to decide. */
export type Reach = 'server' | 'everywhere';

/** What managers and the operator can do about single people; each deed is logged. Every method throws `StoreError`. */
export interface People {
	/** Whether they were not blocked yet. @throws UserError when a server's list of the blocked is full. */
	block(deed: Deed, reach: Reach): Promise<boolean>;
	/** Whether they were blocked. */
	unblock(deed: Deed, reach: Reach): Promise<boolean>;
	/** Whether the operator has blocked a person everywhere. */
	isBlockedEverywhere(userId: string): Promise<boolean>;
	/** The ids of all whom the operator has blocked everywhere. */
	blockedEverywhere(): Promise<readonly string[]>;
	/**
	 * Lets a person make so many pictures more today, beyond the server's limits of pictures per day or month, and with
	 * `everywhere` beyond the operator's too. Budgets in dollars and limits by the minute and hour stay as they are.
	 *
	 * @param gift the same again, by its id, changes nothing.
	 */
	give(gift: { readonly id: string; readonly images: number }, deed: Deed, reach: Reach): Promise<void>;
}

export interface PeopleDependencies {
	readonly rules: Rules;
	readonly ledger: Ledger;
	/** Who is blocked everywhere, by their id. */
	readonly blocked: Records;
	readonly clock: Clock;
	readonly log: Logger;
}

export function createPeople({ rules, ledger, blocked, clock, log }: PeopleDependencies): People {
	/** Whether that changes anything. */
	async function changeBlocked(
		guildId: string,
		change: (blocked: readonly string[]) => readonly string[],
	): Promise<boolean> {
		let isNews = false;
		await rules.change(guildId, ({ blockedUsers }) => {
			const changed = change(blockedUsers);
			isNews = changed.length !== blockedUsers.length;
			return { blockedUsers: changed };
		});
		return isNews;
	}

	const blockHere = ({ guildId, userId }: Deed) =>
		changeBlocked(guildId, (held) => {
			const changed = held.includes(userId) ? held : [...held, userId];
			if (!guildRules.shape.blockedUsers.safeParse(changed).success)
				throw new UserError(`${held.length} people are blocked in this server, and no more can be.`);
			return changed;
		});

	const unblockHere = ({ guildId, userId }: Deed) =>
		changeBlocked(guildId, (held) => held.filter((id) => id !== userId));

	return {
		async block(deed, reach) {
			const record = { v: 1, by: deed.managerId, atMs: clock.now() };
			const isNews = await (reach === 'everywhere' ? blocked.add(deed.userId, record) : blockHere(deed));
			if (isNews) log.info({ ...deed, reach }, 'a person was blocked');
			return isNews;
		},
		async unblock(deed, reach) {
			const isNews = await (reach === 'everywhere' ? blocked.delete(deed.userId) : unblockHere(deed));
			if (isNews) log.info({ ...deed, reach }, 'a person was unblocked');
			return isNews;
		},
		// That there is a record says it all, whatever a later version may write into it.
		isBlockedEverywhere: async (userId) => (await blocked.get(userId)) !== undefined,
		async blockedEverywhere() {
			const ids: string[] = [];
			for await (const [id] of blocked.entries()) ids.push(id);
			return ids;
		},
		async give({ id, images }, deed, reach) {
			const { guildId, userId } = deed;
			const { timeZone } = await rules.of(guildId);
			if (reach === 'everywhere') await ledger.grant(id, { kind: 'user', id: userId }, images);
			await ledger.grant(id, { kind: 'user', id: `${guildId}/${userId}`, timeZone }, images);
			log.info({ ...deed, images, reach }, 'a person was given pictures');
		},
	};
}
