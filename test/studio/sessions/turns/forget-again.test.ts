import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blobName } from '../../../../src/studio/sessions/blob-name.ts';
import type { Forgotten } from '../../../../src/studio/sessions/turns/forget.ts';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import { bytesOf, everythingIn, newSession, newTurn, openTurns, sweepNow } from './fixture.ts';
import { type Death, mortalStore } from './mortal-store.ts';
import { scheduledStore } from './scheduled-store.ts';

const person = fc.constantFrom('alice', 'alice', 'bob', 'carol');
/** Few, so that turns share blobs. */
const pictures = fc.array(fc.constantFrom<string[]>('a', 'b', 'c'), { maxLength: 2 });

/** Who said what in whose session, one turn after the other. */
const contents = fc.record({
	owners: fc.array(person, { minLength: 1, maxLength: 3 }),
	turns: fc.array(
		fc.record({
			session: fc.nat({ max: 2 }),
			authorId: person,
			giver: person,
			user: pictures,
			model: pictures,
			isFreshStart: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 8 },
	),
});
type Contents = typeof contents extends fc.Arbitrary<infer T> ? T : never;

/** Alice's session with a turn of Bob; Bob's with two turns of hers, one he went on from, and a picture that she gave. */
const EXAMPLE: Contents = {
	owners: ['alice', 'bob'],
	turns: [
		{ session: 0, authorId: 'alice', giver: 'alice', user: ['a'], model: ['b'], isFreshStart: false },
		{ session: 0, authorId: 'bob', giver: 'bob', user: [], model: ['c'], isFreshStart: false },
		{ session: 1, authorId: 'bob', giver: 'bob', user: [], model: ['d'], isFreshStart: false },
		{ session: 1, authorId: 'alice', giver: 'alice', user: [], model: ['e'], isFreshStart: false },
		{ session: 1, authorId: 'bob', giver: 'bob', user: ['e'], model: ['f'], isFreshStart: true },
		{ session: 1, authorId: 'alice', giver: 'alice', user: [], model: ['g', 'd'], isFreshStart: false },
		{ session: 1, authorId: 'bob', giver: 'alice', user: ['h'], model: ['i'], isFreshStart: false },
	],
};

const partOf = (name: string) => ({ picture: { bytes: bytesOf(`picture ${name}`), mimeType: 'image/jpeg' } });

async function fill(turns: Turns, { owners, turns: made }: Contents): Promise<void> {
	for (const [index, ownerId] of owners.entries())
		await turns.open(newSession({ id: `s${index}`, ownerId, placeId: `p${index}` }));
	const heads = new Map<string, string>();
	for (const [index, { session, authorId, giver, user, model, isFreshStart }] of made.entries()) {
		const [id, sessionId] = [`t${index}`, `s${session % owners.length}`];
		const parts = user.map(partOf);
		const contributed = giver === authorId ? [] : parts.map(({ picture }) => ({ userId: giver, picture }));
		const said = { user: [{ text: `turn ${id}` }, ...parts], model: model.map(partOf), isFreshStart, contributed };
		await turns.append(newTurn(id, { sessionId, authorId, parentId: heads.get(sessionId) ?? null, ...said }));
		await turns.linkMessages(id, [{ placeId: `p${session}`, id: `m-${id}` }]);
		heads.set(sessionId, id);
	}
}

/** Forgets Alice while the store fails once; `undefined` when there were not so many writes. */
async function forgetHalf(filled: Contents, death: Death) {
	const { store, clock, turns } = openTurns();
	await fill(turns, filled);
	const { seen, isDead } = mortalStore(store, death);
	const attempt = createTurns({ store: seen, clock }).forget('alice', '2');
	const failed = await attempt.then(
		() => false,
		() => true,
	);
	expect(failed).toBe(isDead());
	return failed ? { store, turns } : undefined;
}

async function forgetWhole(filled: Contents) {
	const { store, turns } = openTurns();
	await fill(turns, filled);
	await turns.forget('alice', '2');
	return everythingIn(store);
}

const countOf = ({ sessions, turns, pictures: drawn }: Forgotten) => sessions + turns + drawn;

/** @param expected what an undisturbed call leaves. */
async function expectFinished(filled: Contents, death: Death, expected: Record<string, unknown>): Promise<boolean> {
	const half = await forgetHalf(filled, death);
	if (half === undefined) return false;
	const before = await everythingIn(half.store);
	const answer = await half.turns.forget('alice', '3');
	expect(await everythingIn(half.store)).toEqual(expected);
	expect(JSON.stringify(expected)).not.toContain('alice');
	const gone = Object.keys(before).filter((key) => /^(turns|blobs)\//.test(key) && !(key in expected));
	if (gone.length > 0) expect(countOf(answer), `the answer counts ${gone}`).toBeGreaterThan(0);
	expect(countOf(await half.turns.forget('alice', '4'))).toBe(0);
	return true;
}

const kinds = [
	['the process dies', { isPassing: false }],
	['the store fails once', { isPassing: true }],
] as const;

test.each(kinds)(
	'wherever %s, the same call again leaves nothing at once, and says that it removed something',
	async (...args) => {
		const [, how] = args;
		const expected = await forgetWhole(EXAMPLE);
		let failures = 0;
		for (let atWrite = 1; ; atWrite++) {
			const done = await Promise.all(
				[false, true].map((isWritten) => expectFinished(EXAMPLE, { ...how, atWrite, isWritten }, expected)),
			);
			if (done.includes(false)) break;
			failures++;
		}
		expect(failures).toBeGreaterThan(30);
	},
);

test('whatever people said, a call that failed is finished by the next, and what is left of others is as if it had not failed', async () => {
	await fc.assert(
		fc.asyncProperty(
			contents,
			fc.record({ atWrite: fc.integer({ min: 1, max: 60 }), isWritten: fc.boolean(), isPassing: fc.boolean() }),
			async (filled, death) => {
				await expectFinished(filled, death, await forgetWhole(filled));
			},
		),
		{ numRuns: 60 },
	);
});

test('of two calls at once one dies, and the other still leaves nothing', async () => {
	const expected = await forgetWhole(EXAMPLE);
	const deaths = fc.record({ atWrite: fc.integer({ min: 1, max: 60 }), isWritten: fc.boolean() });
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), deaths, fc.nat({ max: 60 }), async (scheduler, death, hesitations) => {
			const { store, clock, turns } = openTurns();
			await fill(turns, EXAMPLE);
			const [dying, living] = [mortalStore(store, death).seen, store].map((seen) =>
				createTurns({ store: scheduledStore(seen, scheduler), clock }),
			);
			const forgetLater = async () => {
				for (let step = 0; step < hesitations; step++) await scheduler.schedule(Promise.resolve());
				await living?.forget('alice', '2');
			};
			await scheduler.waitFor(Promise.all([dying?.forget('alice', '2').catch(() => {}), forgetLater()]));
			expect(await everythingIn(store)).toEqual(expected);
		}),
		{ numRuns: 200 },
	);
});

