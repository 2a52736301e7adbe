import { describe, expect, test } from 'vitest';
import { answered, pictureFor, seenIn, startForTalks } from '../sessions/stage.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';

const CALLBACK = { method: 'POST', route: /\/callback/ };

describeWithRedis('of two processes that are told of one command', () => {
	test.each([
		['done', false],
		['being drawn', true],
	])('the one whose acknowledgement is lost stays silent when the picture of the other is %s', async (_, isHeld) => {
		await using redis = await startRedis();
		await using plantain = await startForTalks({ env: () => ({ REDIS_URL: redis.url }) });
		const { discord, gemini, channel, clock, alice, logged } = plantain;
		await plantain.startAnother();
		gemini.next({ hold: isHeld });
		discord.faults.next(CALLBACK, 'stall');
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		await (isHeld ? gemini.inFlight() : answered(plantain, scene));
		await discord.until(() => discord.requests.filter(({ path }) => path.includes('/callback')).length === 2);
		await clock.advance(2500);
		for (let tries = 0; tries < 2; tries++) {
			await clock.sleeping(250);
			await clock.advance(250);
		}
		await logged('"msg":"acknowledged"', 2);
		gemini.release();
		await answered(plantain, scene);
		expect(scene.response()?.attachments).toHaveLength(1);
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ⌗ opens the thread “a fox” on “> a fox”"
		`);
		expect(gemini.calls).toHaveLength(1);
	});
});

describe('an acknowledgement that is never confirmed', () => {
	test('the only one, whose form is open though it never heard so, does not apologise', async () => {
		await using plantain = await startForTalks();
		const { discord, clock, alice, channel } = plantain;
		const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
		discord.faults.next(CALLBACK, 'destroy-after-applying');
		discord.faults.next({ ...CALLBACK, times: 2 }, 'destroy');
		const pressed = alice.click(picture, 'Refine');
		await clock.sleeping(250);
		await clock.advance(250);
		await clock.sleeping(2750);
		await clock.advance(2750);
		await plantain.logged('"met":"taken"');
		expect(channel.transcript()).not.toContain('Something broke');
		await pictureFor(plantain, await alice.submitModal(pressed, { prompt: 'a red scarf' }));
	});

	test('the only one, which did acknowledge and never heard so, draws', async () => {
		await using plantain = await startForTalks();
		const { discord, clock, alice } = plantain;
		discord.faults.next(CALLBACK, 'destroy-after-applying');
		discord.faults.next({ ...CALLBACK, times: 2 }, 'destroy');
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		await clock.sleeping(250);
		await clock.advance(250);
		await clock.sleeping(2750);
		await clock.advance(2750);
		await pictureFor(plantain, scene);
	});

	test('one that Discord takes after it was given up but in time leads to the picture, not to an apology', async () => {
		await using plantain = await startForTalks();
		const { discord, clock, alice, channel } = plantain;
		discord.faults.next(CALLBACK, { delayMs: 2900 });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		await clock.sleeping(2900);
		await clock.advance(2500);
		await clock.sleeping(250);
		await clock.advance(250);
		await clock.sleeping(250);
		await clock.advance(250);
		await pictureFor(plantain, scene);
		expect(channel.transcript()).not.toContain('Something broke');
	});
});
