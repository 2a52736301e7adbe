import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import { expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

const BROKEN =
	/^Something broke on my side\. You weren't charged; try again, and if it keeps happening, give `\w+` to this bot's operator\.$/;

test('a message that cannot be read is answered once where it is for the bot, else only logged', async () => {
	await using plantain = await startPlantain();
	const { alice, bob, channel, discord, gemini, guild, logLines } = plantain;
	// Without the role that everybody has, discord.js throws when it is asked for permissions.
	discord.gateway.dispatch({
		type: GatewayDispatchEvents.GuildRoleDelete,
		guildId: guild.id,
		intents: GatewayIntentBits.Guilds,
		data: () => ({ guild_id: guild.id, role_id: guild.id }),
	});
	const said = await alice.say(`<@${discord.bot.id}> a hare`);
	const answers = () => [...channel.messages.values()].filter(({ repliesTo }) => repliesTo === said);
	await discord.until(() => answers().length > 0);
	expect(answers().map(({ content }) => content)).toEqual([expect.stringMatching(BROKEN)]);
	expect(logLines.filter((line) => line.includes('the request failed'))).toHaveLength(1);

	const chat = await bob.say('nice one');
	await plantain.logged('a message could not be heard');
	expect([...channel.messages.values()].filter(({ repliesTo }) => repliesTo === chat)).toEqual([]);
	expect(gemini.calls).toEqual([]);
});
