import { describe, expect, test } from 'vitest';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import { logBook } from '../../../store/log-book.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import {
	appendChain,
	bytesOf,
	everythingIn,
	hashesIn,
	MODEL_ID,
	newSession,
	openTurns,
	RETENTION_MS,
	sweepLater,
	sweepNow,
} from './fixture.ts';

const everything = { modelId: MODEL_ID, budgetBytes: Number.POSITIVE_INFINITY };

describe('a sweep', () => {
	test.each([
		['session-places', 'thread'],
		['turn-messages', 't1'],
		['message-turns', 'm1'],
	])('and /forget remove everything else although %s/%s cannot be read', async (namespace, key) => {
		for (const remove of [sweepNow, (turns: Turns) => turns.forget('alice', '2')]) {
			const { turns, clock, store } = openTurns();
			await turns.open(newSession());
			await appendChain(turns, ['t1', 't2']);
			await turns.linkMessages('t1', [{ placeId: 'thread', id: 'm1' }]);
			await clock.advance(RETENTION_MS);
			await store.records(namespace).set(key, { v: 9 });
			await remove(turns);
			const left = Object.keys(await everythingIn(store)).filter(
				(name) => !/^(forgotten|message-turns|turn-messages)/.test(name),
			);
			expect(left).toEqual(namespace === 'session-places' ? ['session-places/thread'] : []);
		}
	});

	test('that does not understand one turn removes no blob without known users, and all else that is due', async () => {
		const { turns, clock, store } = openTurns();
		await turns.open(newSession({ id: 's2', placeId: 'another thread' }));
		await appendChain(turns, ['u1'], { sessionId: 's2' });
		await clock.advance(RETENTION_MS);
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		await store.blobs.put(bytesOf('without owner'));
		const record = Object(await store.records('turns').get('t1'));
		await store.records('turns').set('t1', { ...record, v: 2 });
		expect(await sweepLater(turns, clock)).toEqual({ sessions: 1, turns: 1, blobs: 'unreadable' });
		expect(await hashesIn(store)).toHaveLength(5);
		await store.records('turns').set('t1', record);
		expect((await sweepLater(turns, clock)).blobs).toBe(1);
	});

	test.each(['sessions', 'session-places', 'session-releases', 'turns'])(
		'goes past a record of %s that is not understood, and names it in the log without a word of it',
		async (namespace) => {
			const { log, lines } = logBook();
			const clock = fakeClock();
			const store = openMemoryStore({ clock, log });
			const turns = createTurns({ store, clock });
			await turns.open(newSession());
			await appendChain(turns, ['t1']);
			await store.records(namespace).set('0', { v: 7, kind: 'dream', text: 'a secret prompt' });
			await clock.advance(RETENTION_MS);
			expect(await turns.sweepSessions(RETENTION_MS)).toEqual({ sessions: 1, turns: 1 });
			expect(lines.join()).toContain('"id":"0"');
			expect(lines.join()).not.toContain('secret');
			expect(await store.records(namespace).get('0')).toMatchObject({ v: 7 });
		},
	);

	test('leaves the turns of a session that is not understood alone, and their blobs', async () => {
		const { turns, clock, store } = openTurns();
		await turns.open(newSession());
		await appendChain(turns, ['t1', 't2']);
		const record = Object(await store.records('sessions').get('s1'));
		await store.records('sessions').set('s1', { ...record, v: 2 });
		await turns.release('thread');
		await sweepLater(turns, clock);
		await store.records('sessions').set('s1', record);
		const history = await turns.history('t2', everything);
		expect(history.kind === 'exact' && history.exchanges).toHaveLength(2);
		expect(await sweepLater(turns, clock)).toMatchObject({ sessions: 1, turns: 2 });
		expect(await hashesIn(store)).toEqual([]);
	});
});
