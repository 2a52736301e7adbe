import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { createLog } from '../../../src/log.ts';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import { holdProcessLease, LEASE_MS, RENEW_EVERY_MS } from '../../../src/studio/quota/process-lease.ts';
import { type Locks, StoreError } from '../../../src/studio/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { ann, bot, perDay } from './ledger/accounts.ts';

const accounts = [ann(5), bot(perDay(5))];
const estimate = { images: 1, microDollars: 4 };
const due = [{ model: 'flash', images: 0, microDollars: 4 }];
const HOUR_MS = 3_600_000;

/** Processes on one store, each with its ledger. One that is killed is one whose time stands still. */
function openProcesses() {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const records = store.records('process-leases');
	const lines: string[] = [];
	let isBroken = false;
	let isOutOfReach = false;
	const reclaimed: string[] = [];
	/** Whose work is looked for, and whose was found. */
	const owners = new Set<string>();
	const found: string[] = [];
	let isReady = true;
	const locks: Locks = {
		async withLock(keys, work) {
			if (isOutOfReach) throw new StoreError('The store is out of reach');
			return store.locks.withLock(keys, work);
		},
	};
	/**
	 * @param aheadMs by how much the clock of its machine is ahead of the others.
	 * @param canReclaim until when its reclaiming waits.
	 */
	const start = async (
		ownerId: string,
		{ isAlone = false, isKilled = false, aheadMs = 0, canReclaim = Promise.resolve() } = {},
	) => {
		const ledger = createLedger({ ...store, clock, ownerId });
		const own: Clock = { now: () => clock.now() + aheadMs, sleep: (...args) => clock.sleep(...args) };
		const lease = await holdProcessLease({
			store: { ...store, locks },
			clock: isKilled ? fakeClock(own.now()) : own,
			log: createLog('info', { write: (line) => void lines.push(line) }),
			ownerId,
			isAlone,
			async reclaim(ownerIds, findDead) {
				if (!isReady) return false;
				if (isBroken) throw new StoreError('The store is broken');
				found.push(...(await findDead(owners)));
				if (ownerIds.size === 0) return true;
				reclaimed.push(`${[...ownerIds]} by ${ownerId}`);
				await canReclaim;
				await ledger.reclaim(ownerIds);
				return true;
			},
		});
		return {
			lease,
			hold: () => ledger.reserve(`held by ${ownerId}`, accounts, estimate, HOUR_MS),
			send: () => ledger.reserve(`sent by ${ownerId}`, accounts, { ...estimate, due }, HOUR_MS),
			settle: () => ledger.settle(`sent by ${ownerId}`, [{ ...estimate, model: 'flash' }]),
			used: async () => (await ledger.standing(accounts)).map(({ used }) => used),
			spent: async () => (await ledger.history(bot())).today,
		};
	};
	const breakStore = (broken: boolean) => {
		isBroken = broken;
	};
	const cutOff = (isCut: boolean) => {
		isOutOfReach = isCut;
	};
	const setReady = (ready: boolean) => {
		isReady = ready;
	};
	const leases = async () => Object.keys(Object(await records.get('all')).untilMs);
	return { clock, start, breakStore, cutOff, setReady, leases, lines, reclaimed, owners, found };
}

