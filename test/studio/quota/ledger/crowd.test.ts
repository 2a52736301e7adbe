import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import type { Account } from '../../../../src/studio/quota/ledger/limits.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import { bot, openLedger, TTL_MS } from './accounts.ts';

const MOST = 100;
const budget = bot({ window: 'day', of: 'microDollars', most: MOST });

/** A call that is expected to cost so much, and may come to so much. */
const call = (microDollars: number, most: number) => ({ images: 1, microDollars, most: { microDollars: most } });
const costing = (microDollars: number) => [{ model: 'flash', images: 1, microDollars }];

test('what may come to more than there is room for runs alone, and others wait for it, refused or let in after it', async () => {
	const { ledger } = openLedger();
	const reserve = (id: string) => ledger.reserve(id, [budget], call(10, 80), TTL_MS);
	expect(await reserve('a')).toEqual({ kind: 'reserved' });
	expect(await reserve('b')).toEqual({ kind: 'busy' });
	await ledger.settle('a', costing(12));
	expect(await reserve('b')).toEqual({ kind: 'reserved' });
	expect(await reserve('c')).toEqual({ kind: 'busy' });
	await ledger.settle('b', costing(80));
	expect(await reserve('c')).toMatchObject({ kind: 'refused', left: 8 });
});

test('what fits with all that it and others may come to is let in at once, to the last micro-dollar', async () => {
	const { ledger } = openLedger();
	await ledger.reserve('a', [budget], call(10, 60), TTL_MS);
	expect(await ledger.reserve('b', [budget], call(10, 41), TTL_MS)).toEqual({ kind: 'busy' });
	expect(await ledger.reserve('b', [budget], call(10, 40), TTL_MS)).toEqual({ kind: 'reserved' });
});

test('what can come to no more than is held waits for what can, and for nothing else', async () => {
	const { ledger } = openLedger();
	await ledger.reserve('a', [budget], call(50, 50), TTL_MS);
	expect(await ledger.reserve('b', [budget], call(10, 60), TTL_MS)).toEqual({ kind: 'reserved' });
	expect(await ledger.reserve('c', [budget], call(10, 10), TTL_MS)).toEqual({ kind: 'busy' });
});

test('a limit of calls that fail lets in as many as may, and refuses when so many have', async () => {
	const { ledger } = openLedger();
	const limited = bot({ window: 'hour', of: 'failedCalls', most: 2 });
	const reserve = (id: string) =>
		ledger.reserve(id, [limited], { images: 1, microDollars: 0, most: { failedCalls: 1 } }, TTL_MS);
	const failed = [{ model: 'flash', images: 0, microDollars: 0, failedCalls: 1 }];
	expect([await reserve('a'), await reserve('b'), await reserve('c')].map(({ kind }) => kind)).toEqual([
		'reserved',
		'reserved',
		'busy',
	]);
	await ledger.settle('a', failed);
	expect(await reserve('c')).toEqual({ kind: 'busy' });
	await ledger.settle('b', costing(0));
	expect(await reserve('c')).toEqual({ kind: 'reserved' });
	await ledger.settle('c', failed);
	expect(await reserve('d')).toMatchObject({ kind: 'refused', used: 2, left: 0 });
});

test('a wait in yesterday is none today', async () => {
	const { ledger, clock } = openLedger(Date.UTC(2026, 10, 20, 23, 59));
	await ledger.reserve('a', [budget], call(10, 80), TTL_MS);
	await clock.advance(60_000);
	expect(await ledger.reserve('b', [budget], call(10, 80), TTL_MS)).toEqual({ kind: 'reserved' });
});

interface Wish {
	readonly estimate: number;
	/** What it may come to beyond the estimate, and what of that it does come to. */
	readonly surplus: number;
	readonly share: number;
}

test('whatever runs at once and comes to whatever it may, a budget is passed by one call’s surplus at most', async () => {
	const wish: fc.Arbitrary<Wish> = fc.record({
		estimate: fc.integer({ min: 1, max: 40 }),
		surplus: fc.integer({ min: 0, max: 300 }),
		share: fc.double({ min: 0, max: 1, noNaN: true }),
	});
	const plan = fc.array(fc.tuple(wish, fc.nat(9)), { minLength: 5, maxLength: 60, size: 'max' });
	await fc.assert(
		fc.asyncProperty(plan, async (steps) => {
			const clock = fakeClock();
			const ledger = createLedger({ ...openMemoryStore({ clock }), clock });
			const accounts: Account[] = [budget];
			const running = new Map<string, Wish>();
			let largestSurplus = 0;
			for (const [index, [wanted, ending]] of steps.entries()) {
				const { estimate, surplus } = wanted;
				const answer = await ledger.reserve(`${index}`, accounts, call(estimate, estimate + surplus), TTL_MS);
				if (answer.kind === 'reserved') running.set(`${index}`, wanted);
				// Whoever has to wait has somebody to wait for.
				if (answer.kind === 'busy') expect(running.size).toBeGreaterThan(0);
				const [id, ended] = [...running][ending] ?? [];
				if (id === undefined || ended === undefined) continue;
				running.delete(id);
				const beyond = Math.round(ended.surplus * ended.share);
				largestSurplus = Math.max(largestSurplus, beyond);
				await ledger.settle(id, costing(ended.estimate + beyond));
				const [standing] = await ledger.standing(accounts);
				expect(standing?.used).toBeLessThanOrEqual(MOST + largestSurplus);
			}
		}),
		{ numRuns: 300 },
	);
});
