import type { AccountRecord } from './account-record.ts';
import type { LedgerChange, LedgerRepository, Reservation } from './ledger-repository.ts';

/** Where the ledger's records are read. */
export type LedgerSource = Pick<LedgerRepository, 'account' | 'reservation'>;

/** The ledger's records, each read once, with the changes that are to be written together. */
export class LedgerDraft implements LedgerSource {
	readonly #source: LedgerSource;
	readonly #accounts = new Map<string, Promise<AccountRecord>>();
	readonly #reservations = new Map<string, Promise<Reservation | undefined>>();
	readonly #changes: LedgerChange[] = [];

	constructor(source: LedgerSource) {
		this.#source = source;
	}

	/** In the order in which they were made. */
	get changes(): readonly LedgerChange[] {
		return this.#changes;
	}

	account(key: string): Promise<AccountRecord> {
		const read = this.#accounts.get(key) ?? this.#source.account(key);
		this.#accounts.set(key, read);
		return read;
	}

	reservation(id: string): Promise<Reservation | undefined> {
		const read = this.#reservations.get(id) ?? this.#source.reservation(id);
		this.#reservations.set(id, read);
		return read;
	}

	setAccount(key: string, record: AccountRecord): void {
		this.#accounts.set(key, Promise.resolve(record));
		this.#changes.push({ kind: 'account', key, record });
	}

	setReservation(key: string, record: Reservation): void {
		this.#reservations.set(key, Promise.resolve(record));
		this.#changes.push({ kind: 'reservation', key, record });
	}

	/** Runs `work` on a draft of its own, whose changes are taken over unless it throws. */
	async attempt<T>(work: (draft: LedgerDraft) => Promise<T>): Promise<T> {
		const own = new LedgerDraft(this);
		const result = await work(own);
		for (const change of own.changes)
			if (change.kind === 'account') this.setAccount(change.key, change.record);
			else this.setReservation(change.key, change.record);
		return result;
	}
}