describe('what a killed process held', () => {
	test('is given back at once where the next process is alone, and what it had sent is booked', async () => {
		const { start, leases } = openProcesses();
		const killed = await start('killed', { isAlone: true });
		await killed.hold();
		await killed.send();
		const next = await start('next', { isAlone: true });
		expect(await next.used()).toEqual([0, 0]);
		expect(await next.spent()).toEqual(due);
		expect(await leases()).toEqual(['next']);
	});

	test('is given back by those that live when its lease has run out, and not a moment before', async () => {
		const { start, leases, clock } = openProcesses();
		const killed = await start('killed', { isKilled: true });
		await killed.hold();
		await killed.send();
		const living = await start('living');
		await living.hold();
		await clock.advance(LEASE_MS - 1);
		expect(await living.used()).toEqual([3, 3]);
		await clock.advance(RENEW_EVERY_MS);
		expect(await living.used()).toEqual([1, 1]);
		expect(await living.spent()).toEqual(due);
		expect(await leases()).toEqual(['living']);
	});

	test.each([0, -HOUR_MS, HOUR_MS])(
		'is given back by a process that starts later and watched it, its clock %i ms ahead',
		async (aheadMs) => {
			const { start, clock } = openProcesses();
			await (await start('killed', { isKilled: true })).hold();
			await clock.advance(LEASE_MS);
			const next = await start('next', { aheadMs });
			await clock.advance(LEASE_MS - 1);
			expect(await next.used()).toEqual([1, 1]);
			await clock.advance(RENEW_EVERY_MS);
			expect(await next.used()).toEqual([0, 0]);
		},
	);

	test('counts as it was decided, when it was killed while it settled', async () => {
		const { start } = openProcesses();
		const killed = await start('killed', { isAlone: true });
		await killed.send();
		await killed.settle();
		const next = await start('next', { isAlone: true });
		expect(await next.used()).toEqual([1, 1]);
	});

	test('is found at the next renewal, where a process that had a lease has none any more', async () => {
		const { start, clock, owners, found } = openProcesses();
		const stopped = await start('stopped');
		await start('living');
		for (const id of ['living', 'stopped']) owners.add(id);
		await clock.advance(RENEW_EVERY_MS);
		found.length = 0;
		await stopped.lease[Symbol.asyncDispose]();
		await clock.advance(RENEW_EVERY_MS);
		expect(found).toEqual(['stopped']);
	});

	test('is found within a minute, where no lease was ever seen', async () => {
		const { start, clock, owners, found } = openProcesses();
		await start('living');
		await clock.advance(RENEW_EVERY_MS);
		owners.add('unseen');
		await clock.advance(LEASE_MS);
		expect(found).toContain('unseen');
	});

	test('is given back at the next renewal after a process is ready for that', async () => {
		const { start, clock, setReady, leases, reclaimed } = openProcesses();
		setReady(false);
		await start('killed', { isKilled: true });
		await start('starting');
		await clock.advance(2 * LEASE_MS);
		expect([reclaimed, await leases()]).toEqual([[], ['killed', 'starting']]);
		setReady(true);
		await clock.advance(RENEW_EVERY_MS);
		expect([reclaimed, await leases()]).toEqual([['killed by starting'], ['starting']]);
	});

	test('is given back later, when the store breaks meanwhile', async () => {
		const { start, clock, breakStore, leases, lines } = openProcesses();
		await (await start('killed', { isKilled: true })).hold();
		const living = await start('living');
		breakStore(true);
		await clock.advance(LEASE_MS + RENEW_EVERY_MS);
		expect(await living.used()).toEqual([1, 1]);
		expect(await leases()).toEqual(['killed', 'living']);
		expect(lines.join('')).toContain('what dead processes held could not be ended');
		breakStore(false);
		await clock.advance(RENEW_EVERY_MS);
		expect(await living.used()).toEqual([0, 0]);
	});

	test.each(['is out of reach', 'breaks while it is given back'])(
		'is given back later to a process that is alone, when the store %s as it starts',
		async (what) => {
			const { start, clock, breakStore, cutOff, leases, lines } = openProcesses();
			await (await start('killed', { isAlone: true })).hold();
			const fail = what === 'is out of reach' ? cutOff : breakStore;
			fail(true);
			const next = await start('next', { isAlone: true });
			await clock.advance(RENEW_EVERY_MS);
			expect(await next.used()).toEqual([1, 1]);
			fail(false);
			await clock.advance(RENEW_EVERY_MS);
			expect(await next.used()).toEqual([0, 0]);
			expect(await leases()).toEqual(['next']);
			// From then on it has nothing left to ask the store for.
			const said = lines.length;
			cutOff(true);
			await clock.advance(HOUR_MS);
			expect(lines).toHaveLength(said);
		},
	);
});

