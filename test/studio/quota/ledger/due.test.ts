import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import type { Ledger } from '../../../../src/studio/quota/ledger/ledger.ts';
import { StoreError } from '../../../../src/studio/store.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { ann, bot, made, openLedger, perDay, pictures, TTL_MS } from './accounts.ts';
import { breakAt } from './breakable-store.ts';
import { openPunctualStore } from './punctual-store.ts';

const DAY_MS = 86_400_000;
const accounts = [ann(5), bot(perDay(5))];
const due = [{ model: 'flash', images: 0, microDollars: 67_000 }];
const wanted = { ...pictures(1), due };

function openPunctualLedger() {
	const clock = fakeClock();
	return { ledger: createLedger({ ...openPunctualStore(clock), clock }), clock };
}

const used = async (ledger: Ledger) => (await ledger.standing(accounts)).map((standing) => standing.used);
const spent = async (ledger: Ledger) =>
	Promise.all(accounts.map(async (account) => (await ledger.history(account)).months.flatMap(({ uses }) => uses)));

describe('what is due', () => {
	test('counts on every account when it expires unsettled, once, in the day of the reservation', async () => {
		const { ledger, clock } = openLedger(Date.UTC(2026, 10, 20, 23, 59));
		await ledger.reserve('a', accounts, wanted, TTL_MS);
		await clock.advance(TTL_MS);
		expect(await ledger.sweep()).toBe(1);
		expect(await ledger.sweep()).toBe(0);
		expect(await spent(ledger)).toEqual([due, due]);
		expect((await ledger.history(ann(5))).days).toMatchObject([{ period: '2026-11-20' }]);
	});

	test('keeps its room between its expiry and the sweep, so that nobody else gets it', async () => {
		const { ledger, clock } = openLedger();
		await ledger.reserve('a', accounts, wanted, TTL_MS);
		await clock.advance(TTL_MS);
		expect(await used(ledger)).toEqual([1, 1]);
	});

	test('is of no account once it is settled or refunded', async () => {
		for (const end of ['settle', 'refund'] as const) {
			const { ledger, clock } = openLedger();
			await ledger.reserve('a', accounts, wanted, TTL_MS);
			await (end === 'settle' ? ledger.settle('a', made(2)) : ledger.refund('a'));
			await clock.advance(TTL_MS);
			await ledger.sweep();
			expect(await spent(ledger)).toEqual(end === 'settle' ? [made(2), made(2)] : [[], []]);
		}
	});

	test('counts as well when nobody looks for forty days', async () => {
		const { ledger, clock } = openPunctualLedger();
		await ledger.reserve('a', accounts, wanted, TTL_MS);
		await clock.advance(40 * DAY_MS);
		expect(await ledger.sweep()).toBe(1);
		expect(await spent(ledger)).toEqual([due, due]);
	});

	test.each([1, 2])(
		'does not count when reserving was cut short after write %i: nothing was promised',
		async (writes) => {
			const { ledger, store, clock } = openLedger();
			const mortal = createLedger({ ...breakAt(store, { atWrite: writes, isKept: true }), clock, ownerId: 'mortal' });
			await expect(mortal.reserve('a', accounts, wanted, TTL_MS)).rejects.toThrow(StoreError);
			await ledger.reclaim(new Set(['mortal']));
			expect(await used(ledger)).toEqual([0, 0]);
			expect(await spent(ledger)).toEqual([[], []]);
		},
	);

	test.each([1, 2, 3])('counts on every account or none when the sweep is cut short at write %i', async (atWrite) => {
		const { ledger, store, clock } = openLedger();
		await ledger.reserve('a', accounts, wanted, TTL_MS);
		await clock.advance(TTL_MS);
		await createLedger({ ...breakAt(store, { atWrite, isKept: false }), clock })
			.sweep()
			.catch(() => {});
		await ledger.sweep();
		expect(await spent(ledger)).toEqual([due, due]);
	});
});

/** Ends what was due without a settlement. */
const ENDS = {
	async expired({ ledger, clock }: ReturnType<typeof openLedger>) {
		await clock.advance(TTL_MS);
		await ledger.sweep();
	},
	reclaimed: async ({ ledger }: ReturnType<typeof openLedger>) => void (await ledger.reclaim(new Set(['slow']))),
} as const;

