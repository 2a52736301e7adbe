import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Picks } from './picks.ts';
import { type Store, StoreError } from './store-ports.ts';
import type { Thoughts } from './thoughts.ts';
import type { Forgotten } from './turns/forget.ts';
import type { Turns } from './turns/turns.ts';

/** How soon a person can be forgotten again, in milliseconds. */
export const FORGET_EVERY_MS = 5 * 60_000;

/**
 * For how long after the index of people was first asked everything is read all the same, in milliseconds: a process
 * of the version before it may still be at work, and enters nobody.
 */
const OVERLAP_MS = 60 * 60_000;

const moment = z.object({ v: z.literal(1), atMs: z.number() });

/** What was kept of a person and is no more. */
export interface ForgottenPerson extends Pick<Forgotten, 'sessions' | 'turns' | 'pictures'> {
	readonly thoughts: number;
}

export interface ForgettingDependencies {
	readonly turns: Turns;
	readonly thoughts: Thoughts;
	readonly picks: Picks;
	readonly store: Pick<Store, 'records' | 'purgeDeleted'>;
	readonly clock: Clock;
}

/** Removes everything that is kept of a person but for what they used, which is in the books. */
export interface Forgetting {
	/**
	 * @param askedAs the id of the Discord event by which they asked; what they asked for before it is not kept.
	 * @throws UserError when they were forgotten a moment ago.
	 * @throws StoreError or AggregateError when something may be left; the same call again goes on from there.
	 */
	forget(userId: string, askedAs: string): Promise<ForgottenPerson>;
}

export function createForgetting({ turns, thoughts, picks, store, clock }: ForgettingDependencies): Forgetting {
	const limits = store.records('forget-limits');
	const state = store.records('person-index-state');

	async function readMoment(records: typeof limits, key: string): Promise<number | undefined> {
		const held = await records.get(key);
		if (held === undefined) return undefined;
		const parsed = moment.safeParse(held);
		if (!parsed.success) throw new StoreError(`the moment ${key} cannot be read`, { cause: parsed.error });
		return parsed.data.atMs;
	}

	/** Enters what is older than the index: once, and again while processes may be at work that do not know it. */
	async function completeIndex(): Promise<void> {
		const firstAtMs = await readMoment(state, 'first');
		if (firstAtMs !== undefined && clock.now() - firstAtMs > OVERLAP_MS) return;
		await turns.indexPeople();
		await thoughts.indexPeople();
		await state.add('first', { v: 1, atMs: clock.now() });
	}

	return {
		async forget(userId, askedAs) {
			const isFirst = await limits.add(userId, { v: 1, atMs: clock.now() }, { ttlMs: FORGET_EVERY_MS });
			if (!isFirst) {
				const againAtMs = ((await readMoment(limits, userId)) ?? clock.now()) + FORGET_EVERY_MS;
				throw new UserError(
					`You asked for that a moment ago, and it's done or under way. You can do it again <t:${Math.ceil(againAtMs / 1000)}:R>.`,
				);
			}
			try {
				await completeIndex();
				const gone = await turns.forget(userId, askedAs);
				const thoughtsGone = await thoughts.forget(userId);
				await picks.forget(userId);
				await store.purgeDeleted();
				return { ...gone, thoughts: thoughtsGone };
			} catch (error) {
				await limits.delete(userId);
				throw error;
			}
		},
	};
}