describe('a process that takes long to give back what a killed one held', () => {
	test('lives on for the others', async () => {
		const { start, clock, reclaimed } = openProcesses();
		await start('killed', { isKilled: true });
		const { promise: canReclaim, resolve: goOn } = Promise.withResolvers<void>();
		const slow = await start('slow', { canReclaim });
		await slow.hold();
		await start('other');
		await clock.advance(5 * LEASE_MS);
		expect(await slow.used()).toEqual([1, 1]);
		goOn();
		await clock.advance(5 * LEASE_MS);
		expect(await slow.used()).toEqual([1, 1]);
		expect(reclaimed).toEqual(['killed by slow', 'killed by other']);
	});

	test('does so once, and before it ends', async () => {
		const { start, clock, leases, reclaimed } = openProcesses();
		const killed = await start('killed', { isKilled: true });
		await killed.hold();
		const { promise: canReclaim, resolve: goOn } = Promise.withResolvers<void>();
		const { lease } = await start('slow', { canReclaim });
		await clock.advance(5 * LEASE_MS);
		const ended = lease[Symbol.asyncDispose]();
		await clock.advance(RENEW_EVERY_MS);
		expect(await leases()).toEqual(['killed', 'slow']);
		goOn();
		await ended;
		expect(reclaimed).toEqual(['killed by slow']);
		expect(await killed.used()).toEqual([0, 0]);
		expect(await leases()).toEqual([]);
	});

	test('takes no work before, when it is alone', async () => {
		const { start, clock } = openProcesses();
		await (await start('killed', { isAlone: true })).hold();
		const { promise: canReclaim, resolve: goOn } = Promise.withResolvers<void>();
		let isStarted = false;
		const starting = start('next', { isAlone: true, canReclaim }).finally(() => {
			isStarted = true;
		});
		await clock.advance(LEASE_MS);
		expect(isStarted).toBe(false);
		goOn();
		expect(await (await starting).used()).toEqual([0, 0]);
	});
});

describe('two processes that live take nothing from each other', () => {
	test.each([0, 61_000, -61_000, HOUR_MS])(
		'for an hour, though the clock of one is %i ms ahead of that of the other',
		async (aheadMs) => {
			const { start, clock } = openProcesses();
			const [one, other] = [await start('one'), await start('other', { aheadMs })];
			await clock.advance(HOUR_MS - 1);
			await Promise.all([one.hold(), other.send()]);
			await clock.advance(HOUR_MS - 1);
			expect(await one.used()).toEqual([2, 2]);
		},
	);

	test('though their machine was asleep', async () => {
		const { start, clock } = openProcesses();
		const [one, other] = [await start('one'), await start('other')];
		await Promise.all([one.hold(), other.send()]);
		await clock.skip(HOUR_MS - 1);
		expect(await one.used()).toEqual([2, 2]);
	});

	test('though the store was out of reach for both', async () => {
		const { start, clock, cutOff } = openProcesses();
		const [one, other] = [await start('one'), await start('other')];
		await Promise.all([one.hold(), other.send()]);
		cutOff(true);
		await clock.advance(5 * LEASE_MS);
		cutOff(false);
		await clock.advance(RENEW_EVERY_MS);
		expect(await one.used()).toEqual([2, 2]);
	});
});

test('a process that was cut off for so long that it counted as dead still books what it used, once', async () => {
	const { start, clock } = openProcesses();
	const slow = await start('slow', { isKilled: true });
	await slow.send();
	const other = await start('other');
	await clock.advance(LEASE_MS);
	expect(await other.spent()).toEqual(due);
	for (let time = 0; time < 2; time++) await slow.settle();
	expect(await other.spent()).toEqual([{ ...estimate, model: 'flash' }]);
});

test('a process that ends in good order leaves no lease behind', async () => {
	const { start, leases } = openProcesses();
	const { lease } = await start('one');
	await lease[Symbol.asyncDispose]();
	expect(await leases()).toEqual([]);
});
