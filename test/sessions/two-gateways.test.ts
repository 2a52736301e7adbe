import { expect, test } from 'vitest';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import {
	ask,
	beginTalk,
	deleteChannel,
	historyOf,
	type Plantain,
	pictureFor,
	promptsIn,
	seenIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

/** How often a process asks Redis for a lock that another holds, or whether an earlier picture is shown, in milliseconds. */
const POLLS_MS = [20, 500];

/** Two gateways on one shard, as during a rolling update: each is told of everything. */
async function startBoth(more: Readonly<Record<string, string>> = {}) {
	await using started = new AsyncDisposableStack();
	const redis = started.use(await startRedis());
	const plantain = started.use(await startForTalks({ env: () => ({ REDIS_URL: redis.url, ...more }) }));
	const another = await plantain.startAnother();
	passPolls(plantain);
	const running = started.move();
	return {
		...plantain,
		/** Resolves when neither of them works on anything any more. */
		async stopBoth() {
			await Promise.all([plantain.bot.stop(), another.stop()]);
		},
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}

/** Lets whoever waits for the other process ask again. */
function passPolls({ clock }: Plantain): void {
	for (const ms of POLLS_MS)
		void (async () => {
			for (;;) {
				await clock.sleeping(ms);
				await clock.advance(ms);
			}
		})();
}

describeWithRedis('with two gateways on one shard', () => {
	test('a command, a button, a form, a message and a reply are each drawn, shown and charged once', async () => {
		await using both = await startBoth();
		const { alice, channel, discord, gemini, logged } = both;
		const { picture, thread, alice: aliceInThread } = await beginTalk(both);
		const pressed = alice.click(picture, 'Refine');
		await pressed.acknowledged();
		await pictureFor(both, await alice.submitModal(pressed, { prompt: 'a red scarf' }));
		await ask(both, aliceInThread.say('evening'));
		await ask(both, alice.reply(picture, 'snow'));
		const quota = (await (await alice.slash('quota')).finished()).content;
		await logged('"met":"taken"', 4);
		await both.stopBoth();
		expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'evening', 'snow']);
		expect(historyOf(gemini, 'snow')).toEqual(['a fox']);
		expect(quota).toContain('Today you made 4 pictures');
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ⌗ opens the thread “a fox” on “> a fox”
			alice → presses [Refine]
			bot   ▢ (only alice sees this) form “Refine this picture”
			        What to change: []
			        Pictures to use (optional) (optional): [files]
			alice → submits “Refine this picture”
			        What to change: a red scarf
			        Pictures to use (optional): 
			bot   ← thinking…
			bot   ✎ > a red scarf
			        [a-red-scarf.jpg]
			alice → (to bot: “> a fox”) snow
			bot   ← (to alice: “snow”)
			        [snow.jpg]
			alice → /quota
			bot   ← (only alice sees this) thinking…
			bot   ✎ (only alice sees this) **You** · 996 of 1,000 pictures left this minute · resets 2026-11-20 15:01 UTC
			        **You** · 996 of 1,000 pictures left today · resets 2026-11-21 00:00 UTC
			        **Everybody together** · $999.832 of $1,000.00 left today · resets 2026-11-21 00:00 UTC
			        Today you made 4 pictures for $0.168."
		`);
		expect(seenIn(thread)).toMatchInlineSnapshot(`
			"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
			alice → evening
			bot   ← (to alice: “evening”)
			        [evening.jpg]"
		`);
		const registrations = discord.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands'));
		expect(registrations).toHaveLength(1);
	});

	test('what is answered in words is answered once: in a channel, in a direct message and to a command', async () => {
		await using both = await startBoth({ ALLOW_DIRECT_MESSAGES: 'false' });
		const { alice, bob, channel, discord, logged } = both;
		const { picture } = await beginTalk(both);
		const direct = discord.direct(alice.user, discord.bot);
		const wordless = await bob.reply(picture, `<@${discord.bot.id}>`);
		await wordsFor(both, wordless);
		await wordsFor(both, await alice.user.in(direct).say('a fox'));
		await wordsFor(both, await bob.say(`<@${discord.bot.id}> a hare`));
		await (await bob.slash('refine', { prompt: 'a hare' })).finished();
		await logged('"met":"taken"', 2);
		await both.stopBoth();
		expect(seenIn(channel)).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox
			bot   ← thinking…
			bot   ✎ > a fox
			        [a-fox.jpg]
			bot   ⌗ opens the thread “a fox” on “> a fox”
			bob   → (to bot: “> a fox”) @bot
			bot   ← (to bob: “@bot”) What should I change? Tell me in one message, with a picture attached if you like.
			bob   → @bot a hare
			bot   ← (to bob: “@bot a hare”) There's no session here. Start one with /imagine or /edit.
			bob   → /refine prompt: a hare
			bot   ← (only bob sees this) thinking…
			bot   ✎ (only bob sees this) There's no session here. Start one with /imagine or /edit."
		`);
		expect(seenIn(direct)).toMatchInlineSnapshot(`
			"alice → a fox
			bot   ← (to alice: “a fox”) I don't work in direct messages. Use me in a server."
		`);
	});

	test('nothing is posted when a server takes the bot in or throws it out, or a message or thread goes', async () => {
		await using both = await startBoth();
		const { alice, discord, gemini, guild } = both;
		const { thread, alice: aliceInThread } = await beginTalk(both);
		gemini.next({ hold: true });
		const wish = await aliceInThread.say('a red scarf');
		await gemini.inFlight();
		aliceInThread.deleteMessage(wish);
		gemini.release();
		await gemini.calls[1]?.ended;
		guild.join(discord.bot).roles.add(guild.role('keeper', ['ManageThreads']));
		const requests = discord.requests.length;
		await deleteChannel(both, thread.id);
		discord.guild({ name: 'Late' }).channel('general');
		guild.uninstall();
		await pictureFor(
			both,
			await alice.user.in(discord.direct(alice.user, discord.bot)).slash('imagine', { prompt: 'a hare' }),
		);
		await both.stopBoth();
		expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'a hare']);
		expect(discord.requests.slice(requests).filter(({ path }) => path.endsWith('/messages'))).toEqual([]);
		expect(seenIn(thread)).toMatchInlineSnapshot(`
			"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
			alice → a red scarf
			alice ⌫ “a red scarf”"
		`);
	});

	test('a message that comes while one of them stops gets one answer', async () => {
		await using redis = await startRedis();
		await using plantain = await startForTalks({ env: () => ({ REDIS_URL: redis.url }) });
		passPolls(plantain);
		const { bot, discord, gemini } = plantain;
		const { alice } = await beginTalk(plantain);
		gemini.next({ hold: true });
		await alice.say('a red scarf');
		await gemini.inFlight();
		const another = await plantain.startAnother();
		const stopping = bot.stop();
		const said = await alice.say('evening');
		const answers = () => [...said.channel.messages.values()].filter(({ repliesTo }) => repliesTo === said);
		gemini.release();
		await discord.until(() => answers().length > 0);
		await stopping;
		await another.stop();
		expect(answers()).toHaveLength(1);
	});
});
