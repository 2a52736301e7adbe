import { ApplicationCommandOptionType, Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';

const red = () =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
		.jpeg()
		.toBuffer();

test('a real client logs in, registers a command, answers it with a picture, and people see that in order', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const channel = discord.guild().channel('general');
	await using client = new Client({
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
		rest: { api: discord.apiUrl },
	});
	const isReady = new Promise((resolve) => client.once(Events.ClientReady, resolve));
	await client.login(discord.token);
	await isReady;
	await client.application?.commands.set([
		{
			name: 'imagine',
			description: 'Make a picture',
			options: [
				{ name: 'prompt', description: 'What to draw', type: ApplicationCommandOptionType.String, required: true },
				{ name: 'image', description: 'What to start from', type: ApplicationCommandOptionType.Attachment },
			],
		},
	]);
	const picture = await red();
	client.on(Events.InteractionCreate, async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		await interaction.deferReply();
		const prompt = interaction.options.getString('prompt', true);
		const image = interaction.options.getAttachment('image', true);
		const bytes = Buffer.from(await (await fetch(image.url)).arrayBuffer());
		await interaction.editReply({
			content: `${prompt}, from ${image.width}×${image.height}`,
			files: [{ attachment: bytes, name: 'picture.jpg', description: prompt }],
		});
		await interaction.followUp({ content: 'Nothing was charged.', flags: MessageFlags.Ephemeral });
		if (interaction.channel?.isSendable())
			await interaction.channel.send({ content: `Look, <@${interaction.user.id}>`, nonce: 'one', enforceNonce: true });
	});

	const alice = discord.user('alice').in(channel);
	const used = await alice.slash('imagine', { prompt: 'a fox', image: { name: 'in.jpg', bytes: picture } });
	const answer = await used.finished();
	await discord.until(() => channel.messages.size === 3);

	expect(answer.attachments[0]?.bytes).toEqual(new Uint8Array(picture));
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox  image: in.jpg
		bot   ← thinking…
		bot   ✎ a fox, from 64×48
		        [picture.jpg · image/jpeg · 64×48 · 288 B · alt: a fox]
		bot   ← (only alice sees this) Nothing was charged.
		bot   ← Look, @alice (pings @alice)"
	`);
});
