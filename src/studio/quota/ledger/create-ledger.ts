import type { Clock } from '../../../clock.ts';
import { type Locks, type Store, UnreadableError } from '../../store.ts';
import {
	type AccountRecord,
	type Amount,
	EMPTY_ACCOUNT,
	holdOf,
	type Spending,
	settleHold,
	spentIn,
	type Use,
	use,
	withGrant,
	withHold,
	withoutHold,
} from './account-record.ts';
import type { Ledger, ReservationRequest, Reserved, ReservedInOrder, UsageHistory, Wanted } from './ledger.ts';
import type { LedgerDraft, LedgerSource } from './ledger-draft.ts';
import { LedgerRepository, type LedgerStore } from './ledger-repository.ts';
import {
	type Account,
	type AccountName,
	type Calendar,
	findBlockingLimit,
	keyOf,
	mustWaitForOthers,
	type Standing,
	standingsOf,
} from './limits.ts';
import { periodsAt } from './periods.ts';
import { count, decide, giveBack } from './settlement.ts';
import { SharedTransactions } from './shared-transactions.ts';

export interface LedgerDependencies extends LedgerStore {
	readonly locks: Locks;
	readonly clock: Clock;
	/** The process that makes these reservations; without one, only time ends what it leaves behind. */
	readonly ownerId?: string;
}

export const createLedger = (dependencies: LedgerDependencies): Ledger => new RecordedLedger(dependencies);

const byPeriod = (spendings: readonly Spending[]) => spendings.toSorted((a, b) => (a.period < b.period ? -1 : 1));

/**
 * Each change is written in one step. Versions before wrote one record at a time, and may run beside this one, so the
 * steps are still ordered such that a valid state is left wherever they are cut short.
 *
 * Reserving writes the reservation, which names the accounts, and then a hold on each account's record. Until the last
 * hold is written nothing was promised, and the earlier ones expire. Settling first makes sure that every record has a
 * hold, then writes the uses into the reservation, which is the decision, and then turns each hold into uses in one
 * write per record. So a hold means that its record is not settled yet, and whoever finds an expired one looks at its
 * reservation.
 *
 * An estimate is replaced in the same way: the record gets a new hold that says what the record already counts, and
 * that amount goes away together with the hold.
 */
class RecordedLedger implements Ledger {
	readonly #repository: LedgerRepository;
	readonly #transactions: SharedTransactions;
	readonly #clock: Clock;
	readonly #report: Store['reportUnreadable'];
	readonly #owner: { readonly ownerId?: string };

	constructor({ locks, clock, ownerId, ...store }: LedgerDependencies) {
		this.#report = store.reportUnreadable;
		this.#repository = new LedgerRepository(store);
		this.#transactions = new SharedTransactions(this.#repository, locks);
		this.#clock = clock;
		this.#owner = ownerId === undefined ? {} : { ownerId };
	}

	async reserve(id: string, accounts: readonly Account[], wanted: Wanted, ttlMs: number): Promise<Reserved> {
		return (await this.reserveInOrder([{ id, accounts, wanted, ttlMs }])).last;
	}

