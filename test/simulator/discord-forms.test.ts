import {
	ActionRowBuilder,
	CheckboxBuilder,
	CheckboxGroupBuilder,
	Events,
	FileUploadBuilder,
	LabelBuilder,
	ModalBuilder,
	RadioGroupBuilder,
	StringSelectMenuBuilder,
	TextInputBuilder,
	TextInputStyle,
	UserSelectMenuBuilder,
} from 'discord.js';
import { expect, test } from 'vitest';
import { picture, setUp } from './discord-actors-stage.ts';
import { connect } from './discord-client.ts';

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
