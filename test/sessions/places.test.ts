import { ChannelType } from 'discord.js';
import { expect, test } from 'vitest';
import { ask, historyOf, pictureFor, promptsIn, seenIn, startForTalks } from './stage.ts';

test('in an announcement channel a picture opens a thread, where people go on', async () => {
	await using plantain = await startForTalks();
	const { guild, gemini, alice } = plantain;
	const news = guild.channel('news', ChannelType.GuildAnnouncement);
	const picture = await pictureFor(plantain, await alice.user.in(news).slash('imagine', { prompt: 'a fox' }));
	const { thread } = picture;
	if (thread === undefined) throw new Error('no thread was opened');
	expect(thread.type).toBe(ChannelType.AnnouncementThread);
	await ask(plantain, alice.user.in(thread).say('a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
});

test.each([ChannelType.GuildVoice, ChannelType.GuildStageVoice] as const)(
	'in a channel of type %i no thread is tried, and people go on by replies',
	async (kind) => {
		await using plantain = await startForTalks();
		const { discord, guild, gemini, alice } = plantain;
		const place = guild.channel('lounge', kind);
		const here = alice.user.in(place);
		const picture = await pictureFor(plantain, await here.slash('imagine', { prompt: 'a fox' }));
		await ask(plantain, here.reply(picture, 'a red scarf'));
		expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
		expect(discord.requests.filter(({ path }) => path.endsWith('/threads'))).toEqual([]);
		expect(seenIn(place)).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ > a fox
		        [a-fox.jpg]
		alice → (to bot: “> a fox”) a red scarf
		bot   ← (to alice: “a red scarf”)
		        [a-red-scarf.jpg]"
	`);
	},
);

test.each([ChannelType.GuildForum, ChannelType.GuildMedia] as const)(
	'in a post of a channel of type %i pictures come into the post, without a thread of their own',
	async (kind) => {
		await using plantain = await startForTalks();
		const { discord, guild, gemini, alice, bob } = plantain;
		const forum = guild.channel('ideas', kind);
		const post = await alice.user.in(forum).openPost('Foxes', 'Who has one?');
		const here = bob.user.in(post);
		const picture = await pictureFor(plantain, await here.slash('imagine', { prompt: 'a fox' }));
		await ask(plantain, here.reply(picture, 'a red scarf'));
		await here.say('what do you think?');
		await ask(plantain, here.say(`<@${discord.bot.id}> a blue coat`));
		expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'a blue coat']);
		expect(seenIn(forum)).toBe('alice ⌗ opens the post “Foxes”');
		expect(seenIn(post)).toMatchInlineSnapshot(`
		"alice → Who has one?
		bob   → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ > a fox
		        [a-fox.jpg]
		bob   → (to bot: “> a fox”) a red scarf
		bot   ← (to bob: “a red scarf”)
		        [a-red-scarf.jpg]
		bob   → what do you think?
		bob   → @bot a blue coat
		bot   ← (to bob: “@bot a blue coat”)
		        [a-blue-coat.jpg]"
	`);
	},
);

test('in a private thread that the bot was added to it draws, and goes on by replies', async () => {
	await using plantain = await startForTalks();
	const { discord, gemini, alice } = plantain;
	const secret = alice.openPrivateThread('ours');
	const here = alice.user.in(secret);
	here.addToThread(discord.bot);
	const picture = await pictureFor(plantain, await here.slash('imagine', { prompt: 'a fox' }));
	await ask(plantain, here.reply(picture, 'a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
});

test('in a private thread without the bot a command is answered, by its interaction alone', async () => {
	await using plantain = await startForTalks();
	const { alice } = plantain;
	const secret = alice.openPrivateThread('ours');
	const here = alice.user.in(secret);
	const scene = await here.slash('imagine', { prompt: 'a fox' });
	await pictureFor(plantain, scene);
	expect(seenIn(secret)).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ > a fox
		        [a-fox.jpg]"
	`);
});

test('a talk whose thread was archived goes on, and opens it again', async () => {
	await using plantain = await startForTalks();
	const { gemini, alice, discord } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const { thread } = picture;
	if (thread === undefined) throw new Error('no thread was opened');
	const moderator = discord.user('moderator').in(thread);
	plantain.guild.giveRole(moderator.user, plantain.guild.role('moderators', 'ManageThreads'));
	moderator.changeThread({ archived: true });
	await ask(plantain, alice.user.in(thread).say('a red scarf'));
	expect(historyOf(gemini, 'a red scarf')).toEqual(['a fox']);
});

test('in a locked thread nothing is drawn for what those say who may still write there', async () => {
	await using plantain = await startForTalks();
	const { gemini, alice, guild, discord, logged } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const { thread } = picture;
	if (thread === undefined) throw new Error('no thread was opened');
	const moderator = discord.user('moderator').in(thread);
	guild.giveRole(moderator.user, guild.role('moderators', 'ManageThreads'));
	moderator.changeThread({ locked: true });
	await moderator.say(`<@${discord.bot.id}> a red scarf`);
	await logged('a message cannot be answered where it is');
	expect(promptsIn(gemini)).toEqual(['a fox']);
});

test('beside a voice channel that the bot may not connect to, nothing is drawn for a reply', async () => {
	await using plantain = await startForTalks();
	const { guild, gemini, discord, alice, logged } = plantain;
	const lounge = guild.channel('lounge', ChannelType.GuildVoice);
	const here = alice.user.in(lounge);
	const picture = await pictureFor(plantain, await here.slash('imagine', { prompt: 'a fox' }));
	lounge.overwrite(discord.bot, { deny: 'Connect' });
	await here.reply(picture, 'a red scarf');
	await logged('a message cannot be answered where it is');
	expect(promptsIn(gemini)).toEqual(['a fox']);
});

test('in a channel that is hidden from the bot a command is answered, and once it is let in it draws there', async () => {
	await using plantain = await startForTalks();
	const { guild, channel, alice } = plantain;
	channel.overwrite(guild.everyone, { deny: 'ViewChannel' });
	channel.overwrite(alice.user, { allow: 'ViewChannel' });
	const help = await (await alice.slash('help')).finished();
	expect(help.content).toContain('/imagine');
	channel.overwrite(guild.everyone, { allow: 'ViewChannel' });
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a hare' }));
	expect(picture.thread?.name).toBe('a hare');
});
