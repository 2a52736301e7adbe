import { expect, test } from 'vitest';
import { textOf } from '../support/cards.ts';
import { startPlantain } from '../support/plantain.ts';

const CALLBACK = { method: 'POST', route: /\/callback/ };
const EDIT = { method: 'PATCH', route: /^\/webhooks\// };

test('a 500 for the acknowledgement is tried again at once, and the picture comes', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, channel } = plantain;
	discord.faults.next(CALLBACK, { status: 500 });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(channel.transcript()).not.toContain('did not respond');
});

test('an acknowledgement whose answer was lost counts as ours, and Gemini is asked once', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, gemini } = plantain;
	discord.faults.next(CALLBACK, 'destroy-after-applying');
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(gemini.calls).toHaveLength(1);
});

test('an event that comes twice is answered once', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, gemini, channel } = plantain;
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await scene.finished();
	discord.gateway.replay(10);
	await plantain.logged('"met":"taken"');
	expect(gemini.calls).toHaveLength(1);
	expect(channel.messages.size).toBe(1);
});

test('an event that arrives too late ends in one sentence in the channel, and the bot still works', async () => {
	await using plantain = await startPlantain();
	const { alice, channel, gemini } = plantain;
	await alice.slash('imagine', { prompt: 'a fox' }, { createdMsAgo: 3000 });
	await plantain.discord.until(() => channel.messages.size > 0);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ✗ (only alice sees this) The application did not respond
		bot   ← @alice I was too slow to answer. Please try again. (pings @alice)"
	`);
	expect(gemini.calls).toEqual([]);

	const next = await alice.slash('imagine', { prompt: 'a fox' }, { createdMsAgo: 2999 });
	expect((await next.finished()).attachments).toHaveLength(1);
});

test('Discord failing for good on the acknowledgement ends in one sentence in the channel', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, channel, clock } = plantain;
	discord.faults.next({ ...CALLBACK, times: 3 }, { status: 500 });
	await alice.slash('imagine', { prompt: 'a fox' });
	await clock.sleeping(250);
	await clock.advance(250);
	await clock.sleeping(2750);
	await clock.advance(2750);
	await discord.until(() => channel.messages.size > 0);
	expect(channel.transcript()).toMatch(/@alice Something broke on my side\. You weren't charged; try again/);
});

test('a 500 for the picture is tried again after 0.5, 2 and 8 seconds, and then it is posted in the channel, once', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, channel, clock } = plantain;
	discord.faults.next({ ...EDIT, times: 4 }, { status: 500 });
	discord.faults.next({ method: 'POST', route: /\/messages$/ }, 'destroy-after-applying');
	await alice.slash('imagine', { prompt: 'a fox' });
	const pauses: number[] = [];
	for (let retry = 0; retry < 4; retry++) {
		await discord.until(() => discord.requests.filter(({ status }) => status === 500).length > retry || retry === 3);
		const pauseMs = await clock.sleepers();
		pauses.push(pauseMs);
		await clock.advance(pauseMs);
	}
	await discord.until(() => discord.requests.filter(({ path }) => path.endsWith('/messages')).length === 2);
	expect(pauses).toEqual([500, 2000, 8000, 500]);
	expect([...channel.messages.values()].filter(({ attachments }) => attachments.length > 0)).toHaveLength(1);
});

test('a picture whose token died on the way is posted in the channel with a ping for who asked', async () => {
	await using plantain = await startPlantain();
	const { alice, channel, clock, gemini, discord } = plantain;
	gemini.next({ hold: true });
	await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	discord.faults.next(EDIT, { status: 401, code: 50_027 });
	gemini.release();
	await discord.until(() => channel.messages.size > 1);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ← (pings @alice)
		        @alice
		        > a fox
		        [a-fox.jpg · image/jpeg · 1024×1024 · 326 kB · alt: a fox]
		        -# Nano Banana 2.1 · 1024×1024 · under a second
		        [buttons: Refine]"
	`);
	expect([...channel.messages.values()].at(-1)?.pings.users).toEqual([alice.user]);
	expect(clock.now()).toBeLessThan(Date.UTC(2026, 10, 20, 15, 0, 1));
});

