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

/** Blocks people and grants them pictures; each action is logged. Every method throws `StoreError`. */
export interface Moderation {
	/** Returns whether they were not blocked yet. @throws UserError when a server's block list is full. */
	block(action: ModerationAction, reach: Reach): Promise<boolean>;
	/** Returns whether they were blocked. */
	unblock(action: ModerationAction, reach: Reach): Promise<boolean>;
	/** Whether the operator has blocked a person everywhere. */
	isBlockedEverywhere(userId: string): Promise<boolean>;
	/** The ids of everybody whom the operator has blocked everywhere. */
	blockedEverywhere(): Promise<readonly string[]>;
	/**
	 * Lets a person make more pictures today, beyond the server's daily and monthly limits, and with `everywhere` beyond
	 * the operator's too. Budgets in dollars and limits per minute and hour stay.
	 *
	 * @param grant the same id again changes nothing.
	 */
	give(grant: { readonly id: string; readonly images: number }, action: ModerationAction, reach: Reach): Promise<void>;
}

export interface ModerationDependencies {
	readonly rules: Rules;
	readonly ledger: Ledger;
	/** Who is blocked everywhere, by user id. */
	readonly blocked: Records;
	readonly clock: Clock;
	readonly log: Logger;
}

export function createModeration({ rules, ledger, blocked, clock, log }: ModerationDependencies): Moderation {
	/** Returns whether anything changed. */
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

	const blockHere = ({ guildId, userId }: ModerationAction) =>
		changeBlocked(guildId, (held) => {
			const changed = held.includes(userId) ? held : [...held, userId];
			if (!guildRules.shape.blockedUsers.safeParse(changed).success)
				throw new UserError(({ usage }) => usage.blockListFull({ amount: held.length }));
			return changed;
		});

	const unblockHere = ({ guildId, userId }: ModerationAction) =>
		changeBlocked(guildId, (held) => held.filter((id) => id !== userId));

	return {
		async block(action, reach) {
			const record = { v: 1, by: action.managerId, atMs: clock.now() };
			const isNews = await (reach === 'everywhere' ? blocked.add(action.userId, record) : blockHere(action));
			if (isNews) log.info({ ...action, reach }, 'a person was blocked');
			return isNews;
		},
		async unblock(action, reach) {
			const isNews = await (reach === 'everywhere' ? blocked.delete(action.userId) : unblockHere(action));
			if (isNews) log.info({ ...action, reach }, 'a person was unblocked');
			return isNews;
		},
		// The key alone decides, whatever a later version may store under it.
		isBlockedEverywhere: async (userId) => (await blocked.get(userId)) !== undefined,
		async blockedEverywhere() {
			const ids: string[] = [];
			for await (const [id] of blocked.entries()) ids.push(id);
			return ids;
		},
		async give({ id, images }, action, reach) {
			const { guildId, userId } = action;
			const { timeZone } = await rules.of(guildId);
			if (reach === 'everywhere') await ledger.grant(id, { kind: 'user', id: userId }, images);
			await ledger.grant(id, { kind: 'user', id: `${guildId}/${userId}`, timeZone }, images);
			log.info({ ...action, images, reach }, 'a person was given pictures');
		},
	};
}
