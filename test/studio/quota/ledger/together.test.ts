import { expect, test } from 'vitest';
import { createLog, withRequestId } from '../../../../src/log.ts';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import { RecordRefusedError, type Store, StoreError } from '../../../../src/studio/store.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import { ann, bot, made, perDay, pictures, TTL_MS } from './accounts.ts';

const hundred = Array.from({ length: 100 }, (_, number) => `${number}`);

/** A ledger that says how often it locks and writes. */
function openCounted(change: (store: Store) => Partial<Store> = () => ({})) {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const counts = { locks: 0, writes: 0 };
	const ledger = createLedger({
		...store,
		clock,
		locks: {
			withLock(keys, work) {
				counts.locks++;
				return store.locks.withLock(keys, work);
			},
		},
		setTogether(writes, lease) {
			counts.writes++;
			return store.setTogether(writes, lease);
		},
		...change(store),
	});
	return { ledger, store, counts };
}

const used = async ({ ledger }: ReturnType<typeof openCounted>) =>
	(await ledger.standing([ann(5), bot(perDay(100))])).map((standing) => standing.used);

test('a hundred reservations at once take their locks once and are written once, and so are their settlements', async () => {
	const opened = openCounted();
	const { ledger, counts } = opened;
	const accounts = [bot(perDay(100))];
	await Promise.all(hundred.map((id) => ledger.reserve(id, accounts, pictures(1), TTL_MS)));
	expect(counts).toEqual({ locks: 1, writes: 1 });
	await Promise.all(hundred.map((id) => ledger.settle(id, made(1))));
	expect(counts).toEqual({ locks: 2, writes: 2 });
	expect(await used(opened)).toEqual([0, 100]);
});

test('what is asked for while others are written is done together afterwards', async () => {
	const begun = Promise.withResolvers<void>();
	const written = Promise.withResolvers<void>();
	let writes = 0;
	const opened = openCounted((store) => ({
		async setTogether(together, lease) {
			begun.resolve();
			if (++writes === 1) await written.promise;
			await store.setTogether(together, lease);
		},
	}));
	const { ledger, counts } = opened;
	const first = ledger.reserve('first', [bot(perDay(100))], pictures(1), TTL_MS);
	await begun.promise;
	const rest = hundred.slice(1).map((id) => ledger.reserve(id, [bot(perDay(100))], pictures(1), TTL_MS));
	written.resolve();
	await Promise.all([first, ...rest]);
	expect([counts.locks, writes]).toEqual([2, 2]);
	expect(await used(opened)).toEqual([0, 100]);
});

test('what the store logs while it works for several requests names none of them', async () => {
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => void lines.push(line) });
	const { ledger } = openCounted((store) => ({
		async setTogether(together, lease) {
			log.warn('a lock could not be renewed');
			await store.setTogether(together, lease);
		},
	}));
	const reserve = (id: string) => ledger.reserve(id, [bot(perDay(100))], pictures(1), TTL_MS);
	await Promise.all(
		['7', '8'].map((id) =>
			withRequestId(id, async () => {
				await reserve(id);
				log.info('reserved');
			}),
		),
	);
	expect(lines.map((line): unknown => JSON.parse(line).requestId)).toEqual([undefined, '7', '8']);
});

test('of reservations at once each sees those before it', async () => {
	const { ledger } = openCounted();
	const answers = await Promise.all(hundred.map((id) => ledger.reserve(id, [ann(3)], pictures(1), TTL_MS)));
	expect(answers.map(({ kind }) => kind)).toEqual(hundred.map((_, index) => (index < 3 ? 'reserved' : 'refused')));
});

