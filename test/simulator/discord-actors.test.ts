import {
	ActionRowBuilder,
	ApplicationIntegrationType,
	AttachmentBuilder,
	ButtonBuilder,
	ButtonStyle,
	ContainerBuilder,
	EmbedBuilder,
	Events,
	type Interaction,
	InteractionContextType,
	MediaGalleryBuilder,
	MessageFlags,
	ApplicationCommandOptionType as O,
	PermissionFlagsBits,
	TextDisplayBuilder,
} from 'discord.js';
import { expect, test } from 'vitest';
import { picture, setUp } from './discord-actors-stage.ts';
import { connect, PING, register } from './discord-client.ts';

test.each([
	[{ prompt: 'fo' }],
	[{ prompt: 'x'.repeat(10) }],
	[{ prompt: 'fox', count: 1 }],
	[{ prompt: 'fox', count: 4 }],
	[{ prompt: 'fox', size: 'Large' }],
	[{ prompt: 'fox', size: '2K' }],
	[{ prompt: 'fox', private: true }],
	[{ prompt: 'fox', image: { name: 'a.PNG', bytes: new Uint8Array(3) } }],
])('a person can send /imagine with %j', async (values) => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	await alice.slash('imagine', values);
});

test.each([
	[{}, 'option prompt: is required'],
	[{ prompt: 'x' }, 'takes 2 to 10 characters'],
	[{ prompt: 'x'.repeat(11) }, 'takes 2 to 10 characters'],
	[{ prompt: 7 }, 'takes text'],
	[{ prompt: 'fox', count: 0 }, 'takes 1 to 4'],
	[{ prompt: 'fox', count: 5 }, 'takes 1 to 4'],
	[{ prompt: 'fox', count: 1.5 }, 'takes a whole number'],
	[{ prompt: 'fox', size: 'Huge' }, 'does not offer Huge'],
	[{ prompt: 'fox', private: 'yes' }, 'takes true or false'],
	[{ prompt: 'fox', image: { name: 'a.txt', bytes: new Uint8Array(3) } }, 'does not take a.txt'],
	[{ prompt: 'fox', image: 'a.png' }, 'takes a file'],
	[{ prompt: 'fox', whom: 'bob' }, 'takes a user'],
	[{ prompt: 'fox', colour: 'red' }, 'there is no option colour'],
])('nobody can send /imagine with %j: %s', async (values, why) => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	await expect(alice.slash('imagine', values)).rejects.toThrow(why);
});

test('a command is offered only where and to whom it is registered', async () => {
	const { discord, guild, channel, alice } = await setUp();
	await using _ = discord;
	const manage = PermissionFlagsBits.ManageGuild.toString();
	await register(
		discord,
		{ ...PING, name: 'dm-only', contexts: [InteractionContextType.BotDM] },
		{ ...PING, name: 'for-managers', default_member_permissions: manage },
		{ ...PING, name: 'for-users', integration_types: [ApplicationIntegrationType.UserInstall] },
		PING,
	);
	const direct = alice.user.in(discord.direct(alice.user, discord.bot));
	await direct.slash('dm-only');
	await expect(alice.slash('dm-only')).rejects.toThrow('no command dm-only');
	await expect(alice.slash('for-managers')).rejects.toThrow('no command for-managers');
	guild.join(alice.user).roles.add(guild.role('managers', 'ManageGuild'));
	await alice.slash('for-managers');
	await expect(alice.slash('for-users')).rejects.toThrow('no command for-users');
	await discord.user('zoe', { installedApp: true }).in(channel).slash('for-users');
	channel.overwrite(guild.everyone, { deny: 'UseApplicationCommands' });
	await expect(alice.slash('ping')).rejects.toThrow('may not use commands');
});

test('a subcommand is named after its command, and cannot be left out or invented', async () => {
	const { discord, alice, channel } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const seen = new Promise((resolve) => {
		client.once(Events.InteractionCreate, (interaction) => {
			if (interaction.isChatInputCommand()) resolve(interaction.options.getSubcommand());
		});
	});
	await alice.slash('session show');
	expect(await seen).toBe('show');
	expect(channel.transcript()).toBe('alice → /session show');
	await expect(alice.slash('session')).rejects.toThrow('without one of its subcommands');
	await expect(alice.slash('session end')).rejects.toThrow('no subcommand end');
});

test('an interaction tells the application where it is, what it may do there and who brought it', async () => {
	const { discord, guild, channel } = await setUp();
	await using _ = discord;
	await register(discord, { ...PING, integration_types: [0, 1], contexts: [0, 1, 2] });
	await using client = await connect(discord);
	const zoe = discord.user('zoe', { installedApp: true });
	const elsewhere = discord.guild({ installed: false }).channel('elsewhere');
	const bob = discord.user('bob');
	const places = [channel, elsewhere, discord.direct(zoe, discord.bot), discord.direct(zoe, bob)];
	const facts: unknown[] = [];
	for (const place of places) {
		const arrived = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve));
		await zoe.in(place).slash('ping');
		const interaction = await arrived;
		const { context, authorizingIntegrationOwners: owners, appPermissions, guildId } = interaction;
		const broughtBy = [owners[0] && 'guild', owners[1] && 'user'];
		facts.push([context, ...broughtBy, appPermissions.has('ViewChannel'), guildId, interaction.inCachedGuild()]);
	}
	expect(facts).toEqual([
		[InteractionContextType.Guild, 'guild', 'user', true, guild.id, true],
		[InteractionContextType.Guild, undefined, 'user', true, elsewhere.guild?.id, false],
		[InteractionContextType.BotDM, 'guild', 'user', true, null, false],
		[InteractionContextType.PrivateChannel, undefined, 'user', true, null, false],
	]);
});

