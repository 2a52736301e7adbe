import { expect, test } from 'vitest';
import { readLedgerIn } from '../../gate/read-ledger.ts';
import type { Message } from '../../simulator/discord/world/message.ts';
import { startPlantain } from '../../support/plantain.ts';

test('a bot that is told to stop finishes the picture in flight first', async () => {
	await using plantain = await startPlantain();
	const { alice, gemini, bot } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	const stopped = bot.stop();
	gemini.release();
	await stopped;
	expect(scene.response()?.attachments).toHaveLength(1);
});

test('a bot that is stopping takes no new work and says so', async () => {
	await using plantain = await startPlantain();
	const { alice, bob, gemini, bot } = plantain;
	gemini.next({ hold: true });
	await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	const stopped = bot.stop();
	const late = await bob.slash('imagine', { prompt: 'a hare' });
	expect((await late.finished()).content).toBe("I'm restarting. Try again in a minute.");
	gemini.release();
	await stopped;
	expect(gemini.calls).toHaveLength(1);
});

test('what is not done after 25 seconds is left to the next start, which makes the picture', async () => {
	await using plantain = await startPlantain();
	const { alice, gemini, clock, channel } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	const restarted = plantain.restart();
	await clock.sleeping(25_000);
	await clock.advance(24_999);
	expect(gemini.calls[0]?.abortedByClient).toBe(false);
	await clock.advance(1);
	await restarted;
	expect(gemini.calls[0]?.abortedByClient).toBe(true);
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(channel.transcript().split('\n')).toMatchInlineSnapshot(`
		[
		  "alice → /imagine prompt: a fox",
		  "bot   ← thinking…",
		  "bot   ✎ > a fox",
		  "        [a-fox.jpg · image/jpeg · 1024×1024 · 326 kB · alt: a fox]",
		  "        -# Nano Banana 2.1 · 1024×1024 · under a second",
		  "        [buttons: Refine]",
		]
	`);
	await plantain.logged('"msg":"answered"');
	expect(await plantain.whileStopped((store) => readLedgerIn(store, plantain))).toBe(
		'1 for 8.67¢ | 1 for 8.67¢ | 1 for 4.11¢ | 1 for 4.11¢',
	);
	expect(gemini.calls).toHaveLength(2);
});

test('SHUTDOWN_SECONDS bounds the wait, and a picture that came meanwhile is kept for the next start', async () => {
	await using plantain = await startPlantain({
		discord: { rateLimits: false },
		env: () => ({ SHUTDOWN_SECONDS: '3' }),
	});
	const { alice, gemini, clock, channel, logged } = plantain;
	const picture = await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	await logged('"msg":"answered"');
	gemini.next({ hold: true });
	const first = await alice.reply(picture, 'a red scarf');
	await gemini.inFlight();
	const second = await alice.reply(picture, 'a blue coat');
	await logged('"msg":"generated"', 2);
	const restarted = plantain.restart();
	await clock.sleeping(3000);
	await clock.advance(3000);
	await restarted;
	await logged('"msg":"answered', 3);
	const answersTo = (said: Message) => [...channel.messages.values()].filter(({ repliesTo }) => repliesTo === said);
	expect([first, second].map((said) => answersTo(said).map(({ attachments }) => attachments.length))).toEqual([
		[1],
		[1],
	]);
	// The fox, the scarf twice, and the coat once.
	expect(gemini.calls).toHaveLength(4);
});

test('a failure that is being told when the bot stops is told once, and nothing is left to the next start', async () => {
	await using plantain = await startPlantain({
		discord: { rateLimits: false },
		env: () => ({ SHUTDOWN_SECONDS: '3' }),
	});
	const { alice, discord, gemini, clock, channel, logged } = plantain;
	const picture = await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	await logged('"msg":"answered"');
	gemini.next({ finish: 'NO_IMAGE' });
	discord.faults.next({ method: 'POST', route: /\/messages$/ }, { delayMs: 5000 });
	const said = await alice.reply(picture, 'a red scarf');
	await clock.sleeping(5000);
	const left = plantain.whileStopped((store) => store.records('jobs').get(said.id));
	await clock.sleeping(3000);
	await clock.advance(3000);
	await clock.advance(2000);
	expect(await left).toBeUndefined();
	const answers = [...channel.messages.values()].filter(({ repliesTo }) => repliesTo === said);
	expect(answers.map(({ content }) => content)).toEqual([expect.stringContaining('without a picture')]);
	expect(gemini.calls).toHaveLength(2);
});
