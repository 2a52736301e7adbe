import { expect, test } from 'vitest';
import { startWithRules } from '../support/guild-rules.ts';
import { startPlantain } from '../support/plantain.ts';

type Actor = Awaited<ReturnType<typeof startPlantain>>['alice'];

const imagine = async (actor: Actor, prompt = 'a fox') => (await actor.slash('imagine', { prompt })).finished();

/** What was made is booked for certain only when the bot has stopped: hence the restarts below. */
const quota = async (actor: Actor) => (await (await actor.slash('quota')).finished()).content;

test('before and after a picture people read what is left in each window and what they spent', async () => {
	await using plantain = await startPlantain();
	const { alice, channel, discord } = plantain;
	expect(await quota(alice)).toContain('Today you made 0 pictures for $0.00.');
	await imagine(alice);
	await plantain.restart();
	await quota(alice);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /quota
		bot   ← (only alice sees this) thinking…
		bot   ✎ (only alice sees this) **You** · 5 of 5 pictures left this minute · resets 2026-11-20 15:01 UTC
		        **You** · 25 of 25 pictures left today · resets 2026-11-21 00:00 UTC
		        **Everybody together** · $5.00 of $5.00 left today · resets 2026-11-21 00:00 UTC
		        Today you made 0 pictures for $0.00.
		alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ > a fox
		        [a-fox.jpg · image/jpeg · 1024×1024 · 326 kB · alt: a fox]
		        -# Nano Banana 2.1 · 1024×1024 · under a second
		        [buttons: Refine]
		bot   ⌗ opens the thread “a fox” on “> a fox”
		alice → /quota
		bot   ← (only alice sees this) thinking…
		bot   ✎ (only alice sees this) **You** · 4 of 5 pictures left this minute · resets 2026-11-20 15:01 UTC
		        **You** · 24 of 25 pictures left today · resets 2026-11-21 00:00 UTC
		        **Everybody together** · $4.959 of $5.00 left today · resets 2026-11-21 00:00 UTC
		        Today you made 1 picture for $0.041."
	`);
	expect(channel.transcript({ as: discord.user('bob') })).not.toContain('quota');
});

test('what was spent by others counts in the budget of everybody, and not among what one spent', async () => {
	await using plantain = await startPlantain();
	const { alice, bob } = plantain;
	await imagine(bob);
	await plantain.restart();
	const text = await quota(alice);
	expect(text).toContain('**You** · 25 of 25 pictures left today');
	expect(text).toMatch(/\*\*Everybody together\*\* · \$4\.\d{2,3} of \$5\.00 left today/);
	expect(text).toContain('Today you made 0 pictures');
});

test('at the limit nothing is left, and a new day begins with all of it', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '2' }) });
	const { alice, clock, gemini } = plantain;
	await imagine(alice);
	expect(await quota(alice)).toContain('**You** · 1 of 2 pictures left today');
	await imagine(alice, 'a hare');
	expect(await quota(alice)).toContain('**You** · 0 of 2 pictures left today');
	expect((await imagine(alice, 'an owl')).content).toContain('You have 0 of 2 pictures left today. Resets');
	expect(gemini.calls).toHaveLength(2);

	await clock.advance(Date.UTC(2026, 10, 21) - 1 - clock.now());
	expect(await quota(alice)).toContain('**You** · 0 of 2 pictures left today');
	await clock.advance(1);
	const text = await quota(alice);
	expect(text).toContain('**You** · 2 of 2 pictures left today');
	expect(text).toContain('Today you made 0 pictures');
});

test('a picture that failed takes nothing from what is left', async () => {
	await using plantain = await startPlantain();
	const { alice, gemini } = plantain;
	gemini.next({ blocked: 'PROHIBITED_CONTENT' });
	await imagine(alice);
	await plantain.restart();
	const text = await quota(alice);
	expect(text).toContain('**You** · 5 of 5 pictures left this minute');
	expect(text).toContain('Today you made 0 pictures for $0.00.');
});

test('a budget that was overdrawn keeps its size, and nothing is left of it', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_BOT_USD_PER_DAY: '0.06' }) });
	const { alice, gemini } = plantain;
	gemini.next({ images: 3 });
	await imagine(alice);
	await plantain.restart();
	expect(await quota(alice)).toContain('**Everybody together** · $0.00 of $0.06 left today');
});

test("a server's own limits and budget stand beside the operator's", async () => {
	const rules = { userLimits: { day: 7 }, budget: { month: 40 } };
	await using plantain = await startWithRules(rules, { env: () => ({ QUOTA_GUILD_USD_PER_DAY: '3' }) });
	const text = await quota(plantain.alice);
	expect(text?.split('\n').map((line) => line.replace(/ · resets .*/, ''))).toEqual([
		'**You** · 5 of 5 pictures left this minute',
		'**You** · 25 of 25 pictures left today',
		'**You in this server** · 7 of 7 pictures left today',
		'**Everybody together** · $5.00 of $5.00 left today',
		'**This server** · $3.00 of $3.00 left today',
		"**This server's own budget** · $40.00 of $40.00 left this month",
		'Today you made 0 pictures for $0.00.',
	]);
});

test('in direct messages no server limits anybody', async () => {
	await using plantain = await startPlantain();
	const { alice, discord } = plantain;
	const text = await quota(alice.user.in(discord.direct(alice.user, discord.bot)));
	expect(text).toContain('**You** · 25 of 25');
	expect(text).not.toContain('server');
});
