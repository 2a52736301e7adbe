import { describe, expect, test } from 'vitest';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import {
	appendChain,
	everythingIn,
	newSession,
	newTurn,
	openTurns,
	pictureOf,
	RETENTION_MS,
	sweepLater,
	sweepNow,
} from './fixture.ts';
import { type Death, mortalStore } from './mortal-store.ts';
import { assertSound } from './sound.ts';

/** Alice's `s1`, a thread; Bob's `s2`, with a turn of Alice's; `s3`, ended and long unused, in a place that is gone; `s4`, ended. */
async function openThree() {
	const opened = openTurns();
	const { turns, clock } = opened;
	await turns.open(newSession({ id: 's3', ownerId: 'carol', placeId: 'gone' }));
	await appendChain(turns, ['v1', 'v2'], { sessionId: 's3', authorId: 'carol' });
	await turns.linkMessages('v1', [{ placeId: 'gone', id: 'm-v1' }]);
	await turns.end('s3');
	await clock.advance(RETENTION_MS);
	await turns.release('gone');
	await turns.open(newSession());
	await appendChain(turns, ['t1', 't2']);
	await turns.open(newSession({ id: 's4', ownerId: 'bob', placeId: 'third thread' }));
	await turns.end('s4');
	await turns.open(newSession({ id: 's2', ownerId: 'bob', placeId: 'another thread' }));
	await appendChain(turns, ['u1', 'u2'], { sessionId: 's2' });
	await appendChain(turns, ['u3'], { sessionId: 's2', parentId: 'u2', authorId: 'bob' });
	await turns.linkMessages(
		'u1',
		['m1', 'm2'].map((id) => ({ placeId: 'another thread', id })),
	);
	return opened;
}

const withBytes = newTurn('t3', {
	parentId: 't2',
	user: [{ text: 'x'.repeat(20_000) }, pictureOf('mine')],
	model: [pictureOf('one'), pictureOf('two')],
});

const acts: readonly (readonly [name: string, act: (turns: Turns) => Promise<unknown>])[] = [
	['open', (turns) => turns.open(newSession({ id: 's5', placeId: 'thread' }))],
	['append', (turns) => turns.append(withBytes)],
	[
		'linkMessages',
		(turns) =>
			turns.linkMessages(
				't1',
				['m3', 'm4'].map((id) => ({ placeId: 'thread', id })),
			),
	],
	['end', (turns) => turns.end('s1')],
	['reopen', (turns) => turns.reopen('s4')],
	['setPlace', (turns) => turns.setPlace('s1', { guildId: 'guild', parentPlaceId: 'channel', placeId: 'new' })],
	['update', (turns) => turns.update('s1', { isDropNoticeGiven: true })],
	['release', (turns) => turns.release('guild')],
	['forget', (turns) => turns.forget('alice', '2')],
	['sweep', (turns) => sweepNow(turns)],
];

/** What is kept when all that the act left behind has been swept. */
async function settle({ store, clock }: Awaited<ReturnType<typeof openThree>>) {
	await sweepLater(createTurns({ store, clock }), clock);
	return everythingIn(store);
}

/** Lets an act die in every way it can, until it is not long enough to die; returns how often it died. */
async function eachDeath(
	act: (turns: Turns) => Promise<unknown>,
	check: (after: Awaited<ReturnType<typeof openThree>>) => Promise<void>,
): Promise<number> {
	for (let atWrite = 1; ; atWrite++)
		for (const isWritten of [false, true]) {
			const opened = await openThree();
			const { seen, isDead } = mortalStore(opened.store, { atWrite, isWritten } satisfies Death);
			const dying = await act(createTurns({ store: seen, clock: opened.clock })).then(
				() => 'done',
				() => 'died',
			);
			if (!isDead()) return atWrite - 1;
			expect(dying).toBe('died');
			await check(opened);
		}
}

describe.each(acts)('a process that dies at any write of %s', (name, act) => {
	test('leaves what the same call in the next process completes', async () => {
		const undisturbed = await openThree();
		await act(undisturbed.turns);
		const expected = await settle(undisturbed);
		const deaths = await eachDeath(act, async (opened) => {
			await act(createTurns({ store: opened.store, clock: opened.clock }));
			expect(await settle(opened)).toEqual(expected);
		});
		expect(deaths).toBeGreaterThan(0);
	});

	test('leaves all or nothing of it to be seen, if nobody calls again', async () => {
		const seen = (found: Record<string, unknown>) =>
			Object.entries(found).filter(([key]) => key.startsWith('sessions/') || key.startsWith('turns/'));
		const opened = await openThree();
		const nothing = seen(await settle(opened));
		const done = await openThree();
		await act(done.turns);
		const all = seen(await settle(done));
		await eachDeath(act, async (left) => {
			const found = seen(await settle(left));
			await assertSound(left.store, left.clock);
			// Each session is forgotten by itself.
			if (name !== 'forget') expect([nothing, all]).toContainEqual(found);
		});
	});
});
