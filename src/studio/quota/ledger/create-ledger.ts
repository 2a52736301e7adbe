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
	withGrant,
	withHold,
	withoutHold,
} from './account-record.ts';
import type { Ledger, Reserved, UsageHistory, Wanted } from './ledger.ts';
import { LedgerRepository } from './ledger-repository.ts';
import {
	type Account,
	type AccountName,
	type Calendar,
	findBlockingLimit,
	mustWaitForOthers,
	type Standing,
	standingsOf,
} from './limits.ts';
import { accountLock, keyOf, type Locked, lockReservation, reservationLocks } from './locked.ts';
import { periodsAt } from './periods.ts';

export interface LedgerDependencies {
	readonly records: Store['records'];
	readonly locks: Locks;
	readonly clock: Clock;
	readonly reportUnreadable: Store['reportUnreadable'];
	/** The process that makes these reservations; without one, only time ends what it leaves behind. */
	readonly ownerId?: string;
}

export const createLedger = (dependencies: LedgerDependencies): Ledger => new RecordedLedger(dependencies);

const byPeriod = (spendings: readonly Spending[]) => spendings.toSorted((a, b) => (a.period < b.period ? -1 : 1));

/**
 * The store writes one record at a time, so the writes are ordered such that a crash between any two leaves a valid
 * state.
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
	readonly #locks: Locks;
	readonly #clock: Clock;
	readonly #report: Store['reportUnreadable'];
	readonly #owner: { readonly ownerId?: string };

	constructor({ records, locks, clock, reportUnreadable, ownerId }: LedgerDependencies) {
		this.#report = reportUnreadable;
		this.#repository = new LedgerRepository({ records, reportUnreadable });
		this.#locks = locks;
		this.#clock = clock;
		this.#owner = ownerId === undefined ? {} : { ownerId };
	}

	async reserve(id: string, accounts: readonly Account[], wanted: Wanted, ttlMs: number): Promise<Reserved> {
		const { due, ...estimate } = wanted;
		return this.#locks.withLock(reservationLocks(id, accounts.map(keyOf)), async (lease) => {
			const atMs = this.#clock.now();
			const drawnOn = await this.#open(accounts, atMs);
			const known = await this.#repository.reservation(id);
			const isHeld = drawnOn.every(({ record }) => holdOf(record, id) !== undefined);
			if (known !== undefined && (known.uses !== undefined || isHeld)) return { kind: 'reserved' };

			const standings = drawnOn.flatMap(({ account, record }) => standingsOf(withoutHold(record, id), account, atMs));
			const refusal = findBlockingLimit(standings, estimate);
			if (refusal !== undefined) return { kind: 'refused', ...refusal };
			if (drawnOn.some(({ account, record }) => mustWaitForOthers(withoutHold(record, id), account, estimate, atMs)))
				return { kind: 'busy' };

			const held = drawnOn.map(({ account, record }) => {
				const { timeZone = 'UTC' } = account;
				const hold = { id, untilMs: atMs + ttlMs, periods: periodsAt(atMs, timeZone), ...estimate, ...this.#owner };
				return { key: keyOf(account), timeZone, record: withHold(record, hold) };
			});
			const named = held.map(({ key, timeZone }) => ({ key, timeZone }));
			const reservation = { version: 1, atMs, accounts: named, ...(due !== undefined && { due: [...due] }) } as const;
			await this.#repository.writeReservation(id, reservation, lease);
			for (const { key, record } of held) await this.#repository.writeAccount(key, record, lease);
			return { kind: 'reserved' };
		});
	}

	async adjust(id: string, amount: Amount): Promise<void> {
		await this.#lockReservation(id, async ({ reservation, records, lease }) => {
			if (reservation.uses !== undefined) return;
			for (const { key, record } of records) {
				const held = holdOf(record, id);
				if (held === undefined) continue;
				const { most: _, ...hold } = held;
				await this.#repository.writeAccount(key, withHold(record, { ...hold, ...amount }), lease);
			}
		});
	}

	async settle(id: string, uses: readonly Use[]): Promise<void> {
		const isKnown = await this.#lockReservation(id, async (locked) => {
			const { uses: decided, isEstimate } = locked.reservation;
			await (decided === undefined || isEstimate
				? this.#decide(id, { uses }, locked)
				: this.#count(id, decided, locked));
		});
		if (!isKnown) throw new Error(`There is no reservation ${id} to settle`);
	}

	async refund(id: string): Promise<void> {
		await this.#lockReservation(id, async (locked) => {
			const { uses, isEstimate } = locked.reservation;
			if (uses === undefined) await this.#giveBack(id, locked);
			// A refund of an estimate is an estimate too: a settlement may still replace it.
			else if (isEstimate) await this.#decide(id, { uses: [], isEstimate }, locked);
		});
	}

	async standing(accounts: readonly Account[]): Promise<readonly Standing[]> {
		const nowMs = this.#clock.now();
		const opened = await this.#open(accounts, nowMs);
		return opened.flatMap(({ account, record }) => standingsOf(record, account, nowMs));
	}

	async grant(id: string, account: AccountName & Calendar, images: number): Promise<void> {
		const key = keyOf(account);
		await this.#locks.withLock([accountLock(key)], async (lease) => {
			const { day, month } = periodsAt(this.#clock.now(), account.timeZone ?? 'UTC');
			const record = withGrant(await this.#repository.account(key), { id, images, day, month });
			await this.#repository.writeAccount(key, record, lease);
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
			await this.#locks.withLock([accountLock(key)], async (lease) => {
				const { record, expired, due } = await this.#closeExpired(
					key,
					await this.#repository.account(key),
					this.#clock.now(),
				);
				await this.#repository.writeAccount(key, record, lease);
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
		const ending = this.#lockReservation(id, async (locked) => {
			const { reservation, records } = locked;
			if (reservation.uses !== undefined) return this.#count(id, reservation.uses, locked);
			// Until every record had its hold, nothing was promised and no call was sent.
			const isPromised = records.every(({ record }) => holdOf(record, id) !== undefined);
			if (!isPromised || reservation.due === undefined) return this.#giveBack(id, locked);
			await this.#decide(id, { uses: reservation.due, isEstimate: true }, locked);
		});
		await ending.catch((error: unknown) => {
			if (!(error instanceof UnreadableError)) throw error;
			this.#report('reservation', id);
		});
	}

	async #giveBack(id: string, { records, lease }: Locked): Promise<void> {
		for (const { key, record } of records)
			if (holdOf(record, id) !== undefined) await this.#repository.writeAccount(key, withoutHold(record, id), lease);
	}

	/** Replaces each remaining hold with the decided uses. */
	async #count(id: string, uses: readonly Use[], { records, lease }: Pick<Locked, 'records' | 'lease'>): Promise<void> {
		for (const { key, record } of records)
			if (holdOf(record, id) !== undefined)
				await this.#repository.writeAccount(key, settleHold(record, id, uses), lease);
	}

	async #open(accounts: readonly Account[], nowMs: number) {
		return Promise.all(
			accounts.map(async (account) => {
				const { record } = await this.#closeExpired(keyOf(account), await this.#recordOf(account), nowMs);
				return { account, record };
			}),
		);
	}

	/** An account without a record starts with what was spent on the account it was split from. */
	async #recordOf({ splitFrom, ...account }: Account): Promise<AccountRecord> {
		const record = await this.#repository.account(keyOf(account));
		if (record !== EMPTY_ACCOUNT || splitFrom === undefined) return record;
		return { ...(await this.#repository.account(keyOf(splitFrom))), holds: [] };
	}

	/**
	 * The record without its expired holds: settled if their reservation is, kept if something is due, otherwise
	 * released. A hold whose reservation cannot be read stays, so that it blocks nobody else and no spending is lost.
	 */
	async #closeExpired(key: string, record: AccountRecord, nowMs: number) {
		let closed = record;
		const expired: string[] = [];
		const due: string[] = [];
		for (const { id } of record.holds.filter(({ untilMs }) => untilMs <= nowMs)) {
			const reservation = await this.#repository.reservation(id).catch((error: unknown) => {
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
		const { record } = await this.#closeExpired(key, kept, nowMs);
		const { day, month } = periodsAt(nowMs, timeZone);
		return {
			today: spentIn(record.spent.day, day),
			thisMonth: spentIn(record.spent.month, month),
			days: byPeriod(record.spent.day),
			months: byPeriod(record.spent.month),
		};
	}

	/** Writes the uses into the reservation once every record has a hold to settle, and then counts them. */
	async #decide(
		id: string,
		decided: { readonly uses: readonly Use[]; readonly isEstimate?: true },
		{ reservation: { uses: before, isEstimate: _, ...reservation }, records, lease }: Locked,
	): Promise<void> {
		const ready = records.map(({ key, timeZone, record }) => {
			if (holdOf(record, id) !== undefined) return { key, timeZone, record };
			const periods = periodsAt(reservation.atMs, timeZone);
			// Expired from the start, so that it takes no room if we get no further. Replaces what was counted before.
			const hold = { id, untilMs: 0, periods, images: 0, microDollars: 0, ...(before && { replaces: [...before] }) };
			return { key, timeZone, record: withHold(record, hold) };
		});
		for (const [index, { key, record }] of ready.entries())
			if (record !== records[index]?.record) await this.#repository.writeAccount(key, record, lease);
		await this.#repository.writeReservation(id, { ...reservation, ...decided, uses: [...decided.uses] }, lease);
		await this.#count(id, decided.uses, { records: ready, lease });
	}

	#lockReservation(id: string, work: (locked: Locked) => Promise<void>): Promise<boolean> {
		return lockReservation(id, work, { repository: this.#repository, locks: this.#locks });
	}
}
