import { expect, test } from 'vitest';
import { picture } from '../simulator/discord-actors-stage.ts';
import { become, describeInBrowser, imagine, openPlayground, pictureOf } from './browser.ts';

/** What a mouse carries that drags a file. */
const A_FILE = `(async () => {
	const canvas = new OffscreenCanvas(64, 48);
	canvas.getContext('2d').fillRect(0, 0, 64, 48);
	const data = new DataTransfer();
	data.items.add(new File([await canvas.convertToBlob({ type: 'image/png' })], 'hat.png', { type: 'image/png' }));
	return data;
})()`;

/** Pastes the file where the cursor is. */
const PASTE = `${A_FILE}.then((clipboardData) =>
	document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true })),
)`;

describeInBrowser('in the browser', () => {
	test('the first picture comes by /imagine through the picker, and opens its thread', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		await imagine(page, 'a fox asleep in the snow');
		await pictureOf(page, 'a fox asleep in the snow').waitFor();
		const message = page.getByRole('article', { name: /^Plantain/ });
		expect(await message.getByText('alice used /imagine').count()).toBe(1);
		await page.getByRole('navigation', { name: 'Places' }).getByText('a fox asleep in the snow').waitFor();
		await pictureOf(page, 'a fox asleep in the snow').click();
		await page.getByRole('dialog', { name: 'Picture' }).getByRole('img').waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
	});

	test('what is written in the thread refines the picture, and a reply to an earlier one is a branch', async () => {
		await using opened = await openPlayground();
		const { page, playground } = opened;
		await imagine(page, 'a fox');
		await page
			.getByRole('article')
			.getByRole('button', { name: /^a fox/ })
			.click();
		const thread = page.getByRole('region', { name: 'Thread a fox' });
		await thread.getByRole('textbox', { name: 'Message a fox' }).fill('give it a red scarf');
		await page.keyboard.press('Enter');
		const second = page.getByRole('img', { name: 'give it a red scarf' });
		await second.waitFor();
		await thread.getByRole('textbox').fill('make it evening');
		await page.keyboard.press('Enter');
		await thread.getByRole('img', { name: 'make it evening' }).waitFor();

		const answer = thread.getByRole('article').filter({ has: second });
		await answer.hover();
		await answer.getByRole('button', { name: 'Reply' }).click();
		await thread.getByText('Replying to Plantain').waitFor();
		await page.keyboard.type('a blue scarf instead');
		await page.keyboard.press('Enter');
		await thread.getByRole('img', { name: 'a blue scarf instead' }).waitFor();
		const turns = playground.gemini.calls
			.at(-1)
			?.contents.flatMap(({ parts }) => parts?.flatMap(({ text }) => text ?? []));
		expect(turns).toEqual(['a fox', 'give it a red scarf', 'a blue scarf instead']);
	});

	test('Edit image under Apps changes a picture that somebody dropped', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		const composer = page.getByRole('textbox', { name: 'Message #pictures' });
		await composer.dispatchEvent('drop', { dataTransfer: await page.evaluateHandle(A_FILE) });
		await page.getByRole('list', { name: 'Files to send' }).getByText('hat.png').waitFor();
		await composer.press('Enter');
		const dropped = page.getByRole('article', { name: /^alice/ });
		await dropped.getByRole('img', { name: 'hat.png' }).waitFor();
		await dropped.click({ button: 'right', position: { x: 200, y: 12 } });
		await page.getByRole('menuitem', { name: 'Apps' }).click();
		await page.getByRole('menuitem', { name: 'Edit image' }).click();
		const form = page.getByRole('dialog', { name: 'Edit image' });
		await form.getByRole('textbox').fill('a hat of straw');
		await form.getByRole('button', { name: 'Submit' }).click();
		await pictureOf(page, 'a hat of straw').waitFor();
		await form.waitFor({ state: 'detached' });
	});

	test('a file that is pasted is sent with the message', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		const composer = page.getByRole('textbox', { name: 'Message #pictures' });
		await composer.fill('look at this');
		await page.evaluate(PASTE);
		await page.getByRole('list', { name: 'Files to send' }).getByText('hat.png').waitFor();
		await composer.press('Enter');
		await page
			.getByRole('article', { name: /^alice/ })
			.getByRole('img', { name: 'hat.png' })
			.waitFor();
	});

	test('a form takes a file, which goes to Gemini beside the words', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		await imagine(page, 'a fox');
		await page.getByRole('button', { name: 'Refine' }).click();
		const form = page.getByRole('dialog');
		await form.getByRole('textbox').fill('with this hat');
		const [chooser] = await Promise.all([page.waitForEvent('filechooser'), form.getByText('Pictures to use').click()]);
		await chooser.setFiles({ name: 'hat.png', mimeType: 'image/png', buffer: await picture() });
		await form.getByText('hat.png').waitFor();
		await form.getByRole('button', { name: 'Submit' }).click();
		await form.waitFor({ state: 'detached' });
		await page.getByRole('button', { name: 'See inside' }).click();
		const newest = page.getByRole('complementary', { name: 'Inside' }).locator('details').first();
		await newest.getByText(/submits/).waitFor();
		await newest.getByText('user text with this hat').waitFor();
		await newest.getByText(/^user picture/).waitFor();
	});

	test('a private answer is seen by the one who asked, and by nobody else', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		await page.getByRole('textbox', { name: 'Message #pictures' }).click();
		await page.keyboard.type('/imagine');
		await page.keyboard.press('Tab');
		await page.keyboard.type('a birthday card');
		await page.keyboard.press('Tab');
		await page.getByRole('option', { name: 'private' }).click();
		await page.getByRole('option', { name: 'True' }).click();
		await page.getByRole('button', { name: 'Send' }).click();
		await pictureOf(page, 'a birthday card').waitFor();
		await page.getByText('Only you can see this').waitFor();
		await become(page, 'bob');
		await page.getByText('You are bob').waitFor();
		await page.getByRole('article').waitFor({ state: 'detached' });
		await become(page, 'alice');
		await page.getByRole('button', { name: 'Dismiss message' }).click();
		await pictureOf(page, 'a birthday card').waitFor({ state: 'detached' });
	});

	test('a prompt that Gemini refuses is answered with a sentence, and the ledger shows no charge', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		await page.getByRole('button', { name: 'See inside' }).click();
		await page.getByRole('button', { name: 'Blocked' }).click();
		await page.getByText('1 armed').waitFor();
		await imagine(page, 'something that is refused');
		const answer = page.getByRole('article', { name: /^Plantain/ });
		await answer.getByText("Gemini's safety filter blocked this prompt. You weren't charged for a picture").waitFor();
		expect(await answer.getByRole('img').count()).toBe(0);
		const inside = page.getByRole('complementary', { name: 'Inside' });
		await inside.getByText('PROHIBITED_CONTENT').waitFor();
		await inside.getByText(/Acknowledged after \d+ ms/).waitFor();
		await inside.getByRole('row', { name: 'Pictures of alice 0 0' }).waitFor();
		await inside.getByText('Nothing is armed').waitFor();
	});

	test('after each fault that lets a picture through it still comes, and the button is used up', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		await page.getByRole('button', { name: 'See inside' }).click();
		for (const [before, fault] of ['429', '503', 'Slow', 'Too large', 'Dead token'].entries()) {
			await page.getByRole('button', { name: fault, exact: true }).click();
			await page.getByText('1 armed').waitFor();
			await imagine(page, `a fox after ${fault}`);
			await pictureOf(page, `a fox after ${fault}`).waitFor();
			await page.getByText('Nothing is armed').waitFor();
			await page.getByRole('row', { name: `Pictures of alice ${before} ${before + 1}` }).waitFor();
		}
	});

	test('what the admin forbids in /settings is refused to the other person', async () => {
		await using opened = await openPlayground();
		const { page } = opened;
		const composer = page.getByRole('textbox', { name: 'Message #pictures' });
		await composer.fill('/settings');
		await composer.press('Enter');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: /^Section/ }).click();
		await page.getByRole('option', { name: 'Words and safety' }).click();
		await page.getByRole('button', { name: 'Add' }).click();
		const form = page.getByRole('dialog');
		await form.getByRole('textbox').fill('dragon');
		await form.getByRole('button', { name: 'Submit' }).click();
		await form.waitFor({ state: 'detached' });
		await page.getByRole('article').getByText('dragon').waitFor();

		await become(page, 'bob');
		await page.getByText('You are bob').waitFor();
		await composer.fill('/');
		await page.getByRole('option', { name: '/imagine' }).waitFor();
		expect(await page.getByRole('option', { name: '/settings' }).count()).toBe(0);
		await composer.fill('');
		await imagine(page, 'a dragon in the garden');
		await page.getByText("This server doesn't allow a word in your prompt.").waitFor();
		expect(
			await page
				.getByRole('article')
				.getByRole('img', { name: /dragon/ })
				.count(),
		).toBe(0);
	});

	test('killed with -9 in the middle of a picture, the bot comes back and goes on with what was before', async () => {
		await using opened = await openPlayground();
		const { page, playground } = opened;
		await imagine(page, 'a fox');
		await pictureOf(page, 'a fox').waitFor();
		playground.gemini.next({ hold: true });
		await imagine(page, 'a lighthouse');
		await page.getByText('Plantain is thinking…').waitFor();
		await playground.gemini.inFlight();
		await page.getByRole('button', { name: 'See inside' }).click();
		await page.getByRole('button', { name: 'kill -9 and restart' }).click();
		await page.getByText('The bot is starting…').waitFor();
		await page.getByText('The bot is online').waitFor();
		await imagine(page, 'a harbour');
		await pictureOf(page, 'a harbour').waitFor();
		await page.getByRole('navigation').getByRole('button', { name: /a fox/ }).click();
		const thread = page.getByRole('region', { name: 'Thread a fox' });
		await thread.getByRole('textbox').fill('give it a red scarf');
		await page.keyboard.press('Enter');
		await thread.getByRole('img', { name: 'give it a red scarf' }).waitFor();
	});
});
