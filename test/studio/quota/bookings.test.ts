import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog, withRequestId } from '../../../src/log.ts';
import { openJournal } from '../../../src/store/journal-files.ts';
import { createBookings } from '../../../src/studio/quota/bookings.ts';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { temporaryFolder } from '../../store/open-temporary.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryJournal } from '../../support/memory-journal.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { ann, made, pictures, TTL_MS } from './ledger/accounts.ts';

const MINUTE_MS = 60_000;

/** Processes that book into one ledger, whose store can break, and the folder that their journals are in. */
async function openBooks() {
	await using opened = new AsyncDisposableStack();
	const folder = opened.use(await temporaryFolder());
	const path = join(folder.path, 'data');
	const clock = fakeClock();
	const ledger = createLedger({ ...openMemoryStore({ clock }), clock });
	for (const id of ['a', 'b']) await ledger.reserve(id, [ann(9)], pictures(1), TTL_MS);
	let isBroken = false;
	const orBreak = async (work: () => Promise<void>) => {
		if (isBroken) throw new StoreError('The store is broken');
		await work();
	};
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => void lines.push(line) });
	const kept = opened.move();
	return {
		path,
		clock,
		lines,
		breakStore: (broken: boolean) => {
			isBroken = broken;
		},
		start: (ownerId: string) =>
			createBookings({
				ledger: {
					settle: (id, uses) => orBreak(() => ledger.settle(id, uses)),
					refund: (id) => orBreak(() => ledger.refund(id)),
				},
				journal: openJournal(path, ownerId, log),
				clock,
				log,
			}),
		standing: async () => (await ledger.standing([ann(9)])).map(({ used }) => used)[0],
		made: async () => (await ledger.history(ann(9))).today,
		files: () => readdir(path).catch(() => []),
		[Symbol.asyncDispose]: () => kept.disposeAsync(),
	};
}

test('what the store could not take is booked when it is mended, and leaves nothing in the journal', async () => {
	await using repository = await openBooks();
	const { clock, breakStore } = repository;
	const bookings = repository.start('one');
	breakStore(true);
	await bookings.book([
		{ id: 'a', uses: made(1, 'pro') },
		{ id: 'b', uses: [] },
	]);
	await clock.advance(MINUTE_MS);
	expect(await repository.standing()).toBe(2);
	expect(await repository.files()).toEqual(['unbooked-one.json']);
	breakStore(false);
	await clock.advance(MINUTE_MS);
	expect(await repository.standing()).toBe(1);
	expect(await repository.made()).toEqual(made(1, 'pro'));
	await bookings[Symbol.asyncDispose]();
	expect(await repository.files()).toEqual([]);
});

test('a booking that fails again names its own request, and what is told of several names none', async () => {
	await using repository = await openBooks();
	const { clock, lines, breakStore } = repository;
	const bookings = repository.start('one');
	breakStore(true);
	await withRequestId('7', () => bookings.book([{ id: '7:1:person', uses: made(1) }]));
	await bookings.book([{ id: '8.2:1:house', uses: made(1) }]);
	await clock.advance(MINUTE_MS);
	breakStore(false);
	await clock.advance(MINUTE_MS);
	await bookings[Symbol.asyncDispose]();
	const idsIn = (text: string) =>
		lines.filter((line) => line.includes(text)).map((line): unknown => JSON.parse(line).requestId);
	expect(idsIn('a booking failed')).toEqual(['7', '8', '7', '8', '7', '8']);
	expect(idsIn('the journal holds open bookings')).toEqual(['7', undefined, undefined]);
});

test('what is still unbooked when the process ends, in good order or not, is booked by the next', async () => {
	for (const isKilled of [true, false]) {
		await using repository = await openBooks();
		repository.breakStore(true);
		const killed = repository.start('killed');
		await killed.book([{ id: 'a', uses: made(1) }]);
		if (!isKilled) await killed[Symbol.asyncDispose]();
		repository.breakStore(false);
		const next = repository.start('next');
		await next.recover();
		expect(await repository.made()).toEqual(made(1));
		expect(await repository.files()).toEqual([]);
	}
});

test('the end of the process is one more try', async () => {
	await using repository = await openBooks();
	repository.breakStore(true);
	const bookings = repository.start('one');
	await bookings.book([{ id: 'a', uses: made(1) }]);
	repository.breakStore(false);
	await bookings[Symbol.asyncDispose]();
	expect(await repository.made()).toEqual(made(1));
	expect(await repository.files()).toEqual([]);
});

test('what the next process cannot book either stays in the journal, for the one after it', async () => {
	await using repository = await openBooks();
	repository.breakStore(true);
	await repository.start('first').book([{ id: 'a', uses: made(1) }]);
	const second = repository.start('second');
	await second.recover();
	await second.book([{ id: 'b', uses: made(1) }]);
	await second[Symbol.asyncDispose]();
	expect(await repository.files()).toEqual(['unbooked-second.json']);
	repository.breakStore(false);
	await repository.start('third').recover();
	expect(await repository.made()).toEqual(made(2));
});

