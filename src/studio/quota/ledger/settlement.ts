import { holdOf, settleHold, type Use, withHold, withoutHold } from './account-record.ts';
import type { LedgerDraft } from './ledger-draft.ts';
import type { Reservation } from './ledger-repository.ts';
import { periodsAt } from './periods.ts';

/** A reservation whose accounts may be changed. */
interface Open {
	readonly draft: LedgerDraft;
	readonly reservation: Reservation;
}

/** Releases what it holds. */
export async function giveBack(id: string, { draft, reservation }: Open): Promise<void> {
	for (const { key } of reservation.accounts) {
		const record = await draft.account(key);
		if (holdOf(record, id) !== undefined) draft.setAccount(key, withoutHold(record, id));
	}
}

/** Replaces each remaining hold with the decided uses. */
export async function count(id: string, uses: readonly Use[], { draft, reservation }: Open): Promise<void> {
	for (const { key } of reservation.accounts) {
		const record = await draft.account(key);
		if (holdOf(record, id) !== undefined) draft.setAccount(key, settleHold(record, id, uses));
	}
}

/** Writes the uses into the reservation once every record has a hold to settle, and then counts them. */
export async function decide(
	id: string,
	decided: { readonly uses: readonly Use[]; readonly isEstimate?: true },
	open: Open,
): Promise<void> {
	const { draft } = open;
	const { uses: before, isEstimate: _, ...reservation } = open.reservation;
	for (const { key, timeZone } of reservation.accounts) {
		const record = await draft.account(key);
		if (holdOf(record, id) !== undefined) continue;
		const periods = periodsAt(reservation.atMs, timeZone);
		// Expired from the start, so that it takes no room if we get no further. Replaces what was counted before.
		const hold = { id, untilMs: 0, periods, images: 0, microDollars: 0, ...(before && { replaces: [...before] }) };
		draft.setAccount(key, withHold(record, hold));
	}
	draft.setReservation(id, { ...reservation, ...decided, uses: [...decided.uses] });
	await count(id, decided.uses, open);
}
