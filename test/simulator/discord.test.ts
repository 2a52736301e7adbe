import { ApplicationCommandOptionType, ChannelType, Events, MessageFlags, Routes, SnowflakeUtil } from 'discord.js';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { connect, PING, refusalOf, register, restOf } from './discord-client.ts';

const red = () =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
		.jpeg()
		.toBuffer();

test('a real client logs in, registers a command, answers it with a picture, and people see that in order', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const channel = discord.guild().channel('general');
	await using client = await connect(discord);
	await client.application.commands.set([
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

test('what exists has an id of 17 to 19 digits that names its time, and no two are alike', async () => {
	const clock = fakeClock();
	await using discord = await startDiscord({ clock });
	const guilds = [discord.guild(), discord.guild()];
	const channel = guilds[0]?.channel('general') ?? expect.unreachable();
	const alice = discord.user('alice').in(channel);
	const first = await alice.say('one');
	const second = await alice.say('two');
	const things = [...guilds, channel, alice.user, discord.bot, first, second];
	for (const { id } of things) expect(id).toMatch(/^\d{17,19}$/);
	expect(new Set(things.map(({ id }) => id)).size).toBe(things.length);
	expect(SnowflakeUtil.timestampFrom(first.id)).toBe(clock.now());
	expect(BigInt(first.id)).toBeLessThan(BigInt(second.id));
});

test('the same command keeps its id when all are replaced, and the guild’s are apart from the global ones', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const guild = discord.guild();
	const rest = restOf(discord);
	const { applicationId } = discord;
	await register(discord, PING, { ...PING, name: 'pong' });
	const [before] = discord.commands();
	await register(discord, { ...PING, description: 'Answers still' });
	expect(discord.commands()).toMatchObject([{ id: before?.id, description: 'Answers still' }]);
	await rest.put(Routes.applicationGuildCommands(applicationId, guild.id), { body: [{ ...PING, name: 'local' }] });
	expect(discord.commands(guild.id).map(({ name }) => name)).toEqual(['local']);
	expect(await rest.get(Routes.applicationCommands(applicationId))).toMatchObject([
		{ name: 'ping', type: 1, nsfw: false },
	]);
});

test('commands go neither to a guild without the application nor to another application', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const rest = restOf(discord);
	const elsewhere = discord.guild({ installed: false });
	const inGuild = rest.put(Routes.applicationGuildCommands(discord.applicationId, elsewhere.id), { body: [PING] });
	expect(await refusalOf(inGuild)).toEqual([403, 50_001]);
	const another = rest.put(Routes.applicationCommands('123456789012345678'), { body: [PING] });
	expect(await refusalOf(another)).toEqual([404, 0]);
});

test('a command that breaks a limit is refused, and the others stay as they were', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	await register(discord, PING);
	expect(await refusalOf(register(discord, { ...PING, name: 'Not Lower Case' }))).toEqual([400, 50_035]);
	expect(discord.commands().map(({ name }) => name)).toEqual(['ping']);
});

test('discord.js’s own methods work: typing, sending, editing, reacting, threads, direct messages, fetching', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const guild = discord.guild({ bot: 'ManageThreads' });
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	const said = await alice.say('a fox');
	await using client = await connect(discord);
	const place = await client.channels.fetch(channel.id);
	if (place?.type !== ChannelType.GuildText) throw new Error('this is a text channel');

	await place.sendTyping();
	const message = await place.send({ content: 'here', reply: { messageReference: said.id } });
	await message.edit('here it is');
	await message.react('🦊');
	const thread = await message.startThread({ name: 'more foxes', autoArchiveDuration: 60 });
	await thread.send('and one more');
	await thread.setArchived(true);
	const user = await client.users.fetch(alice.user.id);
	await user.send('psst');
	const fetched = await place.messages.fetch({ limit: 2 });
	const member = await (await client.guilds.fetch(guild.id)).members.fetch(alice.user.id);
	await (await place.messages.fetch(message.id)).delete();

	expect(fetched.map(({ content }) => content)).toEqual(['here it is', 'a fox']);
	expect(member.user.username).toBe('alice');
	expect(
		[channel, ...channel.threads, discord.direct(alice.user, discord.bot)].map((one) => one.transcript()).join('\n\n'),
	).toMatchInlineSnapshot(`
		"alice → a fox
		bot   … is typing
		bot   ← (to alice: “a fox”) here (pings @alice)
		bot   ✎ here it is
		bot   + 🦊 on “here it is”
		bot   ⌗ opens the thread “more foxes” on “here it is”
		bot   ⌫ “here it is”

		bot ← and one more
		bot ⌗ archives the thread

		bot ← psst"
	`);
	expect(discord.violations).toEqual([]);
});