test('a private picture whose token died goes to the person directly, not to the channel', async () => {
	await using plantain = await startPlantain();
	const { alice, bob, channel, discord } = plantain;
	discord.faults.next(EDIT, { status: 404, code: 10_015 });
	await alice.slash('imagine', { prompt: 'a secret', private: true });
	const direct = discord.direct(alice.user, discord.bot);
	await discord.until(() => direct.messages.size > 0);
	expect(direct.transcript()).toContain('[a-secret.jpg');
	expect(channel.transcript({ as: bob.user })).toBe('');
});

test('where no way to the person is open, the operator reads so, and the bot still works', async () => {
	await using plantain = await startPlantain();
	const { channel, discord, gemini } = plantain;
	const carol = discord.user('carol', { refusesDms: true }).in(channel);
	gemini.next({ hold: true });
	await carol.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	channel.overwrite(discord.bot, { deny: ['SendMessages'] });
	discord.faults.next({ ...EDIT, times: 2 }, { status: 404, code: 10_015 });
	gemini.release();
	await plantain.logged('could not be answered');

	channel.overwrite(discord.bot, {});
	const next = await carol.slash('imagine', { prompt: 'a hare' });
	expect((await next.finished()).attachments).toHaveLength(1);
});

test('where the bot may not post in the channel either, the person gets the picture directly', async () => {
	await using plantain = await startPlantain();
	const { alice, channel, discord, gemini } = plantain;
	gemini.next({ hold: true });
	await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	channel.overwrite(discord.bot, { deny: ['SendMessages'] });
	discord.faults.next(EDIT, { status: 404, code: 10_015 });
	gemini.release();
	const direct = discord.direct(alice.user, discord.bot);
	await discord.until(() => direct.messages.size > 0);
	expect(direct.transcript()).toContain('[a-fox.jpg');
});

test('tokens, keys, prompts and file bytes never reach the log', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, gemini, logLines, channel } = plantain;
	discord.faults.next(EDIT, { status: 404, code: 10_015 });
	gemini.next({}, { status: 400, message: 'no good' });
	const first = await alice.slash('imagine', { prompt: 'my secret wish' });
	await discord.until(() => channel.messages.size > 1);
	const second = await alice.slash('imagine', { prompt: 'my secret wish, again' });
	await second.finished();
	const log = logLines.join('');
	expect(log).toContain('no good');
	for (const secret of [first.token, second.token, discord.token, gemini.apiKey, 'my secret wish', 'JFIF', '/9j/'])
		expect(log).not.toContain(secret);
});

test('an acknowledgement that Discord does not answer is given up after 2.5 seconds, and the person is told', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, channel, clock, gemini } = plantain;
	discord.faults.next({ ...CALLBACK, times: 3 }, 'stall');
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await discord.until(() => discord.requests.some(({ path }) => path.includes('/callback')));
	await clock.advance(2499);
	expect(channel.messages.size).toBe(0);
	await clock.advance(1);
	for (let tries = 0; tries < 2; tries++) {
		await clock.sleeping(250);
		await clock.advance(250);
	}
	await discord.until(() => channel.messages.size > 0);
	expect(channel.transcript()).toContain("@alice Something broke on my side. You weren't charged; try again");
	expect(scene.response()).toBeUndefined();
	expect(gemini.calls).toEqual([]);
});

test('a message that Discord finds wrong ends in a plain sentence, not in "thinking…"', async () => {
	await using plantain = await startPlantain();
	const { alice, discord } = plantain;
	discord.faults.next(EDIT, { status: 400, code: 50_035 });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect(textOf(await scene.finished())).toContain(
		"Your picture was made and counted, and I've kept it, but Discord didn't take it.",
	);
});

test('an answer of forty-five texts and twelve pictures comes whole, in several messages', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_IMAGES_PER_MINUTE: '12' }) });
	const { alice, channel, gemini, discord } = plantain;
	const part = (index: number) => (index % 4 === 3 ? PIXEL : { text: `text ${index}` });
	const parts = Array.from({ length: 57 }, (_, index) => (index < 48 ? part(index) : { text: 'w'.repeat(900) }));
	gemini.next({ raw: { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] } });
	const scene = await alice.slash('imagine', { prompt: 'a comic' });
	await scene.finished();
	const pictures = () =>
		[...channel.messages.values()].flatMap(({ attachments }) => attachments.map(({ type }) => type));
	await discord.until(() => pictures().filter((type) => type === 'image/png').length === 12);
	expect(channel.transcript()).toContain('text 46');
	expect(pictures()).toContain('text/plain');
});

const PIXEL = {
	inlineData: {
		mimeType: 'image/png',
		data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	},
};
