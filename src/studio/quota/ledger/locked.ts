import type { Lease, Locks } from '../../store.ts';
import type { AccountRecord } from './account-record.ts';
import type { LedgerRepository, Reservation } from './ledger-repository.ts';
import type { AccountName } from './limits.ts';

export const keyOf = ({ kind, id }: AccountName) => `${kind}:${id}`;

export const accountLock = (key: string) => `ledger-account:${key}`;

export const reservationLocks = (id: string, keys: readonly string[]) => [
	`ledger-reservation:${id}`,
	...keys.map(accountLock),
];

export interface NamedAccount {
	readonly key: string;
	readonly timeZone: string;
	readonly record: AccountRecord;
}

/** A reservation and the records of its accounts, under lock. */
export interface Locked {
	readonly reservation: Reservation;
	readonly records: readonly NamedAccount[];
	readonly lease: Lease;
}

/** Runs `work` under the locks of a reservation; returns whether there is one. @throws StoreError */
export async function lockReservation(
	id: string,
	work: (locked: Locked) => Promise<void>,
	deps: { readonly repository: LedgerRepository; readonly locks: Locks },
): Promise<boolean> {
	const { repository, locks } = deps;
	const seen = await repository.reservation(id);
	if (seen === undefined) return false;
	const keys = seen.accounts.map(({ key }) => key);
	const isDone = await locks.withLock(reservationLocks(id, keys), async (lease) => {
		const reservation = await repository.reservation(id);
		// It was reserved again in the meantime, on other accounts, so these locks are not enough.
		if (reservation?.accounts.every(({ key }) => keys.includes(key)) !== true) return false;
		const records = await Promise.all(
			reservation.accounts.map(async (account) => ({ ...account, record: await repository.account(account.key) })),
		);
		await work({ reservation, records, lease });
		return true;
	});
	return isDone || lockReservation(id, work, deps);
}
