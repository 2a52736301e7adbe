import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Ledger } from '../quota/ledger/ledger.ts';
import type { Records } from '../store.ts';
import { guildRules, type Rules } from './guild-rules.ts';

/** What a manager does about a person in their server, or the operator about a person anywhere. */
export interface ModerationAction {
	/** The server where it is done. */
	readonly guildId: string;
	readonly userId: string;
	readonly managerId: string;
}

/** How far an action reaches: one server, or everywhere, which only the operator may decide. */
export type Reach = 'server' | 'everywhere';

export type Moderation = ReturnType<typeof createModeration>;

interface Dependencies {
	readonly rules: Rules;
	readonly ledger: Ledger;
	/** Who is blocked everywhere, by user id. */
	readonly blocked: Records;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Blocks people and grants them pictures; each action is logged. Every method throws `StoreError`. */
export function createModeration({ rules, ledger, blocked, clock, log }: Dependencies) {
	/** Puts a person on a server's block list, or takes them off; returns whether that changed anything. */
	async function setBlockedHere({ guildId, userId }: ModerationAction, isBlocked: boolean): Promise<boolean> {
		let isNews = false;
		await rules.change(guildId, ({ blockedUsers: held }) => {
			isNews = held.includes(userId) !== isBlocked;
			if (!isNews) return {};
			const blockedUsers = isBlocked ? [...held, userId] : held.filter((id) => id !== userId);
			if (!guildRules.shape.blockedUsers.safeParse(blockedUsers).success)
				throw new UserError(({ usage }) => usage.blockListFull({ amount: held.length }));
			return { blockedUsers };
		});
		return isNews;
	}

	return {
		/** Returns whether they were not blocked yet. @throws UserError when a server's block list is full. */
		async block(action: ModerationAction, reach: Reach) {
			const record = { v: 1, by: action.managerId, atMs: clock.now() };
			const isNews = await (reach === 'everywhere' ? blocked.add(action.userId, record) : setBlockedHere(action, true));
			if (isNews) log.info({ ...action, reach }, 'a person was blocked');
			return isNews;
		},
		/** Returns whether they were blocked. */
		async unblock(action: ModerationAction, reach: Reach) {
			const isNews = await (reach === 'everywhere' ? blocked.delete(action.userId) : setBlockedHere(action, false));
			if (isNews) log.info({ ...action, reach }, 'a person was unblocked');
			return isNews;
		},
		/** Whether the operator has blocked a person: the key alone decides, whatever a later version may store under it. */
		isBlockedEverywhere: async (userId: string) => (await blocked.get(userId)) !== undefined,
		/** The ids of everybody whom the operator has blocked everywhere. */
		blockedEverywhere: () => Array.fromAsync(blocked.entries(), ([id]) => id),
		/**
		 * Lets a person make more pictures today, beyond the server's daily and monthly limits, and with `everywhere` beyond
		 * the operator's too. Budgets in dollars and limits per minute and hour stay.
		 *
		 * @param grant the same id again changes nothing.
		 */
		async give(grant: { readonly id: string; readonly images: number }, action: ModerationAction, reach: Reach) {
			const { id, images } = grant;
			const { guildId, userId } = action;
			const { timeZone } = await rules.of(guildId);
			if (reach === 'everywhere') await ledger.grant(id, { kind: 'user', id: userId }, images);
			await ledger.grant(id, { kind: 'user', id: `${guildId}/${userId}`, timeZone }, images);
			log.info({ ...action, images, reach }, 'a person was given pictures');
		},
	};
}
