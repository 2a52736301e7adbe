import { type Client, Events, GatewayIntentBits, type Interaction, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { setUp } from './discord-actors-stage.ts';
import { connect, PING, register, restOf } from './discord-client.ts';

const nextInteraction = (client: Client) =>
	new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve));

/** A command in words of German, Spanish and British English, with a subcommand and an option. */
const LOOK = {
	name: 'look',
	name_localizations: { de: 'ansehen', 'es-ES': 'mirar', 'en-GB': 'behold' },
	description: 'Looks',
	options: [
		{
			type: 1,
			name: 'at',
			name_localizations: { de: 'an' },
			description: 'Looks at it',
			options: [{ type: 3, name: 'what', name_localizations: { de: 'was' }, description: 'What', required: true }],
		},
	],
};

test('people and guilds have US English until they choose another language, of which interactions tell', async () => {
	const { discord, guild, channel, alice } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const heard = async () => {
		const arrived = nextInteraction(client);
		await alice.slash('session show');
		const { locale, guildLocale } = await arrived;
		return [locale, guildLocale];
	};
	expect(await heard()).toEqual(['en-US', 'en-US']);
	alice.user.locale = 'de';
	guild.prefer('ja');
	expect(await heard()).toEqual(['de', 'ja']);

	const zoe = discord.user('zoe', { locale: 'fr' });
	const arrived = nextInteraction(client);
	await zoe.in(channel).slash('session show');
	expect((await arrived).locale).toBe('fr');
});

test('in direct messages there is no language but that of the person', async () => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	alice.user.locale = 'de';
	const arrived = nextInteraction(client);
	await alice.user.in(discord.direct(alice.user, discord.bot)).slash('session show');
	const { locale, guildLocale } = await arrived;
	expect([locale, guildLocale]).toEqual(['de', null]);
});

test('a session learns the language of a guild when it connects, and when the guild changes it', async () => {
	const { discord } = await setUp();
	await using _ = discord;
	const guild = discord.guild({ preferredLocale: 'ja' });
	await using client = await connect(discord, { intents: [GatewayIntentBits.Guilds] });
	const known = () => client.guilds.cache.get(guild.id);
	expect(known()?.preferredLocale).toBe('ja');
	const changed = new Promise((resolve) => client.once(Events.GuildUpdate, resolve));
	guild.prefer('fr');
	await changed;
	expect(known()?.preferredLocale).toBe('fr');
	expect(known()?.members.me?.id).toBe(discord.bot.id);
});

test.each([
	['de', 'ansehen an', 'was'],
	['de', 'look at', 'what'],
	['es-ES', 'mirar at', 'what'],
	['es-419', 'mirar at', 'what'],
	['en-US', 'behold at', 'what'],
	['pl', 'look at', 'what'],
] as const)(
	'whose Discord is in %s can send “/%s %s:”, which arrives under the default names',
	async (locale, path, what) => {
		const { discord, alice } = await setUp();
		await using _ = discord;
		await register(discord, LOOK);
		await using client = await connect(discord);
		alice.user.locale = locale;
		const arrived = nextInteraction(client);
		await alice.slash(path, { [what]: 'foxes' });
		const interaction = await arrived;
		if (!interaction.isChatInputCommand()) return expect.unreachable();
		expect(interaction.toString()).toBe('/look at what:foxes');
	},
);

test.each([
	['fr', 'ansehen an', 'what', 'no command ansehen'],
	['pl', 'mirar at', 'what', 'no command mirar'],
	['es-ES', 'look an', 'what', 'no subcommand an'],
	['es-ES', 'look at', 'was', 'no option was'],
] as const)('whose Discord is in %s cannot send “/%s %s:”', async (locale, path, what, why) => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	await register(discord, LOOK);
	alice.user.locale = locale;
	await expect(alice.slash(path, { [what]: 'foxes' })).rejects.toThrow(why);
});

test('a translation that is the same as the default is not kept', async () => {
	const { discord } = await setUp();
	await using _ = discord;
	const both = { de: 'look', fr: 'voir' };
	const options = [
		{ type: 3, name: 'look', name_localizations: both, description: 'look', description_localizations: both },
	];
	const choices = [{ name: 'look', name_localizations: both, value: 'a' }];
	await register(discord, {
		...LOOK,
		name_localizations: both,
		description: 'look',
		description_localizations: both,
		options: [{ ...options[0], choices }],
	});
	const [held] = discord.commands();
	const kept = { name_localizations: { fr: 'voir' } };
	expect(held).toMatchObject({ ...kept, description_localizations: { fr: 'voir' } });
	expect(held?.options).toMatchObject([{ ...kept, description_localizations: { fr: 'voir' }, choices: [kept] }]);
	expect(JSON.stringify(held)).not.toContain('"de"');
});

test('a list of commands has the translations only for whom asks for them', async () => {
	const { discord } = await setUp();
	await using _ = discord;
	await register(discord, LOOK, PING);
	const list = (query: Record<string, string>) =>
		restOf(discord).get(Routes.applicationCommands(discord.applicationId), { query: new URLSearchParams(query) });
	const plain = await list({});
	expect(plain).toMatchObject([
		{ name: 'look', options: [{ name: 'at', options: [{ name: 'what' }] }] },
		{ name: 'ping' },
	]);
	expect(JSON.stringify(plain)).not.toContain('_localizations');
	expect(await list({ with_localizations: 'true' })).toMatchObject([LOOK, PING]);
});
