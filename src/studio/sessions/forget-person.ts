import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { relativeTime } from '../../words/formatters.ts';
import { RecordCollection } from '../record-collection.ts';
import type { JobRecords } from '../requests/job-records.ts';
import type { Store } from '../store.ts';
import type { EditDrafts } from './edit-drafts.ts';
import type { Thoughts } from './thoughts.ts';
import type { Forgotten } from './turns/forget.ts';
import type { Turns } from './turns/turns.ts';

/** How soon a person can be forgotten again, in milliseconds. */
export const FORGET_EVERY_MS = 5 * 60_000;

/** When a person was last forgotten. */
const forgetLimit = z.object({ v: z.literal(1), atMs: z.number() });

/** What was removed. */
export interface ForgottenPerson extends Pick<Forgotten, 'sessions' | 'turns' | 'pictures' | 'mayLeaveFiles'> {
	readonly thoughts: number;
}

interface ForgettingDependencies {
	readonly turns: Turns;
	readonly thoughts: Thoughts;
	readonly editDrafts: EditDrafts;
	readonly jobRecords: Pick<JobRecords, 'forget'>;
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'purgeDeleted'>;
	readonly clock: Clock;
}

/** Removes everything that is kept about a person except their usage, which stays in the ledger. */
export interface Forgetting {
	/**
	 * @param askedAs the id of the Discord event by which they asked; nothing requested before it is kept any more.
	 * @throws UserError when they were forgotten a moment ago.
	 * @throws AggregateError with everything that failed, when something may be left; the same call again continues.
	 * @throws StoreError when the store fails before anything is removed; the same call again begins.
	 */
	forget(userId: string, askedAs: string): Promise<ForgottenPerson>;
	/**
	 * Indexes records written by a version without the index; called by the sweep. Until the first call, each `forget`
	 * does it itself.
	 *
	 * @throws StoreError
	 */
	completeIndex(): Promise<void>;
}

export function createForgetting({
	turns,
	thoughts,
	editDrafts,
	jobRecords,
	store,
	clock,
}: ForgettingDependencies): Forgetting {
	const limits = new RecordCollection(store, { namespace: 'forget-limits', kind: 'forget limit', schema: forgetLimit });
	/**
	 * Whether a sweep has completed the index since this process started. A version without the index may still be
	 * running during a rolling restart, but not for as long as it takes until the first sweep.
	 */
	let isComplete = false;
	let completing: Promise<void> | undefined;

	async function readEverything(): Promise<void> {
		await turns.completeIndex();
		await thoughts.completeIndex();
	}

	/** One run at a time, shared by all callers. */
	function completeIndex(): Promise<void> {
		completing ??= readEverything().finally(() => {
			completing = undefined;
		});
		return completing;
	}

	/** One part that fails keeps no other from being removed. The turns come first, because they raise the tombstone. */
	async function forgetEverything(userId: string, askedAs: string): Promise<ForgottenPerson> {
		const failures: unknown[] = [];
		const attempt = <T>(work: () => Promise<T>) =>
			work().catch((error: unknown) => {
				failures.push(...(error instanceof AggregateError ? error.errors : [error]));
				return undefined;
			});
		if (!isComplete) await attempt(completeIndex);
		const gone = await attempt(() => turns.forget(userId, askedAs));
		const thoughtsGone = await attempt(() => thoughts.forget(userId));
		await attempt(() => editDrafts.forget(userId));
		await attempt(() => jobRecords.forget(userId, askedAs));
		await attempt(() => store.purgeDeleted());
		if (gone === undefined || thoughtsGone === undefined || failures.length > 0)
			throw new AggregateError(failures, 'not all that is kept of a person could be removed');
		return { ...gone, thoughts: thoughtsGone };
	}

	return {
		async completeIndex() {
			await completeIndex();
			isComplete = true;
		},
		async forget(userId, askedAs) {
			const isFirst = await limits.add(userId, { v: 1, atMs: clock.now() }, { ttlMs: FORGET_EVERY_MS });
			if (!isFirst) {
				const againAtMs = ((await limits.get(userId))?.atMs ?? clock.now()) + FORGET_EVERY_MS;
				throw new UserError(({ sessions }) => sessions.forgotJustNow({ again: relativeTime(againAtMs) }));
			}
			try {
				return await forgetEverything(userId, askedAs);
			} catch (error) {
				await limits.delete(userId);
				throw error;
			}
		},
	};
}
