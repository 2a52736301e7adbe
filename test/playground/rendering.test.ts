import { MessageFlags, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { picture } from '../simulator/discord-actors-stage.ts';
import { connect, register, restOf } from '../simulator/discord-client.ts';
import { describeInBrowser, launch, openPage } from './browser.ts';
import { serveWithoutBot } from './without-bot.ts';

/** A page over a Discord in which a test plays the bot. */
async function openWithoutBot() {
	await using started = new AsyncDisposableStack();
	const served = started.use(await serveWithoutBot());
	const browser = started.adopt(await launch(), (one) => one.close());
	const page = await openPage(browser);
	await page.goto(served.url);
	await page.getByRole('textbox', { name: 'Message #pictures' }).waitFor();
	const channel = served.cast.servers[0]?.channel('pictures') ?? expect.unreachable();
	const post = (body: object, name?: string) =>
		picture().then((data) =>
			restOf(served.discord).post(Routes.channelMessages(channel.id), {
				body,
				...(name !== undefined && { files: [{ name, data, contentType: 'image/png' }] }),
			}),
		);
	const running = started.move();
	return { ...served, page, channel, post, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

describeInBrowser('what a bot sends', () => {
	test('Components V2 are laid out with their words, pictures, files, buttons and menus', async () => {
		await using opened = await openWithoutBot();
		const { page, post } = opened;
		const file = { url: 'attachment://green.png' };
		const button = (label: string, rest: object) => ({ type: 2, style: 2, label, ...rest });
		await post(
			{
				flags: MessageFlags.IsComponentsV2,
				components: [
					{
						type: 17,
						accent_color: 0x00ff00,
						components: [
							{ type: 10, content: '## Title\n- one\n- two' },
							{ type: 14, divider: true, spacing: 2 },
							{
								type: 9,
								components: [{ type: 10, content: 'beside' }],
								accessory: { type: 11, media: file, description: 'a small one' },
							},
						],
					},
					{
						type: 12,
						items: [
							{ media: file, description: 'a green field' },
							{ media: file, description: 'hidden', spoiler: true },
						],
					},
					{ type: 13, file },
					{
						type: 1,
						components: [
							button('Press', { custom_id: 'press' }),
							button('Off', { custom_id: 'off', disabled: true }),
							{ type: 2, style: 5, label: 'Web', url: 'https://example.com/' },
						],
					},
					{
						type: 1,
						components: [
							{
								type: 3,
								custom_id: 'pick',
								placeholder: 'Some',
								min_values: 1,
								max_values: 2,
								options: [
									{ label: 'First', value: '1' },
									{ label: 'Second', value: '2', description: 'the other' },
									{ label: 'Third', value: '3' },
								],
							},
						],
					},
				],
			},
			'green.png',
		);
		await page.getByRole('heading', { name: 'Title' }).waitFor();
		expect(await page.getByRole('listitem').filter({ hasText: /^one$/ }).count()).toBe(1);
		expect(await page.getByRole('separator').count()).toBe(1);
		await page.getByRole('img', { name: 'a small one' }).waitFor();
		expect(await page.getByRole('img', { name: 'hidden' }).count()).toBe(0);
		await page.getByRole('button', { name: 'Spoiler, hidden' }).click();
		await page.getByRole('img', { name: 'hidden' }).waitFor();
		expect(await page.getByRole('link', { name: 'green.png' }).getAttribute('download')).toBe('green.png');
		expect(await page.getByRole('button', { name: 'Off' }).isDisabled()).toBe(true);
		expect(await page.getByRole('link', { name: 'Web' }).getAttribute('rel')).toContain('noopener');
		await page.getByRole('button', { name: 'Enlarge: a green field' }).click();
		await page.getByRole('button', { name: 'Next' }).click();
		await page.getByText('2 of 2').waitFor();
		await page.keyboard.press('Escape');

		await page.getByRole('button', { name: 'Some' }).click();
		await page.getByRole('option', { name: 'First' }).click();
		await page.getByRole('option', { name: 'Third' }).click();
		await page.getByRole('option', { name: 'Second' }).click();
		expect(await page.getByRole('option', { selected: true }).allTextContents()).toEqual(['First✓', 'Third✓']);
		await page.keyboard.press('Escape');
		await opened.discord.until(() => [...opened.discord.world.interactions.values()].length > 0);
		const [interaction] = opened.discord.world.interactions.values();
		expect(interaction?.data).toMatchObject({ custom_id: 'pick', values: ['1', '3'] });
	});

	test('an embed shows its parts, and a mention names whom and what it means', async () => {
		await using opened = await openWithoutBot();
		const { page, post, discord, channel, cast } = opened;
		const alice = cast.people[0]?.user;
		const general = cast.servers[0]?.channel('general');
		const embeds = [
			{
				title: 'A title',
				url: 'https://example.com/',
				description: 'with **words**',
				color: 0xff0000,
				author: { name: 'An author' },
				fields: [{ name: 'Key', value: 'value', inline: true }],
				image: { url: 'attachment://green.png' },
				footer: { text: 'A footer' },
			},
		];
		await post({ content: `<@${alice?.id}> in <#${general?.id}>: </imagine:1>`, embeds }, 'green.png');
		const message = page.getByRole('article');
		await message.getByText('@alice').waitFor();
		await message.getByRole('link', { name: 'A title' }).waitFor();
		await message.getByRole('img', { name: 'A title' }).waitFor();
		for (const words of ['An author', 'Key', 'value', 'A footer', '/imagine']) await message.getByText(words).waitFor();
		await restOf(discord).post(Routes.channelTyping(general?.id ?? ''));
		await message.getByRole('button', { name: '#general' }).click();
		await page.getByText('Plantain is typing…').waitFor();
		expect(channel.messages.size).toBe(1);
	});

	test('a form with every kind of field comes back as it was filled in', async () => {
		await using opened = await openWithoutBot();
		const { page, discord } = opened;
		await register(discord, { name: 'form', description: 'Opens one' });
		await using client = await connect(discord);
		const label = (words: string, component: object) => ({ type: 18, label: words, component });
		const choices = ['red', 'blue'].map((value) => ({ label: value, value }));
		client.on('interactionCreate', (interaction) => {
			if (interaction.isChatInputCommand())
				void restOf(discord).post(Routes.interactionCallback(interaction.id, interaction.token), {
					body: {
						type: 9,
						data: {
							custom_id: 'form',
							title: 'Everything',
							components: [
								label('Name', { type: 4, custom_id: 'name', style: 1, min_length: 3, value: 'Bo' }),
								label('Colour', { type: 3, custom_id: 'colour', options: choices }),
								label('Whom', { type: 5, custom_id: 'whom' }),
								label('Loud', { type: 23, custom_id: 'loud' }),
								label('One', { type: 21, custom_id: 'one', options: choices }),
							],
						},
					},
				});
			else if (interaction.isModalSubmit()) void interaction.reply('**thanks**');
		});
		await page.getByRole('textbox', { name: 'Message #pictures' }).fill('/form');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		const form = page.getByRole('dialog', { name: 'Everything' });
		await form.getByRole('textbox', { name: 'Name' }).fill('Bob');
		await form.getByRole('button', { name: 'Colour' }).click();
		await form.getByRole('option', { name: 'blue' }).click();
		await form.getByRole('button', { name: 'Whom' }).click();
		await form.getByRole('option', { name: '@carol' }).click();
		await form.getByRole('checkbox', { name: 'Loud' }).check();
		await form.getByRole('radio', { name: 'red' }).check();
		await form.getByRole('button', { name: 'Submit' }).click();
		await page.getByRole('article').getByText('thanks').waitFor();
		const submitted = [...discord.world.interactions.values()].at(-1);
		expect(submitted?.label).toMatch(/Name: Bob\nColour: blue\nWhom: \d+\nLoud: yes\nOne: red$/);
	});
});
