import { Events, GatewayIntentBits, type Message } from 'discord.js';
import { expect, test } from 'vitest';
import { connect } from '../../src/events/connect.ts';
import { MAX_DIRECT_CHANNELS } from '../../src/events/gateway-client.ts';
import { createLog } from '../../src/log.ts';
import { promptsIn } from '../sessions/stage.ts';
import { type LocalDiscord, startDiscord } from '../simulator/discord/start.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { startPlantain } from '../support/plantain.ts';

const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;

const join = ({ apiUrl, token }: LocalDiscord) =>
	connect({
		apiUrl,
		token,
		shards: 'auto',
		intents: [Guilds, GuildMessages, DirectMessages],
		log: createLog('silent'),
		listen: () => {},
		onLost: () => {},
	});

test('after messages of many people in many channels, a client holds none of them, and at most five members a server', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const servers = [discord.guild(), discord.guild()];
	const channels = servers.flatMap((server) => ['one', 'two', 'three'].map((name) => server.channel(name)));
	const client = await join(discord);
	await using _ = { [Symbol.asyncDispose]: () => client.destroy() };
	let heard = 0;
	const allHeard = new Promise<void>((resolve) => {
		client.on(Events.MessageCreate, () => {
			heard++;
			if (heard === 20 * channels.length * 2) resolve();
		});
	});
	for (let person = 0; person < 20; person++)
		for (const channel of channels) {
			const someone = discord.user(`person ${person}`).in(channel);
			await someone.reply(await someone.say('good morning'), 'and good night');
		}
	await allHeard;
	const textChannels = client.channels.cache.filter((channel) => channel.isTextBased());
	expect(textChannels.size).toBe(channels.length);
	expect(textChannels.map(({ messages }) => messages.cache.size)).toEqual(channels.map(() => 0));
	expect([...client.users.cache.keys()]).toEqual([client.user.id]);
	for (const guild of client.guilds.cache.values()) {
		expect(guild.members.cache.size).toBeLessThanOrEqual(5);
		expect(guild.members.me?.id).toBe(client.user.id);
	}
});

test('the roles of who wrote a message are known while it is handled, however many people it mentions', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const server = discord.guild();
	const channel = server.channel('pictures');
	const client = await join(discord);
	await using _ = { [Symbol.asyncDispose]: () => client.destroy() };
	const friends = Array.from({ length: 10 }, (_, index) => discord.user(`friend ${index}`));
	for (const friend of friends) friend.in(channel);
	const alice = discord.user('alice').in(channel);
	const gardener = server.role('gardener');
	server.join(alice.user).roles.add(gardener);
	const rolesOf = async (said: () => Promise<unknown>) => {
		const isHeard = new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve));
		const read = isHeard.then(({ member }) => [...(member?.roles.cache.keys() ?? [])]);
		await said();
		return read;
	};
	const greeting = friends.map(({ id }) => `<@${id}>`).join(' ');
	for (const text of [greeting, 'good night', greeting])
		expect(await rolesOf(() => alice.say(text))).toContain(gardener.id);
});

test('direct messages of before a restart are heard when they are edited, withdrawn or deleted', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_CONCURRENT: '1', SHUTDOWN_SECONDS: '0' }) });
	const { discord, gemini, guild, logged } = plantain;
	const alice = plantain.alice.user.in(discord.direct(plantain.alice.user, discord.bot));
	await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	gemini.always({ hold: true });
	await alice.say('a red scarf');
	await gemini.inFlight();
	const edited = await alice.say('a green hat');
	const withdrawn = await alice.say('a blue coat');
	const deleted = await alice.say('a white ground');
	await (await plantain.alice.slash('help')).finished();
	await plantain.restart();
	await logged('"msg":"resuming a job"', 4);
	await gemini.inFlight();
	alice.editMessage(edited, `<@${discord.bot.id}> a black hat`);
	alice.editMessage(withdrawn, '// never mind');
	alice.deleteMessage(deleted);
	// What comes later by the same way has been heard, so these have been too.
	await (await plantain.alice.user.in(guild.channel('help')).slash('help')).finished();
	gemini.always(undefined);
	gemini.release();
	await logged('"msg":"answered"', 3);
	await plantain.bot.stop();
	// The first two were sent before the restart.
	expect(promptsIn(gemini).slice(2)).toEqual(['a red scarf', 'a black hat']);
});

test('of the direct channels only the latest are kept, and who has none any more is heard', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const client = await join(discord);
	await using _ = { [Symbol.asyncDispose]: () => client.destroy() };
	const people = Array.from({ length: MAX_DIRECT_CHANNELS + 5 }, (_, index) => discord.user(`person ${index}`));
	const first = discord.user('person 0');
	for (const person of [...people, first]) {
		const isHeard = new Promise((resolve) => client.once(Events.MessageCreate, resolve));
		await person.in(discord.direct(person, discord.bot)).say('good morning');
		await isHeard;
	}
	const direct = client.channels.cache.filter((channel) => channel.isDMBased());
	expect(direct.size).toBe(MAX_DIRECT_CHANNELS);
	expect(direct.has(discord.direct(first, discord.bot).id)).toBe(true);
});
