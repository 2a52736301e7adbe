import {
	ActionRowBuilder,
	ApplicationCommandType,
	ApplicationIntegrationType,
	AttachmentBuilder,
	type BaseMessageOptions,
	ButtonBuilder,
	ButtonStyle,
	CheckboxGroupBuilder,
	Client,
	ContainerBuilder,
	ContextMenuCommandBuilder,
	EmbedBuilder,
	FileUploadBuilder,
	InteractionContextType,
	LabelBuilder,
	MessageFlags,
	ModalBuilder,
	PermissionFlagsBits,
	RadioGroupBuilder,
	type RESTOptions,
	SlashCommandBuilder,
	StringSelectMenuBuilder,
	TextInputBuilder,
	TextInputStyle,
	WebhookClient,
} from 'discord.js';
import { expect, test } from 'vitest';
import { type BodyKind, checkBody, schemaViolations, type UploadedFile } from './discord/limits/check-body.ts';

interface Sent {
	readonly kind: BodyKind;
	readonly body: unknown;
	readonly files: readonly UploadedFile[];
}

const KINDS: readonly [method: string, path: RegExp, kind: BodyKind][] = [
	['POST', /\/channels\/\d+\/messages$/, 'channel-message'],
	['PATCH', /\/channels\/\d+\/messages\/\d+$/, 'channel-message-edit'],
	['POST', /\/webhooks\/\d+\/\w+$/, 'webhook-message'],
	['PATCH', /\/webhooks\/\d+\/\w+\/messages\/.+$/, 'webhook-message-edit'],
];

const ID = '1234567890123456789';

/** REST options that keep every message sent and answer as if Discord had taken it. */
function recording(sent: Sent[]): Partial<RESTOptions> {
	return {
		async makeRequest(url, { method, body }) {
			const { pathname } = new URL(url);
			const kind = KINDS.find(([verb, path]) => verb === method && path.test(pathname))?.[2];
			if (kind !== undefined) sent.push({ kind, ...(await read(body)) });
			const author = { id: ID, username: 'plantain', discriminator: '0' };
			return Response.json({ id: ID, channel_id: ID, type: 1, recipients: [author], author, attachments: [] });
		},
	};
}

async function read(body: unknown): Promise<Omit<Sent, 'kind'>> {
	if (!(body instanceof FormData)) return { body: JSON.parse(String(body)), files: [] };
	const uploads = [...body.values()].filter((value) => value instanceof File);
	const files = uploads.map(async (file) => ({ name: file.name, type: file.type, bytes: await file.bytes() }));
	return { body: JSON.parse(String(body.get('payload_json'))), files: await Promise.all(files) };
}

const png = (name: string) => new AttachmentBuilder(Buffer.from('a'), { name, description: 'A plantain' });
const row = () =>
	new ActionRowBuilder<ButtonBuilder>().addComponents(
		new ButtonBuilder().setCustomId('a').setLabel('Again').setEmoji('🎨').setStyle(ButtonStyle.Primary),
		new ButtonBuilder().setCustomId('b').setEmoji({ id: ID }).setStyle(ButtonStyle.Secondary).setDisabled(),
		new ButtonBuilder().setURL('https://a.example').setLabel('Open').setStyle(ButtonStyle.Link),
	);