describe.each(['expired', 'reclaimed'] as const)('what is due, once it counts because it was %s,', (end) => {
	/** A ledger in which it counts, as the estimate that it is. */
	async function openEnded() {
		const opened = openLedger();
		const { store, clock } = opened;
		const slow = createLedger({ ...store, clock, ownerId: 'slow' });
		await slow.reserve('a', accounts, wanted, TTL_MS);
		await ENDS[end](opened);
		expect(await spent(slow)).toEqual([due, due]);
		return { ...opened, ledger: slow };
	}

	test('gives way to the first settlement, and to no other', async () => {
		const { ledger, clock } = await openEnded();
		await ledger.settle('a', made(3));
		for (let round = 0; round < 2; round++) {
			expect(await spent(ledger)).toEqual([made(3), made(3)]);
			await ledger.settle('a', made(1));
			await ledger.refund('a');
			await clock.advance(TTL_MS);
			await ledger.sweep();
			await ledger.reclaim(new Set(['slow']));
		}
		expect(await used(ledger)).toEqual([3, 3]);
	});

	test('gives way to a settlement of another model in the same periods, and nothing else goes with it', async () => {
		const { ledger } = await openEnded();
		await ledger.reserve('b', accounts, pictures(1), TTL_MS);
		await ledger.settle('b', made(1));
		await ledger.settle('a', made(2, 'pro'));
		expect(await spent(ledger)).toEqual([
			[...made(1), ...made(2, 'pro')],
			[...made(1), ...made(2, 'pro')],
		]);
	});

	test('is taken back by a refund, after which a settlement still counts', async () => {
		const { ledger } = await openEnded();
		for (let time = 0; time < 2; time++) await ledger.refund('a');
		expect(await spent(ledger)).toEqual([[], []]);
		await ledger.settle('a', made(1));
		await ledger.settle('a', made(2));
		expect(await spent(ledger)).toEqual([made(1), made(1)]);
	});

	test.each([1, 2, 3, 4, 5].flatMap((atWrite) => [true, false].map((isKept) => ({ atWrite, isKept }))))(
		'gives way on every account or none when the settlement is cut short at write $atWrite, kept: $isKept',
		async (breakage) => {
			const { ledger, store, clock } = await openEnded();
			const dying = createLedger({ ...breakAt(store, breakage), clock });
			await expect(dying.settle('a', made(2))).rejects.toThrow(StoreError);
			const isDecided = breakage.atWrite > 3 || (breakage.atWrite === 3 && breakage.isKept);
			const counted = isDecided ? made(2) : due;
			expect(await used(ledger)).toEqual(isDecided ? [2, 2] : [0, 0]);
			await ledger.sweep();
			expect(await spent(ledger)).toEqual([counted, counted]);
			await ledger.settle('a', made(2));
			expect(await spent(ledger)).toEqual([made(2), made(2)]);
		},
	);
});

test('what was ended halfway by estimate counts as it is settled then, on every account', async () => {
	for (const atWrite of [1, 2, 3]) {
		const { ledger, store, clock } = openLedger();
		await ledger.reserve('a', accounts, wanted, TTL_MS);
		await clock.advance(TTL_MS);
		const dying = createLedger({ ...breakAt(store, { atWrite, isKept: true }), clock });
		await dying.sweep().catch(() => {});
		await ledger.settle('a', made(2));
		expect(await spent(ledger)).toEqual([made(2), made(2)]);
	}
});

test('an estimate is taken from no period that was forgotten meanwhile', async () => {
	const { ledger, clock } = openPunctualLedger();
	await ledger.reserve('a', accounts, wanted, TTL_MS);
	await clock.advance(TTL_MS);
	await ledger.sweep();
	for (let minute = 0; minute < 31; minute++) {
		await ledger.reserve(`${minute}`, accounts, pictures(1), TTL_MS);
		await ledger.settle(`${minute}`, []);
		await clock.advance(60_000);
	}
	await ledger.settle('a', made(1));
	expect(await spent(ledger)).toEqual([made(1), made(1)]);
});

describe('a settlement', () => {
	test('is taken up to 62 days after its reservation', async () => {
		const { ledger, clock } = openPunctualLedger();
		await ledger.reserve('a', accounts, pictures(1), TTL_MS);
		await clock.advance(62 * DAY_MS - 1);
		await ledger.settle('a', made(1));
		expect(await spent(ledger)).toEqual([made(1), made(1)]);
	});
});

describe('reclaiming', () => {
	test('ends what the dead hold and nothing else', async () => {
		const { ledger, store, clock } = openLedger();
		const by = (ownerId: string) => createLedger({ ...store, clock, ownerId });
		await by('dead').reserve('held', accounts, pictures(1), TTL_MS);
		await by('dead').reserve('sent', accounts, wanted, TTL_MS);
		await by('living').reserve('other', accounts, pictures(1), TTL_MS);
		await ledger.reserve('nobody’s', accounts, pictures(1), TTL_MS);
		expect(await ledger.reclaim(new Set(['dead', 'long gone']))).toBe(2);
		expect(await ledger.reclaim(new Set(['dead', 'long gone']))).toBe(0);
		expect(await used(ledger)).toEqual([2, 2]);
		expect(await spent(ledger)).toEqual([due, due]);
	});

	test('completes what the dead had begun to settle, as it was decided', async () => {
		for (const atWrite of [1, 2, 3]) {
			const { ledger, store, clock } = openLedger();
			await createLedger({ ...store, clock, ownerId: 'dead' }).reserve('a', accounts, wanted, TTL_MS);
			const dying = createLedger({ ...breakAt(store, { atWrite, isKept: true }), clock, ownerId: 'dead' });
			await expect(dying.settle('a', made(2))).rejects.toThrow(StoreError);
			await ledger.reclaim(new Set(['dead']));
			expect(await used(ledger)).toEqual([2, 2]);
		}
	});
});
