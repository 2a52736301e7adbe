import { ChannelType, Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { answered, beginTalk, historyOf, type Plantain, seenIn, startForTalks } from '../sessions/stage.ts';
import { restOf } from '../simulator/discord-client.ts';
import { textOf } from '../support/cards.ts';

const EDIT = { method: 'PATCH', route: /^\/webhooks\// };

/** A direct message as the person sees it; what another place is called there is not known here. */
const seenDirectly = (plantain: Plantain, who: Plantain['alice']) =>
	seenIn(directOf(plantain, who)).replaceAll(/#\d+/g, '#…');

const directOf = ({ discord }: Plantain, { user }: Plantain['alice']) => discord.direct(user, discord.bot);

/** Whatever Gemini is asked next, it answers once what then happens has happened. */
async function whileDrawing({ gemini }: Plantain, ask: () => Promise<unknown>, then: () => unknown): Promise<void> {
	gemini.next({ hold: true });
	await ask();
	await gemini.inFlight();
	await then();
	gemini.release();
}

describe('what comes after the first picture', () => {
	/** Alice asks for two pictures; after the first, something happens, and then the second is there. */
	async function drawTwo(plantain: Plantain, alice: Plantain['alice'], then: () => unknown) {
		plantain.gemini.next({ hold: true }, {});
		const scene = await alice.slash('imagine', { prompt: 'a fox', count: 2 });
		await scene.finished();
		await plantain.gemini.inFlight();
		await then();
		plantain.gemini.release();
		return scene;
	}

	test('comes by the interaction in a private thread that the bot is not in', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice } = plantain;
		const rest = restOf(discord);
		await rest.post(Routes.threads(channel.id), { body: { name: 'secret', type: ChannelType.PrivateThread } });
		const [thread] = channel.threads;
		if (thread === undefined) throw new Error('no thread was opened');
		await rest.put(Routes.threadMembers(thread.id, alice.user.id));
		await rest.delete(Routes.threadMembers(thread.id, '@me'));
		const there = alice.user.in(thread);
		await answered(plantain, await drawTwo(plantain, there, () => undefined));
		expect(seenIn(thread)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox  count: 2
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ← > a fox
			        [a-fox.jpg]"
		`);
	});

	test('comes by the interaction where the bot may not post in the thread that it opened', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice, logged } = plantain;
		const scene = await drawTwo(plantain, alice, async () => {
			await discord.until(() => (channel.threads[0]?.messages.size ?? 0) > 0);
			channel.overwrite(discord.bot, { deny: ['SendMessagesInThreads'] });
		});
		await logged(`"requestId":"${scene.id}","msg":"answered"`);
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox  count: 2
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ⌗ opens the thread “a fox” on “> a fox”
			bot   ← > a fox
			        [a-fox.jpg]"
		`);
	});

	test('goes to the person directly where the bot may post nothing any more, and that is said below the first', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice } = plantain;
		channel.overwrite(discord.bot, { deny: ['CreatePublicThreads'] });
		const scene = await drawTwo(plantain, alice, () => channel.overwrite(discord.bot, { deny: ['SendMessages'] }));
		await answered(plantain, scene);
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox  count: 2
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ← I'm not allowed to post that here, so I've sent it to you as a direct message. Let me send messages and attach files here, and the next one comes here."
		`);
		expect(seenDirectly(plantain, alice)).toMatchInlineSnapshot(`
			"bot ← I'm not allowed to post this in #…, so I'm sending it to you here.
			      > a fox
			      [a-fox.jpg]"
		`);
	});

	test('is told of below the first, which stays, where no way is open at all', async () => {
		await using plantain = await startForTalks();
		const { discord, channel } = plantain;
		const carol = discord.user('carol', { refusesDms: true }).in(channel);
		channel.overwrite(discord.bot, { deny: ['CreatePublicThreads'] });
		await drawTwo(plantain, carol, () => channel.overwrite(discord.bot, { deny: ['SendMessages'] }));
		await discord.until(() => channel.transcript().includes('made and counted'));
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"carol → /imagine prompt: a fox  count: 2
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ← The rest was made and counted, and I've kept it, but I'm not allowed to post it here. Let me send messages and attach files here, then press the button."
		`);
	});

	test('comes directly where a person brought the bot, after the five follow-ups that Discord allows there', async () => {
		await using plantain = await startForTalks();
		const { discord, gemini } = plantain;
		const elsewhere = discord.guild({ installed: false }).channel('elsewhere');
		const dora = discord.user('dora', { installedApp: true }).in(elsewhere);
		const parts = Array.from({ length: 60 }, () => PIXEL);
		gemini.next({ raw: { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] } });
		const scene = await dora.slash('imagine', { prompt: 'a comic' });
		await scene.finished();
		await answered(plantain, scene);
		const picturesIn = (place: typeof elsewhere) =>
			[...place.messages.values()].map(({ attachments }) => attachments.length);
		expect(picturesIn(elsewhere)).toEqual(Array(6).fill(9));
		expect(picturesIn(directOf(plantain, dora))).toEqual([6]);
		expect(directOf(plantain, dora).transcript()).toContain(
			"I couldn't post this where you asked for it, so I'm sending it to you here.",
		);
	});
});

describe('without the permission to read the history', () => {
	test('a reply stays in its channel, with the name of who is answered, and can be gone on from', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, gemini } = plantain;
		const { alice, thread } = await beginTalk(plantain);
		channel.overwrite(discord.bot, { deny: ['ReadMessageHistory'] });
		await answered(plantain, await alice.say('a red scarf'));
		await answered(plantain, await alice.say('evening'));
		expect(seenIn(thread)).toMatchInlineSnapshot(`
			"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
			alice → a red scarf
			bot   ← (pings @alice)
			        @alice
			        [a-red-scarf.jpg]
			alice → evening
			bot   ← (pings @alice)
			        @alice
			        [evening.jpg]"
		`);
		expect(historyOf(gemini, 'evening')).toEqual(['a fox', 'a red scarf']);
	});
});