test('what a call counted that ended after the session was gone, the next counts in full', async () => {
	const whole = openTurns();
	await fill(whole.turns, EXAMPLE);
	const expected = await whole.turns.forget('alice', '2');
	const { store, turns, clock } = openTurns();
	await fill(turns, EXAMPLE);
	for (let atWrite = 1; (await turns.session('s0')) !== undefined; atWrite++)
		await createTurns({ store: mortalStore(store, { atWrite, isWritten: true }).seen, clock })
			.forget('alice', '2')
			.catch(() => {});
	expect(await turns.forget('alice', '3')).toEqual(expected);
});

test('when nobody calls again, the next sweep finishes what had begun, blobs included', async () => {
	const blobs = ['a', 'b', 'c'].map((name) => `blobs/${blobName(partOf(name).picture.bytes)}`);
	const own = ['sessions/s0', 'turns/t0', 'turns/t1', ...blobs].toSorted();
	const ends = new Set<boolean>();
	for (let atWrite = 1; ; atWrite++) {
		const half = await forgetHalf(EXAMPLE, { atWrite, isWritten: true });
		if (half === undefined) break;
		const isBegun = (await half.turns.session('s0')) === undefined;
		await sweepNow(half.turns);
		const left = Object.keys(await everythingIn(half.store)).filter((key) => own.includes(key));
		expect(left).toEqual(isBegun ? [] : own);
		ends.add(isBegun);
	}
	expect(ends.size).toBe(2);
});