test('what could not be booked at the same moment is all in the journal', async () => {
	await using repository = await openBooks();
	repository.breakStore(true);
	const bookings = repository.start('first');
	await Promise.all(['a', 'b'].map((id) => bookings.book([{ id, uses: made(1) }])));
	repository.breakStore(false);
	await repository.start('second').recover();
	expect(await repository.made()).toEqual(made(2));
});

test('two processes that find the same entry count it once', async () => {
	await using repository = await openBooks();
	repository.breakStore(true);
	await repository.start('first').book([{ id: 'a', uses: made(1) }]);
	repository.breakStore(false);
	await Promise.all([repository.start('second').recover(), repository.start('third').recover()]);
	expect(await repository.made()).toEqual(made(1));
});

test.each(['not JSON', '{"id":"a"}', '[{"id":"a","uses":[{"images":-1}]}]'])(
	'a journal of %s is told to the operator and stops nothing',
	async (text) => {
		await using repository = await openBooks();
		await mkdir(repository.path);
		await writeFile(join(repository.path, 'unbooked-old.json'), text);
		const bookings = repository.start('one');
		await bookings.recover();
		await bookings.book([{ id: 'a', uses: made(1) }]);
		expect(await repository.made()).toEqual(made(1));
		expect(repository.lines.join('')).toMatch(/journal.*cannot be read/);
	},
);

test('what the ledger will never take is told to the operator once, and not tried again', async () => {
	await using repository = await openBooks();
	await repository.start('one').book([{ id: 'never reserved', uses: made(1) }]);
	await repository.clock.advance(10 * MINUTE_MS);
	expect(repository.lines.filter((line) => line.includes('a booking failed'))).toHaveLength(1);
});

test('a journal that cannot be read stays, and keeps those beside it from nothing', async () => {
	await using repository = await openBooks();
	await mkdir(repository.path);
	await writeFile(join(repository.path, 'unbooked-sound.json'), JSON.stringify([{ id: 'a', uses: made(1, 'pro') }]));
	await writeFile(join(repository.path, 'unbooked-torn.json'), '[{"id":"b","us');
	const bookings = repository.start('next');
	await bookings.recover();
	expect(await repository.made()).toEqual(made(1, 'pro'));
	expect(await repository.files()).toEqual(['unbooked-torn.json']);
	await bookings[Symbol.asyncDispose]();
});

test('what a process that lives writes while another starts is not lost, though both are killed then', async () => {
	await using repository = await openBooks();
	repository.breakStore(true);
	const living = repository.start('living');
	await living.book([{ id: 'a', uses: made(1, 'pro') }]);
	const journal = openJournal(repository.path, 'starting', createLog('silent'));
	expect(await journal.read()).toHaveLength(1);
	await living.book([{ id: 'b', uses: made(1, 'pro') }]);
	await journal.write([]);
	repository.breakStore(false);
	await repository.start('next').recover();
	expect(await repository.made()).toEqual(made(2, 'pro'));
	expect(await repository.files()).toEqual([]);
});

test('of two processes that start at once one takes a journal over, and the other goes on without', async () => {
	await using repository = await openBooks();
	repository.breakStore(true);
	await repository.start('killed').book([{ id: 'a', uses: made(1) }]);
	const journals = ['one', 'two'].map((id) => openJournal(repository.path, id, createLog('silent')));
	const read = await Promise.all(journals.map((journal) => journal.read()));
	expect(read.flat()).toHaveLength(1);
	expect(await repository.files()).toHaveLength(1);
});

test('an entry of another version stays in the journal until a process understands it, whatever is booked beside it', async () => {
	await using repository = await openBooks();
	const strange = { v: 2, id: 'b', spent: '4 cents' };
	await mkdir(repository.path);
	await writeFile(join(repository.path, 'unbooked-old.json'), JSON.stringify([strange, { id: 'a', uses: made(1) }]));
	await repository.start('one').recover();
	expect(await repository.made()).toEqual(made(1));
	const next = repository.start('two');
	await next.recover();
	expect(repository.lines.filter((line) => line.includes('is kept'))).toHaveLength(2);
	expect(await openJournal(repository.path, 'newer', createLog('silent')).read()).toEqual([strange]);
});

test('what fails while something older is booked is kept in the journal too', async () => {
	const clock = fakeClock();
	const failing = new Set(['a']);
	const older = Promise.withResolvers<void>();
	const newer = Promise.withResolvers<void>();
	const isAsked = Promise.withResolvers<void>();
	const journal = memoryJournal();
	const bookings = createBookings({
		ledger: {
			async settle(id) {
				if (failing.has(id)) throw new StoreError('The store is broken');
				if (id === 'a') return older.promise;
				isAsked.resolve();
				await newer.promise;
				throw new StoreError('The store is broken again');
			},
			refund: async () => {},
		},
		journal,
		clock,
		log: createLog('silent'),
	});
	await bookings.book([{ id: 'a', uses: made(1, 'pro') }]);
	failing.delete('a');
	const booking = bookings.book([{ id: 'b', uses: made(1, 'pro') }]);
	await isAsked.promise;
	const advancing = clock.advance(MINUTE_MS);
	older.resolve();
	await advancing;
	newer.resolve();
	await booking;
	expect(journal.entries).toEqual([{ id: 'b', uses: made(1, 'pro') }]);
	await bookings[Symbol.asyncDispose]();
});