describe('without the permission to attach files', () => {
	test('a command is answered with the reason, and the picture comes directly, without a thread', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice } = plantain;
		await whileDrawing(
			plantain,
			() => alice.slash('imagine', { prompt: 'a fox' }),
			() => channel.overwrite(discord.bot, { deny: ['AttachFiles'] }),
		);
		await plantain.logged('"msg":"answered"');
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox
			bot   ← thinking…
			bot   ✎ I'm not allowed to post that here, so I've sent it to you as a direct message. Let me send messages and attach files here, and the next one comes here."
		`);
		expect(seenDirectly(plantain, alice)).toMatchInlineSnapshot(`
			"bot ← I'm not allowed to post this in #…, so I'm sending it to you here.
			      > a fox
			      [a-fox.jpg]"
		`);
		expect(discord.requests.filter(({ path }) => path.endsWith('/threads'))).toEqual([]);
	});

	test('a message is answered with the reason, and the picture comes directly', async () => {
		await using plantain = await startForTalks();
		const { discord, channel } = plantain;
		const { alice, thread } = await beginTalk(plantain);
		await whileDrawing(
			plantain,
			() => alice.say('a red scarf'),
			() => channel.overwrite(discord.bot, { deny: ['AttachFiles'] }),
		);
		await plantain.logged('"msg":"answered"', 2);
		expect(seenIn(thread)).toMatchInlineSnapshot(`
			"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
			alice → a red scarf
			bot   ← (to alice: “a red scarf”) I'm not allowed to post that here, so I've sent it to you as a direct message. Let me send messages and attach files here, and the next one comes here."
		`);
		expect(seenDirectly(plantain, alice)).toMatchInlineSnapshot(`
			"bot ← I'm not allowed to post this in #…, so I'm sending it to you here.
			      [a-red-scarf.jpg]"
		`);
	});

	test('four pictures come directly, and the reason is given once', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice } = plantain;
		channel.overwrite(discord.bot, { deny: ['AttachFiles'] });
		await answered(plantain, await alice.slash('imagine', { prompt: 'a fox', count: 4 }));
		expect(directOf(plantain, alice).messages.size).toBe(4);
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox  count: 4
			bot   ← thinking…
			bot   ✎ I'm not allowed to post that here, so I've sent it to you as a direct message. Let me send messages and attach files here, and the next one comes here."
		`);
	});

	test('who takes no direct messages reads what is to be changed', async () => {
		await using plantain = await startForTalks();
		const { discord, channel } = plantain;
		const carol = discord.user('carol', { refusesDms: true }).in(channel);
		channel.overwrite(discord.bot, { deny: ['AttachFiles'] });
		const scene = await carol.slash('imagine', { prompt: 'a fox' });
		expect(textOf(await scene.finished())).toBe(
			"Your picture was made and counted, and I've kept it, but I'm not allowed to post it here. Let me send messages and attach files here, then press the button.",
		);
		channel.overwrite(discord.bot, {});
		expect((await (await carol.slash('session last')).finished()).attachments).toHaveLength(1);
	});
});

describe('an answer apart from what it answers', () => {
	test('pings who asked and nobody else, whomever the prompt names', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice, bob } = plantain;
		discord.faults.next(EDIT, { status: 401, code: 50_027 });
		const scene = await alice.slash('imagine', { prompt: `@everyone <@${bob.user.id}> a fox` });
		await answered(plantain, scene);
		const shown = [...channel.messages.values()].at(-1);
		expect(shown?.pings).toEqual({ users: [alice.user], roles: [], everyone: false });
		expect(discord.requests.find(({ path }) => path.endsWith('/messages'))?.body).toMatchObject({
			allowed_mentions: { parse: [], users: [alice.user.id], replied_user: false },
		});
	});

	test('is given where the “thinking…” was deleted', async () => {
		await using plantain = await startForTalks();
		const { discord, channel, alice } = plantain;
		await whileDrawing(
			plantain,
			() => alice.slash('imagine', { prompt: 'a fox' }),
			() => restOf(discord).delete(Routes.channelMessage(channel.id, [...channel.messages.keys()][0] ?? '')),
		);
		await plantain.logged('"msg":"answered"');
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox
			bot   ← thinking…
			bot   ⌫ “thinking…”
			bot   ← (pings @alice)
			        @alice
			        > a fox
			        [a-fox.jpg]
			bot   ⌗ opens the thread “a fox” on “@alice”"
		`);
	});

	test('opens a thread that fell asleep, and leaves no “thinking…” there', async () => {
		await using plantain = await startForTalks();
		const { discord } = plantain;
		const { alice, thread } = await beginTalk(plantain);
		await whileDrawing(
			plantain,
			() => alice.slash('refine', { prompt: 'a red scarf' }),
			() => restOf(discord).patch(Routes.channel(thread.id), { body: { archived: true } }),
		);
		await plantain.logged('"msg":"answered"', 2);
		expect(seenIn(thread)).toMatchInlineSnapshot(`
			"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
			alice → /refine prompt: a red scarf
			bot   ← thinking…
			bot   ⌗ archives the thread
			bot   ⌗ opens the thread again
			bot   ← (pings @alice)
			        @alice
			        > a red scarf
			        [a-red-scarf.jpg]
			bot   ⌫ “thinking…”"
		`);
	});
});

const PIXEL = {
	inlineData: {
		mimeType: 'image/png',
		data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	},
};
