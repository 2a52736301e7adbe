import { Events } from 'discord.js';
import { expect, test } from 'vitest';
import { systemClock as clock } from '../../src/clock.ts';
import { connect, register } from '../simulator/discord-client.ts';
import { startGemini } from '../simulator/gemini/start.ts';
import { become, describeInBrowser, imagine, launch, openPage, openPlayground, pictureOf } from './browser.ts';
import { serveWithoutBot } from './without-bot.ts';

describeInBrowser('in other places', () => {
	test('a direct message, a server where only people brought the bot, and somebody who may not do much', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		const places = page.getByRole('navigation', { name: 'Places' });
		await places.getByRole('button', { name: 'Plantain', exact: true }).click();
		await imagine(page, 'a boat', 'Message Plantain');
		await pictureOf(page, 'a boat').waitFor();

		await places.getByRole('button', { name: 'reading-list' }).click();
		await page.getByRole('textbox', { name: 'Message #reading-list' }).fill('/settings');
		await page.getByText('No command is called like that here.').waitFor();
		await page.getByRole('textbox', { name: 'Message #reading-list' }).fill('');
		await imagine(page, 'a book', 'Message #reading-list');
		await pictureOf(page, 'a book').waitFor();

		await become(page, 'carol');
		await page.getByText('You are carol').waitFor();
		await places.getByRole('button', { name: 'pictures' }).click();
		await places.getByRole('button', { name: 'reading-list' }).waitFor({ state: 'detached' });
		await page.getByRole('button', { name: 'Attach files', disabled: true }).waitFor();
		await page.getByRole('textbox', { name: 'Message #pictures' }).fill('hello');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('carol may not post that').waitFor();
		await page.getByRole('textbox', { name: 'Message #pictures' }).fill('');
		await imagine(page, 'a kite');
		await pictureOf(page, 'a kite').waitFor();
	});

	test('with a key another Gemini draws, and what went there is seen inside all the same', async () => {
		await using real = await startGemini({ clock, apiKey: 'the-key', signatureChars: 400 });
		await using opened = await openPlayground({ real });
		const { page, playground } = opened;
		await page.getByRole('button', { name: 'See inside' }).click();
		await page.getByRole('button', { name: '429', disabled: true }).waitFor();
		await imagine(page, 'a boat');
		await pictureOf(page, 'a boat').waitFor();
		const inside = page.getByRole('complementary', { name: 'Inside' });
		await inside.getByText('user text a boat').waitFor();
		await inside.getByText(/^signed/).waitFor();
		expect([real.calls.length, playground.gemini.calls.length]).toEqual([1, 0]);
	});

	test('by keyboard alone one writes, rewrites, deletes, and answers without ringing anybody', async () => {
		await using served = await serveWithoutBot();
		await using started = new AsyncDisposableStack();
		const browser = started.adopt(await launch(), (one) => one.close());
		const page = await openPage(browser);
		await page.goto(served.url);
		await page.getByRole('textbox', { name: 'Message #pictures' }).focus();
		await page.keyboard.type('helo');
		await page.keyboard.press('Enter');
		await page.getByRole('article').getByText('helo').waitFor();
		await page.keyboard.press('ArrowUp');
		await page.getByRole('textbox', { name: 'Edit message' }).waitFor();
		await page.keyboard.press('Backspace');
		await page.keyboard.type('lo **there** <t:0:R> [x](javascript:alert) ||boo||');
		await page.keyboard.press('Enter');
		await page.getByText('(edited)').waitFor();
		const message = page.getByRole('article');
		expect(await message.locator('strong').textContent()).toBe('there');
		expect(await message.getByRole('link').count()).toBe(0);
		await message.getByRole('button', { name: 'Spoiler, hidden' }).press('Enter');
		await message.getByText('boo').waitFor();

		await message.getByRole('button', { name: 'Reply' }).press('Enter');
		await page.keyboard.type('quietly');
		await page.getByRole('button', { name: '@ off' }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('article').nth(1).getByText('In reply to').waitFor();
		await page.getByRole('article').nth(1).getByRole('button', { name: 'More' }).press('Enter');
		await page.getByRole('menuitem', { name: 'Delete message' }).press('Enter');
		await page.getByRole('article').nth(1).waitFor({ state: 'detached' });
		await page.getByText('quietly').waitFor({ state: 'detached' });
	});

	test('an option that completes itself offers what the bot answers to what was typed', async () => {
		await using served = await serveWithoutBot();
		await using started = new AsyncDisposableStack();
		const option = { type: 3, name: 'city', description: 'Where', autocomplete: true, required: true };
		await register(served.discord, { name: 'weather', description: 'Says it', options: [option] });
		const client = started.use(await connect(served.discord));
		client.on(Events.InteractionCreate, (interaction) => {
			if (interaction.isAutocomplete())
				void interaction.respond([{ name: `${interaction.options.getFocused()}burg`, value: 'a-city' }]);
			else if (interaction.isChatInputCommand())
				void interaction.reply(`# Sunny\n- in ${interaction.options.getString('city')}`);
		});
		const browser = started.adopt(await launch(), (one) => one.close());
		const page = await openPage(browser);
		await page.goto(served.url);
		await page.getByRole('textbox', { name: 'Message #pictures' }).fill('/weather');
		await page.keyboard.press('Tab');
		await page.keyboard.type('Salz');
		await page.getByRole('option', { name: 'Salzburg' }).waitFor();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Sunny' }).waitFor();
		await page.getByRole('listitem').getByText('in a-city').waitFor();
	});
});
