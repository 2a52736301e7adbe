import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Ledger } from './ledger/ledger.ts';
import { guildRules, type Rules } from './rules.ts';

/** What a manager does about a person in their server. */
export interface Deed {
	readonly guildId: string;
	readonly userId: string;
	readonly managerId: string;
}

/** What managers can do about single people; each deed is logged. Every method throws `StoreError`. */
export interface People {
	/** Whether they were not blocked yet. @throws UserError when the list of the blocked is full. */
	block(deed: Deed): Promise<boolean>;
	/** Whether they were blocked. */
	unblock(deed: Deed): Promise<boolean>;
	/**
	 * Lets a person make so many pictures more today, beyond every limit of pictures per day or month, the operator's
	 * included. Budgets in dollars and limits by the minute and hour stay as they are.
	 *
	 * @param id the same gift again, by its id, changes nothing.
	 */
	give(id: string, deed: Deed, images: number): Promise<void>;
}

export interface PeopleDependencies {
	readonly rules: Rules;
	readonly ledger: Ledger;
	readonly log: Logger;
}

export function createPeople({ rules, ledger, log }: PeopleDependencies): People {
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

	return {
		async block(deed) {
			const isNews = await changeBlocked(deed.guildId, (blocked) => {
				const changed = blocked.includes(deed.userId) ? blocked : [...blocked, deed.userId];
				if (!guildRules.shape.blockedUsers.safeParse(changed).success)
					throw new UserError(`${blocked.length} people are blocked in this server, and no more can be.`);
				return changed;
			});
			if (isNews) log.info(deed, 'a person was blocked');
			return isNews;
		},
		async unblock(deed) {
			const isNews = await changeBlocked(deed.guildId, (blocked) => blocked.filter((id) => id !== deed.userId));
			if (isNews) log.info(deed, 'a person was unblocked');
			return isNews;
		},
		async give(id, deed, images) {
			const { guildId, userId } = deed;
			const { timeZone } = await rules.of(guildId);
			await ledger.grant(id, { kind: 'user', id: userId }, images);
			await ledger.grant(id, { kind: 'user', id: `${guildId}/${userId}`, timeZone }, images);
			log.info({ ...deed, images }, 'a person was given pictures');
		},
	};
}
