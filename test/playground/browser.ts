import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';
import { type RunningPlayground, startPlayground } from '../../playground/server/start.ts';
import { systemClock as clock } from '../../src/clock.ts';
import type { LocalGemini } from '../simulator/gemini/start.ts';

/** Where Debian's package `chromium-headless-shell` puts it. */
const CHROMIUM = '/usr/bin/chromium-headless-shell';

/**
 * How long anything in a browser is waited for, in milliseconds: no promise of speed, but shorter than the bound of the
 * tests, so that what did not come is named before that cuts it off.
 */
const BOUND_MS = 240_000;

// biome-ignore lint/style/noProcessEnv: whoever runs the tests says so when none may be skipped on this machine.
const isRequired = process.env['REQUIRE_BROWSER'] === '1';
const isSkipped = !existsSync(CHROMIUM) && !isRequired;
if (isSkipped)
	process.stderr.write(`Tests in a browser are skipped: no ${CHROMIUM} (apt-get install chromium-headless-shell)\n`);

/** `describe` where the browser is installed or `REQUIRE_BROWSER=1` demands it; skipped, with a word, elsewhere. */
export const describeInBrowser = isSkipped ? describe.skip : describe;

export interface PageOptions {
	readonly width?: number;
	readonly height?: number;
	/** What stands for the real Gemini. */
	readonly real?: Pick<LocalGemini, 'apiKey' | 'url'>;
}

/** A playground with a page open on it, as alice in #pictures, and everything that page asked for. */
export interface OpenPlayground extends AsyncDisposable {
	readonly playground: RunningPlayground;
	readonly browser: Browser;
	readonly page: Page;
	/** The addresses of all requests that the page made. */
	readonly asked: readonly string[];
	/** What the page complained about: errors, and what its policy forbade. */
	readonly complaints: readonly string[];
}

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'], timeout: BOUND_MS });

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
	const page = await browser.newPage(options);
	page.setDefaultTimeout(BOUND_MS);
	return page;
}

export async function openPlayground(options: PageOptions = {}): Promise<OpenPlayground> {
	await using started = new AsyncDisposableStack();
	const playground = started.use(
		await startPlayground({
			clock,
			signatureChars: 400,
			geminiKey: options.real?.apiKey,
			geminiUrl: options.real?.url,
		}),
	);
	const browser = started.adopt(await launch(), (one) => one.close());
	const { width = 1280, height = 800 } = options;
	const page = await openPage(browser, { viewport: { width, height }, colorScheme: 'dark', locale: 'en-US' });
	const asked: string[] = [];
	const complaints: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	page.on('pageerror', ({ message }) => complaints.push(message));
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	await page.goto(playground.url);
	await page.getByText('The bot is online').waitFor({ state: 'attached' });
	const running = started.move();
	return { playground, browser, page, asked, complaints, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Types a command and its prompt, as somebody at a keyboard would: picker, Enter, words, Enter. */
export async function imagine(page: Page, prompt: string, into = 'Message #pictures'): Promise<void> {
	await page.getByRole('textbox', { name: into }).click();
	await page.keyboard.type('/imagine');
	await page.getByRole('option', { name: '/imagine' }).waitFor();
	await page.keyboard.press('Enter');
	await page.keyboard.type(prompt);
	await page.keyboard.press('Enter');
}

/** The picture of this prompt. */
export const pictureOf = (page: Page, prompt: string) => page.getByRole('img', { name: prompt, exact: true });

/** Becomes somebody else. */
export const become = (page: Page, name: string) =>
	page.getByRole('group', { name: 'Who you are' }).getByRole('button', { name }).click();
