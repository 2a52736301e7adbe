import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type Logger, withoutRequestId } from '../../log.ts';
import { StoreError } from '../store.ts';
import { use } from './ledger/account-record.ts';
import type { Ledger } from './ledger/ledger.ts';

/** How long until a failed booking is retried, in milliseconds: well before its reservation expires. */
const BOOK_AGAIN_MS = 60_000;

/** What a reservation turned out to use; without uses its room is released. */
export const booking = z.object({ id: z.string(), uses: z.array(use).readonly() }).readonly();
export type Booking = z.infer<typeof booking>;

/** Storage outside the store that outlives the process, for what the store could not take. */
export interface Journal {
	/** Takes over what other processes left behind. @throws when it cannot be read. */
	read(): Promise<readonly unknown[]>;
	/** Replaces everything that was read or written before. @throws when it cannot be written. */
	write(entries: readonly unknown[]): Promise<void>;
}

interface BookingsDependencies {
	readonly ledger: Pick<Ledger, 'settle' | 'refund'>;
	readonly journal: Journal;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * Books what calls cost. The money is spent, so what the store cannot take goes into the journal and is booked as soon
 * as possible, by this process or the next.
 */
export interface Bookings extends AsyncDisposable {
	/** Never rejects. */
	book(bookings: readonly Booking[]): Promise<void>;
	/** Books what an earlier process could not, or keeps trying. Never rejects. */
	recover(): Promise<void>;
}

/** Booking ids begin with the id of the request; see `createGate`. It may be retried while another request runs. */
const requestIdOf = (bookingId: string) => bookingId.split(/[.:]/, 1)[0];

export function createBookings({ ledger, journal, clock, log }: BookingsDependencies): Bookings {
	const pending = new Map<string, Booking>();
	/** Entries that cannot be read, such as those of another version, kept for one that can. */
	const unreadable: unknown[] = [];
	const closing = new AbortController();
	let again: Promise<void> | undefined;
	let writing = Promise.resolve();

	/** Whether the store has taken it, or never will. */
	async function attempt({ id, uses }: Booking): Promise<boolean> {
		try {
			await (uses.length > 0 ? ledger.settle(id, uses) : ledger.refund(id));
			return true;
		} catch (err) {
			log.error({ err, requestId: requestIdOf(id), id, uses }, 'a booking failed');
			return !(err instanceof StoreError);
		}
	}

	function keep(): Promise<void> {
		writing = writing
			.then(() => journal.write([...unreadable, ...pending.values()]))
			.then(() => log.warn({ unbooked: pending.size }, 'the journal holds open bookings'))
			.catch((err: unknown) => log.error({ err }, 'the journal cannot be written; open bookings are only in memory'));
		return writing;
	}

	async function bookPending(): Promise<void> {
		const tried = [...pending.values()].map(async (one) => (await attempt(one)) && pending.delete(one.id));
		if ((await Promise.all(tried)).includes(true)) await keep();
	}

	function bookLater(): void {
		if (again !== undefined || pending.size === 0 || closing.signal.aborted) return;
		// The end of the process cuts the pause short; this is then the last attempt.
		const pause = clock.sleep(BOOK_AGAIN_MS, closing.signal).catch(() => {});
		again = withoutRequestId(() => pause.then(bookPending)).finally(() => {
			again = undefined;
			bookLater();
		});
	}

	return {
		async recover() {
			const left = await journal.read().catch((err: unknown) => {
				log.error({ err }, 'the journal of open bookings cannot be read');
				return [];
			});
			for (const entry of left) {
				const parsed = booking.safeParse(entry);
				if (parsed.success) pending.set(parsed.data.id, parsed.data);
				else {
					unreadable.push(entry);
					log.error('an entry of the journal cannot be read, and is kept');
				}
			}
			await bookPending();
			bookLater();
		},
		async book(bookings) {
			const areTaken = await Promise.all(bookings.map(attempt));
			const failed = bookings.filter((_, index) => areTaken[index] === false);
			if (failed.length === 0) return;
			for (const one of failed) pending.set(one.id, one);
			bookLater();
			await keep();
		},
		async [Symbol.asyncDispose]() {
			closing.abort();
			await again;
			await writing;
		},
	};
}
