import { expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

const PICTURES = { rateLimits: false } as const;

test('a person who reached a limit hears which, what is left, when it comes back and whom to ask; nothing is called', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '2' }) });
	const { alice, bob, gemini, channel, clock } = plantain;
	for (const prompt of ['one', 'two']) await (await alice.slash('imagine', { prompt })).finished();
	const third = await alice.slash('imagine', { prompt: 'three' });
	const midnight = Date.UTC(2026, 10, 21) / 1000;
	expect((await third.finished()).content).toBe(
		`You have 0 of 2 pictures left today. Resets <t:${midnight}:R>; for more, ask this bot's operator.`,
	);
	expect(gemini.calls).toHaveLength(2);

	expect((await (await bob.slash('imagine', { prompt: 'his own' })).finished()).attachments).toHaveLength(1);
	await clock.advance(midnight * 1000 - clock.now() - 1);
	expect((await (await alice.slash('imagine', { prompt: 'too early' })).finished()).attachments).toHaveLength(0);
	await clock.advance(1);
	expect((await (await alice.slash('imagine', { prompt: 'a new day' })).finished()).attachments).toHaveLength(1);
	expect(channel.transcript()).not.toContain('undefined');
});

test('a failure costs the person nothing, and what Google billed for it counts for the house', async () => {
	await using plantain = await startPlantain({
		env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '1', QUOTA_BOT_USD_PER_DAY: '0.08' }),
	});
	const { alice, bob, gemini, channel } = plantain;
	gemini.next({ blocked: 'SAFETY' }, { status: 400 });
	for (const prompt of ['declined', 'refused']) await (await alice.slash('imagine', { prompt })).finished();
	expect((await (await alice.slash('imagine', { prompt: 'made' })).finished()).attachments).toHaveLength(1);
	const late = await bob.slash('imagine', { prompt: 'over the budget' });
	expect((await late.finished()).content).toMatch(
		/^This bot has \$0\.0\d* of \$0\.08 left today, which isn't enough\./,
	);
	expect(channel.transcript()).not.toContain('NaN');
});

test('of three pictures at once of which one fails, two are paid for', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '3' }) });
	const { alice, gemini, discord, channel } = plantain;
	gemini.next({ finish: 'NO_IMAGE' });
	await alice.slash('imagine', { prompt: 'three foxes', count: 3 });
	await discord.until(() => channel.threads[0]?.transcript().includes("1 of 3 pictures didn't come") === true);
	const two = await alice.slash('imagine', { prompt: 'two more', count: 2 });
	expect((await two.finished()).content).toContain("You have 1 of 3 pictures left today, which isn't enough.");
	expect((await (await alice.slash('imagine', { prompt: 'one more' })).finished()).attachments).toHaveLength(1);
});

test('the same wish within ten seconds is asked about once, and after that it is made', async () => {
	await using plantain = await startPlantain();
	const { alice, bob, gemini, clock } = plantain;
	const ask = async (who = alice) => (await who.slash('imagine', { prompt: 'a fox' })).finished();
	await ask();
	await clock.advance(9999);
	expect((await ask()).content).toContain(
		'You asked for exactly that a moment ago. If you want it again, send it once more.',
	);
	expect((await ask(bob)).attachments).toHaveLength(1);
	expect((await ask()).attachments).toHaveLength(1);
	await clock.advance(10_000);
	expect((await ask()).attachments).toHaveLength(1);
	expect(gemini.calls).toHaveLength(4);
});

test('a wish that came to nothing may be tried again at once', async () => {
	await using plantain = await startPlantain();
	const { alice, gemini } = plantain;
	gemini.next({ finish: 'NO_IMAGE' });
	await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	expect((await (await alice.slash('imagine', { prompt: 'a fox' })).finished()).attachments).toHaveLength(1);
});

test('room is held for as long as a call may take, to its last millisecond', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '1' }) });
	const { alice, gemini, clock } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	await clock.advance(179_999);
	const other = await alice.slash('imagine', { prompt: 'a hare' });
	expect((await other.finished()).content).toContain('You have 0 of 1 picture left today.');
	gemini.release();
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(gemini.calls).toHaveLength(1);
});

test('sixty requests of one person by slash, button and reply, with a limit of three, make three calls', async () => {
	await using plantain = await startPlantain({
		discord: PICTURES,
		env: () => ({ QUOTA_USER_IMAGES_PER_MINUTE: '3', QUOTA_USER_CONCURRENT: '20' }),
	});
	const { alice, bob, gemini, discord, channel } = plantain;
	const picture = await (await bob.slash('imagine', { prompt: 'the first' })).finished();
	await discord.until(() => (channel.threads[0]?.messages.size ?? 0) > 0);
	const before = gemini.calls.length;
	const forms = [];
	for (let index = 0; index < 20; index++) {
		const pressed = alice.click(picture, 'Refine');
		await pressed.acknowledged();
		forms.push(pressed);
	}
	const asked = await Promise.all([
		...Array.from({ length: 20 }, (_, index) => alice.slash('imagine', { prompt: `slash ${index}` })),
		...forms.map((form, index) => alice.submitModal(form, { prompt: `button ${index}` })),
	]);
	await Promise.all(Array.from({ length: 20 }, (_, index) => alice.reply(picture, `reply ${index}`)));
	await Promise.all(asked.map((scene) => scene.finished()));
	const answered = () =>
		[...channel.messages.values()].filter(({ repliesTo, author }) => author.isBot && repliesTo?.author === alice.user);
	await discord.until(() => answered().length === 20);
	expect(gemini.calls.length - before).toBe(3);
	const made = [...asked.map((scene) => scene.response()), ...answered()].filter(
		(message) => (message?.attachments.length ?? 0) > 0,
	);
	expect(made).toHaveLength(3);
});

test.each([
	['1', '1 picture'],
	['2', '2 pictures'],
])(
	'of one person %s run at once and ten wait, one more is refused, and others do not wait for them',
	async (running, inTheMaking) => {
		await using plantain = await startPlantain({
			discord: PICTURES,
			env: () => ({
				QUOTA_USER_IMAGES_PER_MINUTE: '100',
				QUOTA_USER_IMAGES_PER_DAY: '100',
				QUOTA_BOT_USD_PER_DAY: '100',
				QUOTA_USER_CONCURRENT: running,
			}),
		});
		const { alice, bob, gemini, discord } = plantain;
		const taken = Number(running) + 10;
		gemini.always({ hold: true });
		const wishes = Array.from({ length: taken + 1 }, (_, index) => alice.slash('imagine', { prompt: `wish ${index}` }));
		const scenes = await Promise.all(wishes);
		await gemini.inFlight(Number(running));
		const refused = await Promise.race(scenes.map((scene) => scene.finished()));
		expect(refused.content).toBe(`You have ${inTheMaking} in the making and 10 waiting. Try again when one is done.`);
		await bob.slash('imagine', { prompt: 'his' });
		await gemini.inFlight(Number(running) + 1);
		gemini.always(undefined);
		gemini.release();
		await discord.until(
			() => scenes.filter((scene) => (scene.response()?.attachments.length ?? 0) > 0).length === taken,
		);
		expect(gemini.calls).toHaveLength(taken + 1);
	},
);

test('a server that the operator did not allow is explained to, and not heard', async () => {
	await using plantain = await startPlantain({ env: () => ({ ALLOWED_GUILD_IDS: '100000000000000000' }) });
	const { alice, gemini } = plantain;
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).content).toContain(
		"I only work in my operator's servers. Ask them to let me in here.",
	);
	expect(gemini.calls).toEqual([]);
});