test('choices offered while typing come back to the one who types', async () => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	const option = { type: O.String, name: 'model', description: 'Which', autocomplete: true };
	await register(discord, { ...PING, options: [option, { ...option, name: 'plain', autocomplete: false }] });
	await using client = await connect(discord);
	client.on(Events.InteractionCreate, async (interaction) => {
		if (!interaction.isAutocomplete()) return;
		const { name, value } = interaction.options.getFocused(true);
		await interaction.respond([{ name: `${name} like ${value}`, value }]);
	});
	const typed = alice.autocomplete('ping', { values: { model: 'fl' }, focused: 'model' });
	await typed.acknowledged();
	expect(typed.choices).toEqual([{ name: 'model like fl', value: 'fl' }]);
	const plain = () => alice.autocomplete('ping', { values: { plain: 'x' }, focused: 'plain' });
	expect(plain).toThrow('does not complete itself');
});

test('the transcript shows what a message carries: embeds, containers, galleries, files, links, times and names', async () => {
	const { discord, guild, channel, alice } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const file = new AttachmentBuilder(await picture(), { name: 'fox.png', description: 'a green fox' });
	client.on(Events.InteractionCreate, async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		const embed = new EmbedBuilder()
			.setTitle('Your picture')
			.setDescription(`for <@${interaction.user.id}> in <#${channel.id}>`)
			.addFields({ name: 'Cost', value: '4 ct' })
			.setImage('attachment://fox.png')
			.setFooter({ text: 'until <t:1795186800:f>' });
		const link = new ButtonBuilder().setStyle(ButtonStyle.Link).setLabel('Help').setURL('https://example.com/');
		const row = new ActionRowBuilder<ButtonBuilder>().addComponents(link);
		await interaction.reply({ embeds: [embed], files: [file], components: [row], allowedMentions: { parse: [] } });
		const container = new ContainerBuilder()
			.addTextDisplayComponents(new TextDisplayBuilder().setContent('# Two\nlines'))
			.addSeparatorComponents((separator) => separator)
			.addMediaGalleryComponents(
				new MediaGalleryBuilder().addItems({ media: { url: 'attachment://fox.png' }, description: 'again' }),
			)
			.addSectionComponents((section) =>
				section
					.addTextDisplayComponents((text) => text.setContent('Like it?'))
					.setButtonAccessory((button) => button.setCustomId('yes').setLabel('Yes').setStyle(ButtonStyle.Success)),
			);
		await interaction.followUp({ flags: MessageFlags.IsComponentsV2, components: [container], files: [file] });
	});
	const used = await alice.slash('imagine', { prompt: 'a fox', size: 'Large' });
	await discord.until(() => used.followUps.length === 1);
	await discord
		.user('bob')
		.in(channel)
		.reply(await used.finished(), `<@&${guild.everyone.id}> nice, <@${discord.bot.id}>`);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox  size: Large
		bot   ← ┃ Your picture
		        ┃ for @alice in #general
		        ┃ Cost: 4 ct
		        ┃ [fox.png · image/png · 40×30 · 133 B · alt: a green fox]
		        ┃ until 2026-11-20 15:00 UTC
		        [buttons: Help → https://example.com/]
		bot   ← │ # Two
		        │ lines
		        │ ———
		        │ [fox.png · image/png · 40×30 · 133 B · alt: again]
		        │ Like it?
		        │ [buttons: Yes]
		bob   → (to bot: “┃ Your picture”) @everyone nice, @bot"
	`);
	expect(discord.violations).toEqual([]);
});

test('people edit and delete only what they wrote, and nobody sends what Discord’s client holds back', async () => {
	const { discord, channel, guild, alice } = await setUp();
	await using _ = discord;
	const bob = discord.user('bob').in(channel);
	const message = await alice.say('one');
	alice.editMessage(message, 'two');
	expect(() => bob.editMessage(message, 'three')).toThrow('bob did not write this');
	expect(() => bob.deleteMessage(message)).toThrow('bob did not write this');
	alice.deleteMessage(message);
	await alice.say('x'.repeat(2000));
	await expect(alice.say('x'.repeat(2001))).rejects.toThrow('more than 2000');
	await expect(alice.say('')).rejects.toThrow('empty');
	channel.overwrite(guild.everyone, { deny: 'AttachFiles' });
	await expect(alice.say('', { files: [{ name: 'a.txt', bytes: new Uint8Array(1) }] })).rejects.toThrow(
		'may not post that',
	);
	expect(channel.transcript()).toContain('alice → one\nalice ✎ two\nalice ⌫ “two”');
});

test('the commands that an actor is offered are the ones that they could use', async () => {
	const { discord, alice, guild, channel } = await setUp();
	await using _ = discord;
	const names = (actor: typeof alice) => actor.commands().map(({ name }) => name);
	expect(names(alice)).toEqual(['imagine', 'session']);
	const elsewhere = discord.guild({ installed: false }).channel('elsewhere');
	expect(names(alice.user.in(elsewhere))).toEqual([]);
	channel.overwrite(guild.everyone, { deny: 'UseApplicationCommands' });
	expect(names(alice)).toEqual([]);
});

test('a watcher hears of every change until it leaves', async () => {
	const { discord, alice } = await setUp();
	await using _ = discord;
	let heard = 0;
	const leave = discord.world.changes.subscribe(() => {
		heard += 1;
	});
	await alice.say('hello');
	const before = heard;
	leave();
	await alice.say('again');
	expect(before).toBeGreaterThan(0);
	expect(heard).toBe(before);
});
