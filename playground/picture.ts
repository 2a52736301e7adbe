import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { systemClock as clock } from '../src/clock.ts';
import { startPlayground } from './server/start.ts';

/** Where Debian's package `chromium-headless-shell` puts it. */
const CHROMIUM = '/usr/bin/chromium-headless-shell';
const PICTURE = new URL('../docs/playground.png', import.meta.url);

await using started = new AsyncDisposableStack();
const playground = started.use(await startPlayground({ clock }));
const browser = started.adopt(await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] }), (one) =>
	one.close(),
);
const context = await browser.newContext({
	viewport: { width: 1280, height: 800 },
	colorScheme: 'dark',
	locale: 'en-US',
});
const page = await context.newPage();
await page.goto(playground.url);
await page.getByText('The bot is online').waitFor();

await page.getByRole('textbox', { name: 'Message #pictures' }).click();
await page.keyboard.type('/imagine');
await page.getByRole('option', { name: '/imagine' }).waitFor();
await page.keyboard.press('Enter');
await page.keyboard.type('a fox asleep in the snow, early light');
await page.keyboard.press('Enter');
await page
	.getByRole('article')
	.getByRole('button', { name: /^a fox asleep.*message/ })
	.click();

const thread = page.getByRole('region', { name: /^Thread/ });
const drawn = (prompt: string) => thread.getByRole('img', { name: prompt });
await thread.getByRole('textbox').fill('give it a red scarf');
await page.keyboard.press('Enter');
await drawn('give it a red scarf').waitFor();
await page.getByRole('group', { name: 'Who you are' }).getByRole('button', { name: 'bob' }).click();
await page.getByText('You are bob').waitFor();
const answer = thread.getByRole('article').filter({ has: page.getByRole('img', { name: 'give it a red scarf' }) });
await answer.hover();
await answer.getByRole('button', { name: 'Reply' }).click();
await page.keyboard.type('make it evening');
await page.keyboard.press('Enter');
await drawn('make it evening').waitFor();
await page.mouse.move(0, 0);
await page.evaluate('Promise.all([...document.images].map((image) => image.decode()))');

const bytes = await sharp(await page.screenshot({ animations: 'disabled' }))
	.png({ palette: true, quality: 90, effort: 10 })
	.toBuffer();
await writeFile(PICTURE, bytes);
console.log(`docs/playground.png, ${Math.round(bytes.byteLength / 1000)} kB`);
