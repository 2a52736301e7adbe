import { ChannelType } from 'discord.js';
import { expect, test } from 'vitest';
import type { Guild } from '../simulator/discord/world/guild.ts';
import { startWithRules } from '../support/guild-rules.ts';
import { answered, ask, beginTalk, pictureFor, promptsIn, startForTalks, wordsFor } from './stage.ts';

/** How a message names the role that Discord gave the bot in a server. */
function roleMention({ roles }: Guild, name: string): string {
	const role = roles.find((one) => one.name === name);
	if (role === undefined) throw new Error('the bot has no role of its own');
	return `<@&${role.id}>`;
}

test('who only talks about the bot in a channel is not taken to ask for a picture; who begins with its name is', async () => {
	await using plantain = await startWithRules({ threads: 'off' });
	const { alice, bob, discord, gemini, channel, guild } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const bot = `<@${discord.bot.id}>`;
	const talk = [
		`has anybody tried ${bot}?`,
		`I asked ${bot} and ${roleMention(guild, discord.bot.name)} for a hare`,
		`thanks ${bot}`,
	];
	for (const text of talk) await bob.say(text);
	await bob.reply(await alice.say('what is that?'), `that is ${bot}`);
	const trip = bob.user.in(bob.openThread('holidays'));
	await trip.say(`shall we ask ${bot}?`);
	await ask(plantain, bob.say(`${bot} a red scarf`));
	await ask(plantain, bob.reply(picture, `a green hat, ${bot}`));
	expect(promptsIn(gemini)).toEqual(['a fox', 'a red scarf', 'a green hat,']);
	expect([...channel.messages.values()].filter(({ author }) => author.isBot)).toHaveLength(3);
});

test("the bot's own role names it as well as its name does, in channels and in threads", async () => {
	await using plantain = await startForTalks();
	const { alice, bob, discord, gemini, guild } = plantain;
	const role = roleMention(guild, discord.bot.name);
	const { bob: bobThere } = await beginTalk(plantain);
	await ask(plantain, bobThere.say(`a green hat ${role}`));
	expect(await wordsFor(plantain, await bob.say(role))).toContain("There's no session here");
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a hare' }));
	await ask(plantain, bob.reply(picture, `${role} a blue coat`));
	await ask(plantain, bobThere.say(`${role} a white ground`));
	const other = guild.role('painters');
	await bobThere.say(`<@&${other.id}> look`);
	await ask(plantain, bobThere.say(`${role} night`));
	expect(promptsIn(gemini)).toEqual(['a fox', 'a green hat', 'a hare', 'a blue coat', 'a white ground', 'night']);
});

test('in an announcement channel a first picture and one that is asked for by message get their threads alike', async () => {
	const env = (guild: Guild) => {
		Object.assign(guild.channel('pictures'), { type: ChannelType.GuildAnnouncement });
		return {};
	};
	await using plantain = await startWithRules({ threads: 'on-refine' }, { env });
	const { alice, channel } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	expect(picture.thread).toBeUndefined();
	const said = await alice.reply(picture, 'a red scarf');
	await answered(plantain, said);
	expect(channel.threads.map(({ name }) => name)).toEqual(['a red scarf']);
});
