import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import type { Ledger } from '../../../../src/studio/quota/ledger/ledger.ts';
import type { Records, Store } from '../../../../src/studio/store.ts';
import { openTemporaryStore, temporaryFolder } from '../../../store/open-temporary.ts';
import { guarded } from '../../../support/child.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import { patientClock } from '../../../support/patient-clock.ts';
import { describeWithRedis, startRedis } from '../../../support/redis-server.ts';
import { ann, bot, made, perDay, pictures, TTL_MS } from './accounts.ts';

/** Reserves 200 times at once where three fit, settles what it got, and expects that it was three. */
async function expectThree(store: Store): Promise<void> {
	const ledger = createLedger({ ...store, clock: fakeClock() });
	const accounts = [bot(perDay(100)), ann(3)];
	const ids = Array.from({ length: 200 }, (_, number) => `request-${number}`);
	const answers = await Promise.all(
		ids.map(async (id) => ({ id, answer: await ledger.reserve(id, accounts, pictures(1), TTL_MS) })),
	);
	const reserved = answers.filter(({ answer }) => answer.kind === 'reserved');
	expect(reserved).toHaveLength(3);
	await Promise.all(reserved.map(({ id }) => ledger.settle(id, made(1))));
	expect((await ledger.standing(accounts)).map(({ used }) => used)).toEqual([3, 3]);
}

describe('of 200 requests at once three get through where three fit', () => {
	test('in memory', () => expectThree(openMemoryStore({ clock: patientClock })));

	test('in SQLite', async () => {
		await using store = await openTemporaryStore({ clock: patientClock });
		await expectThree(store);
	});

	describeWithRedis('on Redis', () => {
		test('in one process', async () => {
			await using redis = await startRedis();
			await using store = await openTemporaryStore({ redisUrl: redis.url, clock: patientClock });
			await expectThree(store);
		});

		test('in four processes', async () => {
			await using redis = await startRedis();
			await using folder = await temporaryFolder();
			const script = fileURLToPath(new URL('./processes/reserve.ts', import.meta.url));
			const children = ['p', 'q', 'r', 's'].map((name) =>
				guarded(spawn(process.execPath, [script, folder.path, redis.url, name, '50'])),
			);
			const counts = await Promise.all(children.map((child) => text(child.stdout)));
			expect(counts.reduce((total, count) => total + Number(count), 0)).toBe(3);
		});
	});
});

test('however the steps of two ledgers on one store mix, no limit is passed and no picture forgotten', async () => {
	const plan = fc.array(fc.constantFrom('settle', 'refund', 'reserve twice'), { minLength: 2, maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(plan, fc.scheduler(), async (ends, scheduler) => {
			const clock = fakeClock();
			const store = openMemoryStore({ clock });
			const inTurns = (namespace: string): Records => {
				const records = store.records(namespace);
				return {
					get: scheduler.scheduleFunction((key: string) => records.get(key)),
					set: scheduler.scheduleFunction((...write: Parameters<Records['set']>) => records.set(...write)),
					add: (...write) => records.add(...write),
					delete: (key) => records.delete(key),
					entries: (prefix) => records.entries(prefix),
				};
			};
			const setTogether = scheduler.scheduleFunction(store.setTogether);
			const open = () => createLedger({ ...store, records: inTurns, setTogether, clock });
			const [one, other] = [open(), open()];
			let [underWay, settled] = [0, 0];
			const run = async (end: string, number: number) => {
				const [id, ledger] = [`${number}`, number % 2 === 0 ? one : other];
				const reserve = (by: Ledger) => by.reserve(id, [ann(2), bot(perDay(3))], pictures(1), TTL_MS);
				const answers = await Promise.all(end === 'reserve twice' ? [reserve(one), reserve(other)] : [reserve(ledger)]);
				if (answers.some(({ kind }) => kind === 'refused')) return;
				underWay++;
				expect(underWay + settled).toBeLessThanOrEqual(2);
				if (end === 'refund') {
					// Before it is given back: from then on another may have it.
					underWay--;
					return ledger.refund(id);
				}
				await Promise.all([one.settle(id, made(1)), other.settle(id, made(1))]);
				underWay--;
				settled++;
			};
			await scheduler.waitFor(Promise.all(ends.map(run)));
			const standings = await createLedger({ ...store, clock }).standing([ann(2), bot(perDay(3))]);
			expect(standings.map(({ used }) => used)).toEqual([settled, settled]);
		}),
		{ numRuns: 50 },
	);
});