/** Messages of every shape that the builders make, each new: discord.js changes the options it is given. */
const MESSAGES: Readonly<Record<string, () => BaseMessageOptions & { flags?: MessageFlags.IsComponentsV2 }>> = {
	'a text': () => ({ content: 'a' }),
	'a text that pings one user': () => ({ content: 'a', allowedMentions: { users: [ID], repliedUser: false } }),
	'ten files': () => ({ files: Array.from({ length: 10 }, (_, index) => png(`${index}.png`)) }),
	'an embed with all there is': () => ({
		files: [png('a.png')],
		embeds: [
			new EmbedBuilder()
				.setTitle('a')
				.setURL('https://a.example')
				.setDescription('a')
				.setColor('Green')
				.setTimestamp(0)
				.setAuthor({ name: 'a', url: 'https://a.example', iconURL: 'attachment://a.png' })
				.setFooter({ text: 'a', iconURL: 'https://a.example/a.png' })
				.setImage('attachment://a.png')
				.setThumbnail('https://a.example/a.png')
				.addFields({ name: 'a', value: 'b', inline: true }),
		],
	}),
	'buttons and a select': () => ({
		content: 'a',
		components: [
			row(),
			new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
				new StringSelectMenuBuilder()
					.setCustomId('s')
					.setPlaceholder('Which?')
					.addOptions(
						{ label: 'a', value: 'a', emoji: '🎨', default: true },
						{ label: 'b', value: 'b', description: 'c' },
					),
			),
		],
	}),
	'components V2 with a file': () => ({
		flags: MessageFlags.IsComponentsV2,
		files: [png('a.png')],
		components: [
			new ContainerBuilder()
				.setAccentColor(0)
				.addTextDisplayComponents((text) => text.setContent('a'))
				.addSectionComponents((section) =>
					section
						.addTextDisplayComponents((text) => text.setContent('b'))
						.setThumbnailAccessory((thumbnail) => thumbnail.setURL('attachment://a.png').setDescription('c')),
				)
				.addMediaGalleryComponents((gallery) => gallery.addItems((item) => item.setURL('attachment://a.png')))
				.addFileComponents((file) => file.setURL('attachment://a.png').setSpoiler())
				.addSeparatorComponents((separator) => separator.setDivider(false))
				.addActionRowComponents(row()),
		],
	}),
};

test.each(Object.entries(MESSAGES))('%s passes both nets however discord.js sends it', async (_, message) => {
	const sent: Sent[] = [];
	const client = new Client({ intents: [], enforceNonce: true, allowedMentions: { parse: [] }, rest: recording(sent) });
	client.rest.setToken('a.b.c');
	const channel = await client.channels.fetch(ID);
	if (!channel?.isSendable()) throw new Error('the client was given a channel to send to');
	await channel.send({ ...message(), reply: { messageReference: ID } });
	await channel.messages.edit(ID, message());
	const webhook = new WebhookClient(
		{ id: ID, token: 'token' },
		{ allowedMentions: { parse: [] }, rest: recording(sent) },
	);
	await webhook.send({ ...message(), withComponents: true });
	await webhook.editMessage(ID, message());

	expect(sent.map(({ kind }) => kind)).toEqual(KINDS.map(([, , kind]) => kind));
	const asReply = sent.slice(2, 3).map((followUp) => ({
		...followUp,
		kind: 'interaction-callback' as const,
		body: { type: 4, data: followUp.body },
	}));
	for (const { kind, body, files } of [...sent, ...asReply]) {
		expect(checkBody(kind, body, { files })).toBeUndefined();
		expect(schemaViolations(kind, body)).toEqual([]);
	}
});

test('a modal with each input of the builders passes both nets', () => {
	const options = [
		{ label: 'a', value: 'a' },
		{ label: 'b', value: 'b' },
	];
	const modal = new ModalBuilder()
		.setCustomId('m')
		.setTitle('Refine')
		.addLabelComponents(
			new LabelBuilder()
				.setLabel('a')
				.setDescription('a')
				.setTextInputComponent(
					new TextInputBuilder()
						.setCustomId('a')
						.setStyle(TextInputStyle.Paragraph)
						.setMaxLength(4000)
						.setRequired(false),
				),
			new LabelBuilder()
				.setLabel('b')
				.setFileUploadComponent(
					new FileUploadBuilder().setCustomId('b').setMinValues(0).setMaxValues(10).setRequired(false),
				),
			new LabelBuilder()
				.setLabel('c')
				.setRadioGroupComponent(new RadioGroupBuilder().setCustomId('c').addOptions(options)),
			new LabelBuilder()
				.setLabel('d')
				.setCheckboxGroupComponent(new CheckboxGroupBuilder().setCustomId('d').addOptions(options)),
			new LabelBuilder()
				.setLabel('e')
				.setStringSelectMenuComponent(new StringSelectMenuBuilder().setCustomId('e').addOptions(options)),
		);
	const body = JSON.parse(JSON.stringify({ type: 9, data: modal }));
	expect(checkBody('interaction-callback', body, { files: [] })).toBeUndefined();
	expect(schemaViolations('interaction-callback', body)).toEqual([]);
});