	async reserveInOrder(requests: readonly ReservationRequest[]): Promise<ReservedInOrder> {
		const reservationIds = requests.map(({ id }) => id);
		const accountKeys = requests.flatMap(({ accounts }) => accounts.map(keyOf));
		return this.#transactions.run({ reservationIds, accountKeys }, async (draft) => {
			let made = 0;
			for (const request of requests) {
				const last = await this.#reserveIn(draft, request);
				if (last.kind !== 'reserved') return { made, last };
				made++;
			}
			return { made, last: { kind: 'reserved' } };
		});
	}

	async #reserveIn(draft: LedgerDraft, { id, accounts, wanted, ttlMs }: ReservationRequest): Promise<Reserved> {
		const { due, ...estimate } = wanted;
		const atMs = this.#clock.now();
		const drawnOn = await this.#open(accounts, atMs, draft);
		const known = await draft.reservation(id);
		const isHeld = drawnOn.every(({ record }) => holdOf(record, id) !== undefined);
		if (known !== undefined && (known.uses !== undefined || isHeld)) return { kind: 'reserved' };

		const standings = drawnOn.flatMap(({ account, record }) => standingsOf(withoutHold(record, id), account, atMs));
		const refusal = findBlockingLimit(standings, estimate);
		if (refusal !== undefined) return { kind: 'refused', ...refusal };
		if (drawnOn.some(({ account, record }) => mustWaitForOthers(withoutHold(record, id), account, estimate, atMs)))
			return { kind: 'busy' };

		const named = accounts.map((account) => ({ key: keyOf(account), timeZone: account.timeZone ?? 'UTC' }));
		draft.setReservation(id, { version: 1, atMs, accounts: named, ...(due && { due: use.array().parse(due) }) });
		for (const { account, record } of drawnOn) {
			const periods = periodsAt(atMs, account.timeZone ?? 'UTC');
			const hold = { id, untilMs: atMs + ttlMs, periods, ...estimate, ...this.#owner };
			draft.setAccount(keyOf(account), withHold(record, hold));
		}
		return { kind: 'reserved' };
	}

	async adjust(id: string, amount: Amount): Promise<void> {
		await this.#transactions.runOn(id, async (draft, reservation) => {
			if (reservation.uses !== undefined) return;
			for (const { key } of reservation.accounts) {
				const record = await draft.account(key);
				const held = holdOf(record, id);
				if (held === undefined) continue;
				const { most: _, ...hold } = held;
				draft.setAccount(key, withHold(record, { ...hold, ...amount }));
			}
		});
	}

	async settle(id: string, uses: readonly Use[]): Promise<void> {
		const counted = use.array().parse(uses);
		const isKnown = await this.#transactions.runOn(id, async (draft, reservation) => {
			const { uses: decided, isEstimate } = reservation;
			await (decided === undefined || isEstimate
				? decide(id, { uses: counted }, { draft, reservation })
				: count(id, decided, { draft, reservation }));
		});
		if (!isKnown) throw new Error(`There is no reservation ${id} to settle`);
	}

	async refund(id: string): Promise<void> {
		await this.#transactions.runOn(id, async (draft, reservation) => {
			const { uses, isEstimate } = reservation;
			if (uses === undefined) await giveBack(id, { draft, reservation });
			// A refund of an estimate is an estimate too: a settlement may still replace it.
			else if (isEstimate) await decide(id, { uses: [], isEstimate }, { draft, reservation });
		});
	}

	async standing(accounts: readonly Account[]): Promise<readonly Standing[]> {
		const nowMs = this.#clock.now();
		const opened = await this.#open(accounts, nowMs, this.#repository);
		return opened.flatMap(({ account, record }) => standingsOf(record, account, nowMs));
	}

	async grant(id: string, account: AccountName & Calendar, images: number): Promise<void> {
		const key = keyOf(account);
		await this.#transactions.run({ reservationIds: [], accountKeys: [key] }, async (draft) => {
			const { day, month } = periodsAt(this.#clock.now(), account.timeZone ?? 'UTC');
			draft.setAccount(key, withGrant(await draft.account(key), { id, images, day, month }));
		});
	}

	async history(account: AccountName & Calendar): Promise<UsageHistory> {
		const key = keyOf(account);
		return this.#historyOf(key, await this.#repository.account(key), account);
	}

	async histories(
		kind: AccountName['kind'],
		idPrefix: string,
		place: Calendar,
	): Promise<ReadonlyMap<string, UsageHistory>> {
		const found = new Map<string, UsageHistory>();
		for await (const [key, record] of this.#repository.accounts(keyOf({ kind, id: idPrefix })))
			found.set(key.slice(keyOf({ kind, id: '' }).length), await this.#historyOf(key, record, place));
		return found;
	}

	async sweep(): Promise<number> {
		const returned = new Set<string>();
		const unsettled = new Set<string>();
		for await (const [key, listed] of this.#repository.accounts()) {
			if (!listed.holds.some(({ untilMs }) => untilMs <= this.#clock.now())) continue;
			await this.#transactions.run({ reservationIds: [], accountKeys: [key] }, async (draft) => {
				const { record, expired, due } = await this.#closeExpired(key, await draft.account(key), {
					nowMs: this.#clock.now(),
					source: draft,
				});
				draft.setAccount(key, record);
				for (const id of expired) returned.add(id);
				for (const id of due) unsettled.add(id);
			});
		}
		for (const id of unsettled) await this.#end(id);
		return new Set([...returned, ...unsettled]).size;
	}

	async reclaim(ownerIds: ReadonlySet<string>): Promise<number> {
		const held = new Set<string>();
		for await (const [, { holds }] of this.#repository.accounts())
			for (const { id, ownerId } of holds) if (ownerId !== undefined && ownerIds.has(ownerId)) held.add(id);
		for (const id of held) await this.#end(id);
		return held.size;
	}

	/** Ends a reservation that nobody works on any more; one that cannot be read is left alone. */
	async #end(id: string): Promise<void> {
		const ending = this.#transactions.runOn(id, async (draft, reservation) => {
			const on = { draft, reservation };
			if (reservation.uses !== undefined) return count(id, reservation.uses, on);
			// Until every record had its hold, nothing was promised and no call was sent.
			const records = await Promise.all(reservation.accounts.map(({ key }) => draft.account(key)));
			const isPromised = records.every((record) => holdOf(record, id) !== undefined);
			if (!isPromised || reservation.due === undefined) return giveBack(id, on);
			await decide(id, { uses: reservation.due, isEstimate: true }, on);
		});
		await ending.catch((error: unknown) => {
			if (!(error instanceof UnreadableError)) throw error;
			this.#report('reservation', id);
		});
	}

	async #open(accounts: readonly Account[], nowMs: number, source: LedgerSource) {
		return Promise.all(
			accounts.map(async (account) => {
				const kept = await recordOf(account, source);
				const { record } = await this.#closeExpired(keyOf(account), kept, { nowMs, source });
				return { account, record };
			}),
		);
	}

	/**
	 * The record without its expired holds: settled if their reservation is, kept if something is due, otherwise
	 * released. A hold whose reservation cannot be read stays, so that it blocks nobody else and no spending is lost.
	 */
	async #closeExpired(
		key: string,
		record: AccountRecord,
		{ nowMs, source }: { readonly nowMs: number; readonly source: LedgerSource },
	) {
		let closed = record;
		const expired: string[] = [];
		const due: string[] = [];
		for (const { id } of record.holds.filter(({ untilMs }) => untilMs <= nowMs)) {
			const reservation = await source.reservation(id).catch((error: unknown) => {
				if (!(error instanceof UnreadableError)) throw error;
				this.#report('reservation', id);
				return 'unreadable' as const;
			});
			if (reservation === 'unreadable') continue;
			const isOurs = reservation?.accounts.some((account) => account.key === key) === true;
			if (isOurs && reservation.uses !== undefined) {
				closed = settleHold(closed, id, reservation.uses);
			} else if (isOurs && reservation.due !== undefined) {
				// Ending it takes the locks of all its accounts.
				due.push(id);
			} else {
				closed = withoutHold(closed, id);
				expired.push(id);
			}
		}
		return { record: closed, expired, due };
	}

	async #historyOf(key: string, kept: AccountRecord, { timeZone = 'UTC' }: Calendar): Promise<UsageHistory> {
		const nowMs = this.#clock.now();
		const { record } = await this.#closeExpired(key, kept, { nowMs, source: this.#repository });
		const { day, month } = periodsAt(nowMs, timeZone);
		return {
			today: spentIn(record.spent.day, day),
			thisMonth: spentIn(record.spent.month, month),
			days: byPeriod(record.spent.day),
			months: byPeriod(record.spent.month),
		};
	}
}

/** An account without a record starts with what was spent on the account it was split from. */
async function recordOf({ splitFrom, ...account }: Account, source: LedgerSource): Promise<AccountRecord> {
	const record = await source.account(keyOf(account));
	if (record !== EMPTY_ACCOUNT || splitFrom === undefined) return record;
	return { ...(await source.account(keyOf(splitFrom))), holds: [] };
}