test('one that cannot be done fails alone and changes nothing', async () => {
	const opened = openCounted();
	const { ledger, store } = opened;
	await store.records('ledger-accounts').set('user:zoe', { version: 2 });
	const zoe = { kind: 'user', id: 'zoe', limits: [] } as const;
	const nowhere = ann(5, 'Nowhere/Nothing');
	const everybody = bot(perDay(100));
	const answers = await Promise.allSettled([
		ledger.reserve('a', [ann(5), everybody], pictures(1), TTL_MS),
		ledger.reserve('b', [zoe, everybody], pictures(1), TTL_MS),
		ledger.reserve('c', [everybody, nowhere], pictures(1), TTL_MS),
		ledger.reserve('d', [ann(5), everybody], pictures(0.5), TTL_MS),
		ledger.reserve('e', [ann(5), everybody], pictures(1), TTL_MS),
	]);
	const kinds = ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'];
	expect(answers.map(({ status }) => status)).toEqual(kinds);
	expect(await used(opened)).toEqual([2, 2]);
});

test.each([
	['that the store refuses', new RecordRefusedError('The store does not take it')],
	['that does not have its shape', new TypeError('The value is not JSON')],
])('a record %s fails alone', async (_, error) => {
	const opened = openCounted((store) => ({
		async setTogether(together, lease) {
			if (together.some(({ key }) => key === 'b')) throw error;
			await store.setTogether(together, lease);
		},
	}));
	const reserve = (id: string) => opened.ledger.reserve(id, [ann(5)], pictures(1), TTL_MS);
	const answers = await Promise.allSettled(['a', 'b', 'c'].map(reserve));
	expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(await used(opened)).toEqual([2, 0]);
});

test('a store that fails while each is tried alone is not asked again for the others', async () => {
	let writes = 0;
	const { ledger } = openCounted((store) => ({
		async setTogether(together, lease) {
			if (++writes === 1) throw new RecordRefusedError('The store does not take one of them');
			if (writes === 3) throw new StoreError('The database is locked');
			await store.setTogether(together, lease);
		},
	}));
	const answers = await Promise.allSettled(
		['a', 'b', 'c'].map((id) => ledger.reserve(id, [ann(5)], pictures(1), TTL_MS)),
	);
	expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
	expect(writes).toBe(3);
});

test('a store that writes and then does not answer is asked once, and has counted everything once', async () => {
	let writes = 0;
	const opened = openCounted((store) => ({
		async setTogether(together, lease) {
			await store.setTogether(together, lease);
			if (++writes === 1) throw new StoreError('The store did not answer');
		},
	}));
	const reserveAll = () =>
		Promise.allSettled(['a', 'b', 'c'].map((id) => opened.ledger.reserve(id, [ann(5)], pictures(1), TTL_MS)));
	expect((await reserveAll()).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	expect((await reserveAll()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
	expect(await used(opened)).toEqual([3, 0]);
	expect(writes).toBe(1);
});

test('a store that fails fails all that were done together, and those after it succeed', async () => {
	let isBroken = true;
	const opened = openCounted((store) => ({
		async setTogether(together, lease) {
			if (isBroken) throw new StoreError('The store is broken');
			await store.setTogether(together, lease);
		},
	}));
	const { ledger } = opened;
	const reserve = (id: string) => ledger.reserve(id, [ann(5)], pictures(1), TTL_MS);
	const answers = await Promise.allSettled(['a', 'b'].map(reserve));
	expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await used(opened)).toEqual([0, 0]);
	isBroken = false;
	await Promise.all(['a', 'b'].map(reserve));
	expect(await used(opened)).toEqual([2, 0]);
});

test('several reservations are made in order, in one write, up to the first that does not fit', async () => {
	const opened = openCounted();
	const { ledger, counts } = opened;
	const request = (id: string, account: ReturnType<typeof ann>) => ({
		id,
		accounts: [account],
		wanted: pictures(1),
		ttlMs: TTL_MS,
	});
	const both = [request('a', ann(1)), request('b', bot(perDay(100)))];
	expect(await ledger.reserveInOrder(both)).toEqual({ made: 2, last: { kind: 'reserved' } });
	expect(counts).toEqual({ locks: 1, writes: 1 });
	const next = [request('c', bot(perDay(100))), request('d', ann(1)), request('e', bot(perDay(100)))];
	expect(await ledger.reserveInOrder(next)).toMatchObject({ made: 1, last: { kind: 'refused' } });
	expect(await used(opened)).toEqual([1, 2]);
});
