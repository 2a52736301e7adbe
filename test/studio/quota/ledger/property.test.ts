import fc from 'fast-check';
import { test } from 'vitest';
import { TTL_MS } from './accounts.ts';
import { LENGTHS_MS } from './model.ts';
import { type Crash, World } from './world.ts';

const crash: fc.Arbitrary<Crash> = fc.option(
	fc.record({ atWrite: fc.integer({ min: 1, max: 7 }), isKept: fc.boolean(), isMadeAgain: fc.boolean() }),
	{ freq: 2 },
);
const request = fc.nat(19);
const spanMs = fc.constantFrom(1, 999, TTL_MS - 1, TTL_MS, ...Object.values(LENGTHS_MS));

type Step = (world: World) => Promise<void>;

/** Shown when a run fails. */
const named = (name: string, step: Step): Step => Object.assign(step, { [fc.toStringMethod]: () => name });

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc
			.tuple(request, fc.integer({ min: 1, max: 3 }), fc.boolean(), crash)
			.map((args) => named(`reserve ${fc.stringify(args)}`, (world) => world.reserve(...args))),
	},
	{
		weight: 4,
		arbitrary: fc
			.tuple(request, fc.integer({ min: 0, max: 4 }), crash)
			.map((args) => named(`settle ${fc.stringify(args)}`, (world) => world.settle(...args))),
	},
	{
		weight: 2,
		arbitrary: fc
			.tuple(request, crash)
			.map((args) => named(`refund ${fc.stringify(args)}`, (world) => world.refund(...args))),
	},
	{ weight: 1, arbitrary: crash.map((at) => named(`sweep ${fc.stringify(at)}`, (world) => world.sweep(at))) },
	{ weight: 1, arbitrary: crash.map((at) => named(`reclaim ${fc.stringify(at)}`, (world) => world.reclaim(at))) },
	{
		weight: 3,
		arbitrary: fc
			.tuple(spanMs, fc.constantFrom(1, 1, -1))
			.map(([ms, sign]) => named(`clock ${ms * sign}`, (world) => world.setClock(ms * sign))),
	},
);

test('whatever is reserved, settled, refunded, cut short, swept and reclaimed, and however the clock goes, the ledger is right', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
			const world = new World();
			for (const take of steps) {
				await take(world);
				await world.check();
			}
			await world.checkEnd();
		}),
		{ numRuns: 150 },
	);
});