test('commands of the builders pass both nets', () => {
	const commands = [
		new SlashCommandBuilder()
			.setName('imagine')
			.setDescription('Makes a picture')
			.setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
			.setContexts(InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel)
			.setIntegrationTypes(ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall)
			.addStringOption((option) => option.setName('prompt').setDescription('a').setRequired(true).setMaxLength(6000))
			.addStringOption((option) =>
				option.setName('aspect').setDescription('a').addChoices({ name: '1:1', value: '1:1' }),
			)
			.addAttachmentOption((option) => option.setName('image').setDescription('a').setFileTypes('image'))
			.addIntegerOption((option) => option.setName('count').setDescription('a').setMinValue(1).setMaxValue(4)),
		new SlashCommandBuilder()
			.setName('session')
			.setDescription('a')
			.addSubcommand((subcommand) => subcommand.setName('show').setDescription('a')),
		new ContextMenuCommandBuilder().setName('Edit image').setType(ApplicationCommandType.Message),
	];
	const body: unknown = JSON.parse(JSON.stringify(commands));
	expect(checkBody('commands', body, { files: [] })).toBeUndefined();
	expect(schemaViolations('commands', body)).toEqual([]);
});

test.each<[BodyKind, unknown, string]>([
	['channel-message', { content: 'x'.repeat(4001) }, 'content: '],
	['channel-message-edit', { embeds: [{ title: 'x'.repeat(257) }] }, 'embeds.0.title: '],
	['webhook-message', { content: 'x'.repeat(2001) }, 'content: '],
	['webhook-message-edit', { attachments: [{}] }, 'attachments.0.id: '],
	['interaction-callback', { type: 4, data: { content: 5 } }, 'data.content: '],
	[
		'interaction-callback',
		{ type: 9, data: { custom_id: 'a', title: 'x'.repeat(46), components: [{ type: 10, content: 'a' }] } },
		'data.title: ',
	],
	['interaction-callback', { type: 33 }, 'type: '],
	['commands', [{ name: 'a', description: 'a' }, { name: '' }], '1.name: '],
	['command', { name: 'x'.repeat(33), description: 'a' }, 'name: '],
	['thread-from-message', { name: 'x'.repeat(101) }, 'name: '],
	['thread', { name: 'a', type: 1 }, 'type: '],
	['channel-edit', { name: 'x'.repeat(101) }, 'name: '],
	[
		'channel-message',
		{ components: [{ type: 1, components: [{ type: 2, label: 'a', custom_id: 'a' }] }] },
		'components.0.components.0.style: ',
	],
])('the second net says of a bad %s where it is bad', (kind, body, start) => {
	expect(schemaViolations(kind, body)).toEqual([expect.stringContaining(start)]);
	expect(schemaViolations(kind, body)[0]?.startsWith(start)).toBe(true);
});

test('the second net knows nothing of refreshed urls', () => {
	expect(schemaViolations('refresh-urls', 5)).toEqual([]);
});

test('a forward passes both nets', () => {
	const body = { message_reference: { type: 1, message_id: ID, channel_id: ID } };
	expect(checkBody('channel-message', body, { files: [] })).toBeUndefined();
	expect(schemaViolations('channel-message', body)).toEqual([]);
});
