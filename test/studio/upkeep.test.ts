import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLedger } from '../../src/studio/quota/ledger/create-ledger.ts';
import { createJobRecords } from '../../src/studio/requests/job-records.ts';
import { createEditDrafts } from '../../src/studio/sessions/edit-drafts.ts';
import { createForgetting } from '../../src/studio/sessions/forget-person.ts';
import { createPersonIndex } from '../../src/studio/sessions/person-index.ts';
import { createThoughts } from '../../src/studio/sessions/thoughts.ts';
import { GRACE_MS, MARKED_MS } from '../../src/studio/sessions/turns/keep-blobs.ts';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import { type Store, StoreError } from '../../src/studio/store.ts';
import { FIRST_SWEEP_MS, SWEEP_EVERY_MS, startUpkeep } from '../../src/studio/upkeep.ts';
import { logBook } from '../store/log-book.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { appendChain, hashesIn, newSession, RETENTION_MS } from './sessions/turns/fixture.ts';

/** Sweeping over a store of its own, which `change` may spoil. */
function openSweeping(change: (store: Store) => Store = (store) => store) {
	const clock = fakeClock();
	const { log, lines, logged } = logBook('debug');
	const whole = openMemoryStore({ clock, log });
	const store = change(whole);
	const turns = createTurns({ store, clock });
	const index = createPersonIndex(store);
	const thoughts = createThoughts(store, index);
	const editDrafts = createEditDrafts(store, index);
	const jobRecords = createJobRecords({ store, ownerId: 'this', log });
	const forgetting = createForgetting({ turns, thoughts, editDrafts, jobRecords, store, clock });
	const ledger = createLedger({ ...store, clock });
	const start = () => startUpkeep({ turns, ledger, forgetting, retentionMs: RETENTION_MS, clock, log });
	return { clock, lines, logged, whole, turns, start };
}

/** The store, but the records of one kind cannot be listed. */
const withoutListing = (namespace: string) => (store: Store) => ({
	...store,
	records(name: string) {
		const records = store.records(name);
		if (name !== namespace) return records;
		return {
			get: records.get.bind(records),
			set: records.set.bind(records),
			add: records.add.bind(records),
			delete: records.delete.bind(records),
			// biome-ignore lint/correctness/useYield: it fails before there is anything to yield.
			async *entries(): AsyncGenerator<never> {
				throw new StoreError('the store cannot say');
			},
		};
	},
});

const ALL_CHORES = 4;

test('nothing is removed at the start, whatever is due; it goes an hour later, and what comes to be due in six more', async () => {
	const { clock, logged, turns, start } = openSweeping();
	for (const id of ['s1', 's2']) await turns.open(newSession({ id }));
	await clock.advance(RETENTION_MS - FIRST_SWEEP_MS - 1);
	await turns.roomFor('s2');
	await clock.advance(FIRST_SWEEP_MS + 1);
	await using _sweeping = start();
	await clock.advance(FIRST_SWEEP_MS - 1);
	expect(await turns.session('s1')).toBeDefined();
	await clock.advance(1);
	await logged('"swept"', ALL_CHORES);
	expect(await turns.session('s1')).toBeUndefined();
	expect(await turns.session('s2')).toBeDefined();
	for (let sweeps = 2; (await turns.session('s2')) !== undefined; sweeps++) {
		await setImmediate();
		await clock.advance(SWEEP_EVERY_MS);
		await logged('"swept"', ALL_CHORES * sweeps);
	}
	expect(clock.now()).toBeLessThanOrEqual(fakeClock().now() + 2 * RETENTION_MS + SWEEP_EVERY_MS);
});

test.each([
	['ledger-accounts', { sessions: 'gone', marks: 1, failures: 1 }],
	['sessions', { sessions: 'kept', marks: 1, failures: 2 }],
	['turns', { sessions: 'gone', marks: 0, failures: 3 }],
	['blob-marks', { sessions: 'gone', marks: 0, failures: 1 }],
] as const)(
	'when %s cannot be listed, the other chores are done and the failure is logged',
	async (namespace, left) => {
		const { clock, lines, logged, whole, turns, start } = openSweeping(withoutListing(namespace));
		await turns.open(newSession());
		await whole.blobs.put(Buffer.from('a picture that nothing names'));
		await clock.advance(RETENTION_MS + GRACE_MS);
		await using _sweeping = start();
		await clock.advance(FIRST_SWEEP_MS);
		await logged('"chore":"blobs"', 1);
		expect((await whole.records('sessions').get('s1')) === undefined ? 'gone' : 'kept').toBe(left.sessions);
		let marks = 0;
		for await (const _ of whole.records('blob-marks').entries()) marks++;
		expect(marks).toBe(left.marks);
		expect(lines.filter((line) => line.includes('a sweep failed'))).toHaveLength(left.failures);
	},
);

test('what a version kept that does not know the index of people is entered', async () => {
	const { clock, logged, whole, turns, start } = openSweeping();
	await turns.open(newSession());
	await whole.records('person-index').delete('alice:session:s1:');
	await using _sweeping = start();
	await clock.advance(FIRST_SWEEP_MS);
	await logged('"chore":"people"', 1);
	expect(await whole.records('person-index').get('alice:session:s1:')).toBeDefined();
});

test('while a record is not understood, each sweep says in one line that no picture goes', async () => {
	const { clock, lines, logged, whole, turns, start } = openSweeping();
	await turns.open(newSession());
	await appendChain(turns, ['t1']);
	await whole.blobs.put(Buffer.from('a picture that nothing names'));
	await whole.records('turns').set('of-tomorrow', { v: 2, secret: 'words' });
	await using _sweeping = start();
	await clock.advance(FIRST_SWEEP_MS);
	for (let sweeps = 1; sweeps <= (2 * MARKED_MS) / SWEEP_EVERY_MS; sweeps++) {
		await logged('no picture was removed, because there are records that are not understood', sweeps);
		await setImmediate();
		await clock.advance(SWEEP_EVERY_MS);
	}
	expect(await hashesIn(whole)).toHaveLength(3);
	expect(lines.join()).toContain('"id":"of-tomorrow"');
	expect(lines.join()).not.toContain('words');
});
