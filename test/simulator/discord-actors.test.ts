import {
	ActionRowBuilder,
	type APIApplicationCommandOption,
	ApplicationIntegrationType,
	AttachmentBuilder,
	ButtonBuilder,
	ButtonStyle,
	CheckboxBuilder,
	CheckboxGroupBuilder,
	ContainerBuilder,
	EmbedBuilder,
	Events,
	FileUploadBuilder,
	type Interaction,
	InteractionContextType,
	LabelBuilder,
	MediaGalleryBuilder,
	MessageFlags,
	ModalBuilder,
	ApplicationCommandOptionType as O,
	PermissionFlagsBits,
	RadioGroupBuilder,
	StringSelectMenuBuilder,
	TextDisplayBuilder,
	TextInputBuilder,
	TextInputStyle,
	UserSelectMenuBuilder,
} from 'discord.js';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { connect, PING, register } from './discord-client.ts';

const IMAGINE_OPTIONS: readonly APIApplicationCommandOption[] = [
	{ type: O.String, name: 'prompt', description: 'What to draw', required: true, min_length: 2, max_length: 10 },
	{ type: O.Integer, name: 'count', description: 'How many', min_value: 1, max_value: 4 },
	{ type: O.String, name: 'size', description: 'How large', choices: [{ name: 'Large', value: '2K' }] },
	{ type: O.Boolean, name: 'private', description: 'Only for you' },
	{ type: O.Attachment, name: 'image', description: 'What to start from', file_types: ['image'] },
	{ type: O.User, name: 'whom', description: 'For whom' },
];
const SESSION = {
	name: 'session',
	description: 'This session',
	options: [{ type: O.Subcommand, name: 'show', description: 'Shows it' }],
};

async function setUp() {
	const discord = await startDiscord({ clock: fakeClock(), rateLimits: false });
	const guild = discord.guild();
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	await register(discord, { name: 'imagine', description: 'Makes a picture', options: IMAGINE_OPTIONS }, SESSION);
	return { discord, guild, channel, alice };
}

const picture = () =>
	sharp({ create: { width: 40, height: 30, channels: 3, background: 'green' } })
		.png()
		.toBuffer();

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

/** Everything that a form can ask for. */
const form = () =>
	new ModalBuilder()
		.setCustomId('refine')
		.setTitle('Refine the picture')
		.addLabelComponents(
			new LabelBuilder()
				.setLabel('Prompt')
				.setTextInputComponent(
					new TextInputBuilder()
						.setCustomId('prompt')
						.setStyle(TextInputStyle.Paragraph)
						.setMaxLength(20)
						.setValue('a fox'),
				),
			new LabelBuilder()
				.setLabel('Pictures')
				.setFileUploadComponent(new FileUploadBuilder().setCustomId('files').setMinValues(1).setMaxValues(2)),
			new LabelBuilder()
				.setLabel('Size')
				.setRadioGroupComponent(
					new RadioGroupBuilder()
						.setCustomId('size')
						.addOptions({ label: 'Small', value: '1K', default: true }, { label: 'Large', value: '2K' }),
				),
			new LabelBuilder()
				.setLabel('Extras')
				.setCheckboxGroupComponent(
					new CheckboxGroupBuilder()
						.setCustomId('extras')
						.setRequired(false)
						.addOptions({ label: 'Search', value: 'search' }, { label: 'Thoughts', value: 'thoughts' }),
				),
			new LabelBuilder()
				.setLabel('Private')
				.setCheckboxComponent(new CheckboxBuilder().setCustomId('private').setDefault(true)),
		);

async function withForm() {
	const world = await setUp();
	const client = await connect(world.discord);
	client.on(Events.InteractionCreate, async (interaction) => {
		if (interaction.isChatInputCommand()) await interaction.showModal(form());
		if (!interaction.isModalSubmit()) return;
		const { fields } = interaction;
		const [size, extras, isPrivate] = ['size', 'extras', 'private'].map((id) => fields.getField(id));
		const names = fields.getUploadedFiles('files')?.map(({ name, width }) => `${name} ${width}`);
		await interaction.reply(JSON.stringify([fields.getTextInputValue('prompt'), names, size, extras, isPrivate]));
	});
	const opener = await world.alice.slash('session show');
	await opener.acknowledged();
	return { ...world, client, opener };
}

