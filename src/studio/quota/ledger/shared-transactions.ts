import { withoutRequestId } from '../../../log.ts';
import { type Lease, type Locks, RecordRefusedError, StoreError } from '../../store.ts';
import { LedgerDraft } from './ledger-draft.ts';
import type { LedgerRepository, Reservation } from './ledger-repository.ts';

/** How many transactions share their locks and one write at most. */
const MOST_TOGETHER = 100;

/** The records that a transaction may change: accounts, and perhaps reservations on them. */
interface Scope {
	readonly reservationIds: readonly string[];
	readonly accountKeys: readonly string[];
}

/** Answers who asked for a transaction. */
type Answer = () => void;

interface Transaction extends Scope {
	/** Returns the answer for once what was applied is written. Never rejects. */
	apply(draft: LedgerDraft): Promise<Answer>;
	reject(error: unknown): void;
}

const lockKeys = ({ reservationIds, accountKeys }: Scope) => [
	...reservationIds.map((id) => `ledger-reservation:${id}`),
	...accountKeys.map((key) => `ledger-account:${key}`),
];

/**
 * Changes records of the ledger under their locks. What is asked for while others are written is done together: under
 * one set of locks, one after the other on the records in memory, and written in one step. So an account that all calls
 * draw on is locked, read and written once for many of them.
 *
 * One that throws, or whose records the store does not take, changes nothing and fails alone. If the store fails
 * otherwise, or the locks are not free in time or are lost, all that were done together fail.
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
	run<T>(scope: Scope, work: (draft: LedgerDraft) => Promise<T>): Promise<T> {
		const { promise, resolve, reject } = Promise.withResolvers<T>();
		this.#waiting.push({
			...scope,
			apply: (draft) =>
				draft.attempt(work).then(
					(result) => () => resolve(result),
					(error: unknown) => () => reject(error),
				),
			reject,
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
		const answers = await this.#locks
			.withLock(transactions.flatMap(lockKeys), (lease) => this.#writeOrEach(transactions, lease))
			.catch((error: unknown) => rejecting(transactions, error));
		// Not before the locks are released: whoever is answered last may close the store.
		for (const answer of answers) answer();
	}

	/** Writes them together or, if one of their records is at fault, each alone. */
	async #writeOrEach(transactions: readonly Transaction[], lease: Lease): Promise<readonly Answer[]> {
		try {
			return await this.#write(transactions, lease);
		} catch (error) {
			if (!concernsRecord(error)) throw error;
		}
		const answers: Answer[] = [];
		for (const one of transactions) {
			try {
				answers.push(...(await this.#write([one], lease)));
			} catch (error) {
				// The others would meet the same, and each may take as long.
				if (!concernsRecord(error)) return [...answers, ...rejecting(transactions.slice(answers.length), error)];
				answers.push(() => one.reject(error));
			}
		}
		return answers;
	}

	async #write(transactions: readonly Transaction[], lease: Lease): Promise<readonly Answer[]> {
		const draft = new LedgerDraft(this.#repository);
		// Side by side, because each may be a round trip. Whoever needs one that fails, fails.
		await Promise.allSettled(
			transactions.flatMap(({ reservationIds, accountKeys }): Promise<unknown>[] => [
				...accountKeys.map((key) => draft.account(key)),
				...reservationIds.map((id) => draft.reservation(id)),
			]),
		);
		const answers: Answer[] = [];
		for (const transaction of transactions) answers.push(await transaction.apply(draft));
		if (draft.changes.length > 0) await this.#repository.write(draft.changes, lease);
		return answers;
	}
}

const rejecting = (transactions: readonly Transaction[], error: unknown): Answer[] =>
	transactions.map((one) => () => one.reject(error));

/** Whether one of the records is at fault: the store refuses it, or it has not even its shape. Nothing was written. */
const concernsRecord = (error: unknown): boolean =>
	error instanceof RecordRefusedError || !(error instanceof StoreError);
