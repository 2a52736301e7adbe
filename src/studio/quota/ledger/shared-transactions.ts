import { TooSlowError } from '../../../clock.ts';
import { withoutRequestId } from '../../../log.ts';
import { type Lease, LeaseLostError, type Locks, StoreError } from '../../store.ts';
import { LedgerDraft } from './ledger-draft.ts';
import type { LedgerRepository, Reservation } from './ledger-repository.ts';

/** How many transactions share their locks and one write at most. */
const MOST_TOGETHER = 100;

/** What a transaction changes: accounts, and perhaps reservations on them. */
interface Concerned {
	readonly reservationIds: readonly string[];
	readonly accountKeys: readonly string[];
}

interface Transaction extends Concerned {
	/** Never rejects. */
	apply(draft: LedgerDraft): Promise<void>;
	/** Call it when what was applied is written. */
	answer(): void;
	fail(error: unknown): void;
}

const lockKeys = ({ reservationIds, accountKeys }: Concerned) => [
	...reservationIds.map((id) => `ledger-reservation:${id}`),
	...accountKeys.map((key) => `ledger-account:${key}`),
];

/**
 * Changes records of the ledger under their locks. What is asked for while others are written is done together: under
 * one set of locks, one after the other on the records in memory, and written in one step. So an account that all calls
 * draw on is locked, read and written once for many of them.
 *
 * One that throws, or that the store does not take, changes nothing and fails alone. If the locks are not free in time
 * or are lost, or the store does not answer, all that were done together fail.
 */
export class SharedTransactions {
	readonly #repository: LedgerRepository;
	readonly #locks: Locks;
	#waiting: Transaction[] = [];
	#isRunning = false;

	constructor(repository: LedgerRepository, locks: Locks) {
		this.#repository = repository;
		this.#locks = locks;
	}

	/** Resolves when what `work` changed is written. @throws whatever `work` throws @throws StoreError */
	run<T>(concerned: Concerned, work: (draft: LedgerDraft) => Promise<T>): Promise<T> {
		const { promise, resolve, reject } = Promise.withResolvers<T>();
		let answer = () => {};
		this.#waiting.push({
			...concerned,
			async apply(draft) {
				try {
					const result = await draft.attempt(work);
					answer = () => resolve(result);
				} catch (error) {
					answer = () => reject(error);
				}
			},
			answer: () => answer(),
			fail: reject,
		});
		if (!this.#isRunning) void withoutRequestId(() => this.#runAll());
		return promise;
	}

	/** The same on a reservation and its accounts; returns whether there is one. @throws likewise */
	async runOn(
		reservationId: string,
		work: (draft: LedgerDraft, reservation: Reservation) => Promise<void>,
	): Promise<boolean> {
		const seen = await this.#repository.reservation(reservationId);
		if (seen === undefined) return false;
		const accountKeys = seen.accounts.map(({ key }) => key);
		const isDone = await this.run({ reservationIds: [reservationId], accountKeys }, async (draft) => {
			const reservation = await draft.reservation(reservationId);
			// It was reserved again in the meantime, on other accounts, so these locks are not enough.
			if (reservation?.accounts.every(({ key }) => accountKeys.includes(key)) !== true) return false;
			await work(draft, reservation);
			return true;
		});
		return isDone || this.runOn(reservationId, work);
	}

	async #runAll(): Promise<void> {
		this.#isRunning = true;
		// What is asked for in the same moment comes along.
		await Promise.resolve();
		while (this.#waiting.length > 0) await this.#runTogether(this.#waiting.splice(0, MOST_TOGETHER));
		this.#isRunning = false;
	}

	/** Never rejects. */
	async #runTogether(transactions: readonly Transaction[]): Promise<void> {
		try {
			await this.#locks.withLock(transactions.flatMap(lockKeys), async (lease) => {
				try {
					await this.#write(transactions, lease);
				} catch (error) {
					if (transactions.length === 1 || !mayConcernOne(error)) throw error;
					for (const one of transactions) await this.#write([one], lease).catch(one.fail);
				}
			});
			// Not before the locks are released: whoever is answered last may close the store.
			for (const { answer } of transactions) answer();
		} catch (error) {
			for (const { fail } of transactions) fail(error);
		}
	}

	async #write(transactions: readonly Transaction[], lease: Lease): Promise<void> {
		const draft = new LedgerDraft(this.#repository);
		// Side by side, because each may be a round trip. Whoever needs one that fails, fails.
		await Promise.allSettled(
			transactions.flatMap(({ reservationIds, accountKeys }): Promise<unknown>[] => [
				...accountKeys.map((key) => draft.account(key)),
				...reservationIds.map((id) => draft.reservation(id)),
			]),
		);
		for (const transaction of transactions) await transaction.apply(draft);
		if (draft.changes.length > 0) await this.#repository.write(draft.changes, lease);
	}
}

/** Whether a write may have failed because of one of its records; none of them was written then. */
const mayConcernOne = (error: unknown): boolean =>
	error instanceof StoreError && !(error instanceof LeaseLostError) && !(error.cause instanceof TooSlowError);
