import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { readLedgerIn } from '../gate/read-ledger.ts';
import type { Dispatch } from '../simulator/discord/world/world.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { ask, beginTalk, historyOf, type Plantain, pictureFor, promptsIn, seenIn, startForTalks } from './stage.ts';

/** Writes down what the gateway tells from now on, so that it can be told again to whoever listens then. */
function record({ discord: { gateway } }: Plantain) {
	const dispatch = gateway.dispatch.bind(gateway);
	const told: Dispatch[] = [];
	gateway.dispatch = (event) => {
		told.push(event);
		dispatch(event);
	};
	return { again: () => [...told].forEach(dispatch) };
}

const picturesIn = ({ channel }: Plantain) =>
	[channel, ...channel.threads]
		.flatMap(({ messages }) => [...messages.values()])
		.filter(({ attachments }) => attachments.length > 0).length;

test('a message that comes again, also to a restarted bot, is drawn and answered once', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, thread } = await beginTalk(plantain);
	const events = record(plantain);
	gemini.next({ hold: true });
	const said = await alice.say('a red scarf');
	await gemini.inFlight();
	events.again();
	gemini.release();
	await pictureFor(plantain, said);
	events.again();
	await plantain.restart();
	events.again();
	await ask(plantain, alice.say('evening'));
	expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'evening']);
	expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
	expect(picturesIn(plantain)).toBe(3);
	expect(seenIn(thread)).not.toContain('Something broke');
});

test('an interaction that comes again, also to a restarted bot, is drawn and answered once', async () => {
	await using plantain = await startForTalks();
	const { alice, gemini, channel } = plantain;
	const events = record(plantain);
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	events.again();
	gemini.release();
	const picture = await pictureFor(plantain, scene);
	const pressed = alice.click(picture, 'Refine');
	await pressed.acknowledged();
	await pictureFor(plantain, await alice.submitModal(pressed, { prompt: 'a red scarf' }));
	events.again();
	await plantain.restart();
	events.again();
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a hare' }));
	expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'a hare']);
	expect(picturesIn(plantain)).toBe(3);
	expect(channel.threads).toHaveLength(2);
	expect(channel.transcript()).not.toMatch(/did not respond|went wrong|Something broke/);
});

test('the record of an interaction that another process has acknowledged is left to that process', async () => {
	await using plantain = await startForTalks();
	const { alice, gemini, logged } = plantain;
	const events = record(plantain);
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await pictureFor(plantain, scene);
	// Its own record is gone.
	await plantain.restart();
	events.again();
	await logged('"met":"taken"');
	expect(await plantain.whileStopped((store) => store.records('jobs').get(scene.id))).toBeDefined();
	await logged('"msg":"resuming a job"');
	expect(gemini.calls).toHaveLength(1);
});

test('a picture of a request that another process has taken over meanwhile is neither shown nor charged', async () => {
	await using plantain = await startForTalks();
	const { alice, gemini, dataDir, logged } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	{
		using database = new DatabaseSync(path.join(dataDir, 'plantain.sqlite'));
		const owner = "json_replace(value, '$.value.ownerId', 'another')";
		database.exec(`UPDATE records SET value = ${owner} WHERE key = 'jobs:${scene.id}'`);
	}
	gemini.release();
	await logged('"msg":"generated"');
	const kept = await plantain.whileStopped(async (store) => ({
		ledger: await readLedgerIn(store, plantain),
		job: await store.records('jobs').get(scene.id),
		isThinking: scene.response()?.isThinking,
	}));
	expect(kept).toEqual({
		ledger: '1 for 4.11¢ | 1 for 4.11¢ | – | –',
		job: expect.objectContaining({ ownerId: 'another', results: [] }),
		isThinking: true,
	});
});

test('an undo that comes again takes back one turn', async () => {
	await using plantain = await startForTalks();
	const { gemini, logged } = plantain;
	const { alice } = await beginTalk(plantain);
	await ask(plantain, alice.say('a red scarf'));
	await ask(plantain, alice.say('evening'));
	const events = record(plantain);
	await (await alice.slash('session undo')).finished();
	events.again();
	await logged('"met":"taken"');
	await ask(plantain, alice.say('snow'));
	expect(historyOf(gemini, 'snow')).toEqual(['a fox', 'a red scarf']);
});

describeWithRedis('on Redis', () => {
	test('two processes with one token, one Redis and one folder of blobs draw and answer once', async () => {
		await using redis = await startRedis();
		await using plantain = await startForTalks({ env: () => ({ REDIS_URL: redis.url }) });
		const { gemini, discord, channel } = plantain;
		await plantain.startAnother();
		const { alice, bob, picture, thread } = await beginTalk(plantain);
		await ask(plantain, alice.say('a red scarf'));
		await ask(plantain, bob.reply(picture, 'a blue coat'));
		await pictureFor(plantain, await alice.slash('refine', { prompt: 'evening' }));
		expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'a blue coat', 'evening']);
		expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a blue coat']);
		expect(picturesIn(plantain)).toBe(4);
		expect(channel.threads).toEqual([thread]);
		expect(discord.gateway.sessions).toHaveLength(2);
		expect(`${channel.transcript()}${thread.transcript()}`).not.toMatch(/did not respond|went wrong|Something broke/);
	});
});

test.each(['destroy', 'destroy-after-applying', 'html-502'] as const)(
	'a picture whose post ends in %s is there once, and can be gone on from',
	async (fault) => {
		await using plantain = await startForTalks();
		const { gemini, discord, clock, logged } = plantain;
		const { alice, thread } = await beginTalk(plantain);
		discord.faults.next({ method: 'POST', route: /\/messages$/ }, fault);
		const said = await alice.say('a red scarf');
		await logged('"msg":"generated"', 2);
		await clock.sleeping(500);
		await clock.advance(500);
		const picture = await pictureFor(plantain, said);
		await ask(plantain, alice.reply(picture, 'evening'));
		expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
		expect([...thread.messages.values()].filter(({ repliesTo }) => repliesTo === said)).toHaveLength(1);
	},
);

test.each([
	['thread', /\/threads$/],
	['welcome', /\/messages$/],
] as const)('a %s whose creation was never confirmed is there once', async (_, route) => {
	await using plantain = await startForTalks();
	const { alice, channel, discord, clock, gemini } = plantain;
	discord.faults.next({ method: 'POST', route }, 'destroy-after-applying');
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await scene.finished();
	await clock.sleeping(500);
	await clock.advance(500);
	await pictureFor(plantain, scene);
	const [thread, another] = channel.threads;
	if (thread === undefined || another !== undefined) throw new Error('there is not one thread');
	expect(thread.messages.size).toBe(1);
	await ask(plantain, alice.user.in(thread).say('a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
});
