import { Events, GatewayIntentBits, Partials } from 'discord.js';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { connect, PING, register } from './discord-client.ts';

/** A human's message as a bot without the message content intent receives it. */
async function received(
	say: (place: Awaited<ReturnType<typeof conversation>>) => Promise<unknown>,
	intents: number[] = [],
) {
	await using place = await conversation(intents);
	const arrived = new Promise<string>((resolve) => {
		place.client.on(Events.MessageCreate, (message) => {
			if (!message.author.bot) resolve(message.content);
		});
	});
	await say(place);
	return await arrived;
}

async function conversation(intents: number[]) {
	const discord = await startDiscord({ clock: fakeClock() });
	const channel = discord.guild().channel('general');
	await register(discord, PING, { name: 'Look', type: 3 });
	const client = await connect(discord, {
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages, ...intents],
		partials: [Partials.Channel],
	});
	const alice = discord.user('alice').in(channel);
	const ordinary = async () => {
		const target = await client.channels.fetch(channel.id);
		if (!target?.isSendable()) throw new Error('the bot cannot post');
		const sent = await target.send('hello');
		return channel.messages.get(sent.id) ?? expect.unreachable();
	};
	const response = async () => {
		client.once(Events.InteractionCreate, async (interaction) => {
			if (interaction.isChatInputCommand()) await interaction.reply('hello');
		});
		return (await alice.slash('ping')).finished();
	};
	return {
		discord,
		channel,
		client,
		alice,
		ordinary,
		response,
		async [Symbol.asyncDispose]() {
			await client.destroy();
			await discord[Symbol.asyncDispose]();
		},
	};
}

test.each<[string, string, (place: Awaited<ReturnType<typeof conversation>>) => Promise<unknown>]>([
	['an ordinary message', '', ({ alice }) => alice.say('a fox')],
	['a mention of somebody else', '', ({ alice, discord }) => alice.say(`<@${discord.user('bob').id}>`)],
	['a mention of the bot', 'BOT a fox', ({ alice, discord }) => alice.say(`<@${discord.bot.id}> a fox`)],
	[
		'a direct message',
		'a fox',
		({ alice, discord }) => alice.user.in(discord.direct(alice.user, discord.bot)).say('a fox'),
	],
	[
		'a reply that rings an ordinary message of the bot',
		'a fox',
		async ({ alice, ordinary }) => alice.reply(await ordinary(), 'a fox'),
	],
	[
		'a reply that rings nobody',
		'',
		async ({ alice, ordinary }) => alice.reply(await ordinary(), 'a fox', { ping: false }),
	],
	[
		'a reply that rings an interaction response',
		'',
		async ({ alice, response }) => alice.reply(await response(), 'a fox'),
	],
])('without the message content intent, %s arrives as “%s”', async (_what, expected, say) => {
	const content = await received(say);
	expect(content.replace(/<@\d+>/, 'BOT')).toBe(expected);
});

test('with the message content intent, an ordinary message arrives as it was typed', async () => {
	expect(await received(({ alice }) => alice.say('a fox'), [GatewayIntentBits.MessageContent])).toBe('a fox');
});

test('the target of a message command and a bot’s own message keep their content without the intent', async () => {
	await using place = await conversation([]);
	const { client, alice, ordinary } = place;
	const own = new Promise((resolve) => client.once(Events.MessageCreate, (message) => resolve(message.content)));
	await ordinary();
	expect(await own).toBe('hello');
	const target = new Promise((resolve) => {
		client.once(Events.InteractionCreate, (interaction) => {
			if (interaction.isMessageContextMenuCommand()) resolve(interaction.targetMessage.content);
		});
	});
	alice.contextMenu('Look', await alice.say('a fox'));
	expect(await target).toBe('a fox');
});

test('a bot that cannot see a channel hears nothing from it', async () => {
	await using place = await conversation([GatewayIntentBits.MessageContent]);
	const { client, alice, discord, channel } = place;
	channel.overwrite(discord.bot, { deny: 'ViewChannel' });
	const contents: string[] = [];
	client.on(Events.MessageCreate, (message) => contents.push(message.content));
	await alice.say('unseen');
	channel.overwrite(discord.bot, { allow: 'ViewChannel' });
	await alice.say('seen');
	await new Promise((resolve) => client.once(Events.MessageCreate, resolve));
	expect(contents).toEqual(['seen']);
});