test('a form is shown, filled in by label or custom_id, and arrives with its files', async () => {
	const { discord, client, alice, opener, channel } = await withForm();
	await using _ = discord;
	await using __ = client;
	const files = [{ name: 'a.png', bytes: await picture() }];
	const sent = await alice.submitModal(opener, {
		Prompt: 'a red fox',
		files,
		size: '2K',
		Extras: ['search'],
		private: false,
	});
	const [prompt, names, size, extras, isPrivate] = JSON.parse((await sent.finished()).content);
	expect([prompt, names]).toEqual(['a red fox', ['a.png 40']]);
	expect([size.value, extras.values, isPrivate.value]).toEqual(['2K', ['search'], false]);
	expect(channel.transcript().split('\nbot   ←')[0]).toMatchInlineSnapshot(`
		"alice → /session show
		bot   ▢ (only alice sees this) form “Refine the picture”
		        Prompt: [a fox]
		        Pictures: [files]
		        Size: [✓ Small | Large]
		        Extras (optional): [Search | Thoughts]
		        Private: [✓]
		alice → submits “Refine the picture”
		        Prompt: a red fox
		        Pictures: [a.png · image/png · 40×30 · 133 B]
		        Size: 2K
		        Extras: search
		        Private: no"
	`);
});

test('fields that are left alone keep what was preset', async () => {
	const { discord, client, alice, opener } = await withForm();
	await using _ = discord;
	await using __ = client;
	const sent = await alice.submitModal(opener, { files: [{ name: 'a.png', bytes: await picture() }] });
	const [prompt, , size, extras, isPrivate] = JSON.parse((await sent.finished()).content);
	expect([prompt, size.value, extras.values, isPrivate.value]).toEqual(['a fox', '1K', [], true]);
});

const bytes = new Uint8Array(1);
test.each([
	[{}, 'files takes 1 to 2 files'],
	[{ files: [1, 2, 3].map((n) => ({ name: `${n}.png`, bytes })) }, 'files takes 1 to 2 files'],
	[{ files: [{ name: 'a.png', bytes }], Prompt: 'x'.repeat(21) }, 'prompt takes 1 to 20 characters, not 21'],
	[{ files: [{ name: 'a.png', bytes }], Prompt: '' }, 'prompt takes 1 to 20 characters, not 0'],
	[{ files: [{ name: 'a.png', bytes }], Size: '8K' }, 'size does not offer 8K'],
	[{ files: [{ name: 'a.png', bytes }], Colour: 'red' }, 'no field Colour'],
])('nobody can submit the form with %j: %s', async (values, why) => {
	const { discord, client, alice, opener } = await withForm();
	await using _ = discord;
	await using __ = client;
	await expect(alice.submitModal(opener, values)).rejects.toThrow(why);
});

test('menus send what was picked, by label, by value or as people', async () => {
	const { discord, alice, channel } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const model = new StringSelectMenuBuilder()
		.setCustomId('model')
		.setPlaceholder('Model')
		.addOptions({ label: 'Pro', value: 'pro', default: true }, { label: 'Flash', value: 'flash' });
	const people = new UserSelectMenuBuilder().setCustomId('people').setPlaceholder('With whom').setMaxValues(2);
	client.on(Events.InteractionCreate, async (interaction) => {
		if (interaction.isChatInputCommand()) {
			const rows = [model, people].map((menu) => new ActionRowBuilder<typeof menu>().addComponents(menu));
			await interaction.reply({ content: 'Pick', components: rows });
		} else if (interaction.isStringSelectMenu()) await interaction.reply(interaction.values.join());
		else if (interaction.isUserSelectMenu())
			await interaction.reply(interaction.users.map((user) => user.username).join());
	});
	const message = await (await alice.slash('session show')).finished();
	expect((await alice.select(message, 'Model', ['Flash']).finished()).content).toBe('flash');
	const bob = discord.user('bob').in(channel).user;
	expect((await alice.select(message, 'people', [alice.user, bob]).finished()).content).toBe('alice,bob');
	expect(() => alice.select(message, 'model', ['Ultra'])).toThrow('does not offer Ultra');
	expect(() => alice.select(message, 'model', ['pro', 'flash'])).toThrow('takes 1 to 1 values');
	expect(() => alice.select(message, 'model', [bob])).toThrow('does not offer bob');
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /session show
		bot   ← Pick
		        [menu “Model”: ✓ Pro | Flash]
		        [menu “With whom”]
		alice → picks Flash from “Model”
		bot   ← flash
		alice → picks @alice, @bob from “With whom”
		bot   ← alice,bob"
	`);
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
	await expect(alice.say('', { files: [{ name: 'a.txt', bytes }] })).rejects.toThrow('may not post that');
	expect(channel.transcript()).toContain('alice → one\nalice ✎ two\nalice ⌫ “two”');
});
