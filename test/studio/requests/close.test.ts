import { expect, test } from 'vitest';
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

test('what is not done after 25 seconds is cancelled, and the person is told', async () => {
	await using plantain = await startPlantain();
	const { alice, gemini, bot, clock } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	const stopped = bot.stop();
	await clock.sleeping(25_000);
	await clock.advance(24_999);
	expect(scene.response()?.isThinking).toBe(true);
	await clock.advance(1);
	await stopped;
	expect(scene.response()?.content).toContain(
		"I had to restart before your picture was ready. You weren't charged; try again",
	);
	expect(gemini.calls[0]?.abortedByClient).toBe(true);
});
