import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../../src/log.ts';
import { createCircuitBreakers } from '../../src/studio/generation/circuit-breaker.ts';
import { createRules } from '../../src/studio/rules/guild-rules.ts';
import { GRACE_MS } from '../../src/studio/sessions/turns/keep-blobs.ts';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import { readSources } from '../architecture/imports.ts';
import { everythingIn, newSession } from '../studio/sessions/turns/fixture.ts';
import { mortalStore } from '../studio/sessions/turns/mortal-store.ts';
import { forgetEverything } from '../support/cards.ts';
import { ask, beginTalk, callFor, historyOf, type Plantain, pictureFor, startForTalks } from './stage.ts';

/** What a later version might write into any object of a record. */
const TOMORROW = { ofTomorrow: { since: 2027, notes: ['a field that nobody knows here'] } };

/** Whose fields are not ours: what Gemini said, which goes back as it came, and limits by the id of a role. */
const NOT_OURS = ['other', 'pictureOther', 'roleLimits'];

/** The same with a field more in each of its objects. */
function ofTomorrow(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(ofTomorrow);
	if (typeof value !== 'object' || value === null) return value;
	const fields = Object.entries(value).map(([name, field]) => [
		name,
		NOT_OURS.includes(name) ? field : ofTomorrow(field),
	]);
	return { ...Object.fromEntries(fields), ...TOMORROW };
}

/** Writes every record of the database anew, as a later version would have; returns the kinds that there were. */
function rewrite(dataDir: string): Set<string> {
	using database = new DatabaseSync(join(dataDir, 'plantain.sqlite'));
	const rows = z.array(z.object({ key: z.string(), value: z.string() }));
	const update = database.prepare('UPDATE records SET value = ? WHERE key = ?');
	const kinds = new Set<string>();
	for (const { key, value } of rows.parse(database.prepare('SELECT key, value FROM records').all())) {
		const record = z.object({ value: z.unknown() }).loose().parse(JSON.parse(value));
		update.run(JSON.stringify({ ...record, value: ofTomorrow(record.value) }), key);
		kinds.add(key.slice(0, key.indexOf(':')));
	}
	return kinds;
}

/** Kinds that a process which is alone does not write. */
const ON_REDIS = new Set(['delivery-order', 'identify-turns']);

/** Every kind of record that the source names. */
function kindsInSource(): Set<string> {
	const named = Object.values(readSources(new URL('../../src/', import.meta.url))).flatMap((text) => [
		...text.matchAll(
			/\b(?:(?:records|collection)(?:<[^>]*>)?\(\s*|NamespacedRecords\(backend, |namespace: )'([a-z-]+)'/g,
		),
	]);
	return new Set(named.map(([, kind]) => kind ?? ''));
}

/** A talk, and besides it whatever else is ever kept. */
async function keepEverything(plantain: Plantain) {
	const { alice, clock, gemini } = plantain;
	gemini.next({ thoughts: ['Should it be foggy?'] });
	const thought = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a hare', thoughts: true }));
	const talk = await beginTalk(plantain);
	await plantain.whileStopped(async (store) => {
		const turns = createTurns({ store, clock });
		await store.blobs.put(Buffer.from('a picture that nothing names'));
		await clock.advance(GRACE_MS + 1);
		await turns.sweepBlobs();
		await turns.open(newSession({ id: 's1', ownerId: '100000000000000002' }));
		const { seen } = mortalStore(store, { atWrite: 3, isWritten: true });
		await expect(createTurns({ store: seen, clock }).forget('100000000000000002', '2')).rejects.toThrow();
		await turns.release('a place that is no more');
		await createCircuitBreakers({ store, clock, log: createLog('silent') }).record('gemini-3-pro-image', true);
		await store.records('blocked-people').set('100000000000000001', { v: 1 });
	});
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a crow' }));
	await forgetEverything(plantain.discord, plantain.discord.user('carol').in(plantain.channel));
	const form = alice.contextMenu('Edit image', talk.picture);
	await form.acknowledged();
	// By the time this is answered, what the form is about is kept.
	await (await alice.slash('help')).finished();
	gemini.next({ hold: true });
	const waiting = await plantain.bob.slash('imagine', { prompt: 'an owl' });
	await gemini.inFlight();
	return { ...talk, thought, form, waiting };
}

test('whatever a later version adds to any record, this one goes on with it, and keeps it where it writes', async () => {
	await using plantain = await startForTalks({
		prepare: (store, { id }) => store.records('rules').set(id, { v: 1, systemInstruction: 'Draw in watercolour.' }),
	});
	const { gemini, dataDir, guild } = plantain;
	const { alice, bob, thought, form, waiting } = await keepEverything(plantain);
	expect(rewrite(dataDir).union(ON_REDIS)).toEqual(kindsInSource());
	gemini.release();
	await pictureFor(plantain, waiting);
	await plantain.restart();

	await ask(plantain, alice.say('a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
	expect((await bob.click(thought, 'Thoughts').finished()).content).toBe('Should it be foggy?');
	await pictureFor(plantain, await plantain.alice.submitModal(form, { prompt: 'a blue coat' }));
	expect(JSON.stringify(callFor(gemini, 'a blue coat').request)).toContain('Draw in watercolour.');
	expect((await (await plantain.alice.slash('quota')).finished()).content).toContain('Today you made 5 pictures');
	const session = await plantain.whileStopped(async (store) => {
		const turns = createTurns({ store, clock: plantain.clock });
		expect(await turns.sweepSessions(Number.POSITIVE_INFINITY)).toEqual({ sessions: 0, turns: 0 });
		expect(await turns.sweepBlobs()).toEqual({ kind: 'swept', blobs: 0 });
		return turns.sessionAt(alice.channel.id);
	});
	expect(session).toMatchObject(TOMORROW);
	const rules = await plantain.whileStopped(async (store) => {
		await createRules(store).change(guild.id, () => ({ threads: 'off' }));
		return store.records('rules').get(guild.id);
	});
	expect(rules).toMatchObject({ ...TOMORROW, threads: 'off' });
	await plantain.whileStopped(async (store) => {
		await createTurns({ store, clock: plantain.clock }).sweepSessions(0);
		// Blobs and their users go a week later, what is kept for a time by itself.
		const later = /^(blobs|blob-users)\/|^person-index\/\d+:(pick|thoughts):/;
		const left = Object.keys(await everythingIn(store)).filter((name) => !later.test(name));
		expect(left).toEqual([]);
	});
	expect(plantain.logLines.filter((line) => line.includes('not understood'))).toEqual([]);
});
