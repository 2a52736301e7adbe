import { expect, test } from 'vitest';
import { createBookings } from '../../../src/studio/quota/bookings.ts';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { interceptFlushes } from '../../store/flushes.ts';
import { openTemporaryStore, silentLog } from '../../store/open-temporary.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryJournal } from '../../support/memory-journal.ts';
import { ann, made, pictures, TTL_MS } from './ledger/accounts.ts';

const ids = ['a', 'b', 'c'];

async function openOnDisk() {
	const clock = fakeClock();
	const store = await openTemporaryStore({ clock });
	const ledger = createLedger({ ...store, clock });
	const reserve = (id: string) => ledger.reserve(id, [ann(5)], pictures(1), TTL_MS);
	return { clock, ledger, reserve, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

const breakDisk = () => interceptFlushes(() => Promise.reject(new Error('input/output error')));

test('once the disk fails no reservation is made, neither those that shared the write nor the same ones again', async () => {
	await using opened = await openOnDisk();
	using _ = await breakDisk();
	for (const attempt of ['first', 'second']) {
		const answers = await Promise.allSettled(ids.map(opened.reserve));
		for (const answer of answers)
			expect(answer, attempt).toMatchObject({ status: 'rejected', reason: expect.any(StoreError) });
	}
});

test('bookings that shared a write that the disk did not take are kept in the journal, all of them', async () => {
	await using opened = await openOnDisk();
	const { clock, ledger, reserve } = opened;
	await Promise.all(ids.map(reserve));
	const journal = memoryJournal();
	await using bookings = createBookings({ ledger, journal, clock, log: silentLog });
	using _ = await breakDisk();
	await bookings.book(ids.map((id) => ({ id, uses: made(1) })));
	expect(journal.entries).toMatchObject(ids.map((id) => ({ id })));
});
