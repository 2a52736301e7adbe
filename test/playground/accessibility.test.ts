import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeInBrowser, imagine, openPlayground, pictureOf } from './browser.ts';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');

const report = z.object({
	violations: z.array(
		z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
	),
});

/** What axe-core finds that is serious or worse, with the markup it is about. */
async function faultsOf(page: Page): Promise<string[]> {
	await page.evaluate(AXE);
	const { violations } = report.parse(await page.evaluate('axe.run()'));
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** How far the page is wider than the screen, in pixels. */
const overhang = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth');

describeInBrowser('for everybody', () => {
	test.each([
		{ width: 1280, height: 800 },
		{ width: 390, height: 844 },
	])(
		'at $width pixels, dark and light, axe-core finds nothing serious, nothing hangs over, and no other host is asked',
		async (options) => {
			await using opened = await openPlayground(options);
			const { page, playground } = opened;
			const check = async () => {
				for (const colorScheme of ['dark', 'light'] as const) {
					await page.emulateMedia({ colorScheme });
					expect({ colorScheme, faults: await faultsOf(page) }).toEqual({ colorScheme, faults: [] });
					expect(await overhang(page)).toBe(0);
				}
			};
			const composer = page.getByRole('textbox', { name: 'Message #pictures' });
			await composer.fill('/');
			await page.getByRole('option', { name: '/imagine' }).waitFor();
			await check();
			await page.getByRole('option', { name: '/imagine' }).click();
			await page.getByRole('combobox', { name: 'More options' }).click();
			await page.getByRole('option', { name: /^model/ }).click();
			await page.getByRole('option').first().waitFor();
			await check();
			await page.keyboard.press('Escape');
			await page.keyboard.press('Escape');
			await imagine(page, 'a fox');
			await pictureOf(page, 'a fox').waitFor();
			await check();
			await page.getByRole('button', { name: 'Refine' }).click();
			await page.getByRole('dialog').waitFor();
			await check();
			await page.keyboard.press('Escape');
			await page.getByRole('dialog').waitFor({ state: 'detached' });
			await page
				.getByRole('article')
				.getByRole('button', { name: /^a fox/ })
				.click();
			await page.getByRole('region', { name: 'Thread a fox' }).waitFor();
			await check();
			await page.getByRole('button', { name: 'Close thread' }).click();
			await page.getByRole('button', { name: 'See inside' }).click();
			await page.getByRole('table', { name: 'The ledger, today' }).first().waitFor();
			await check();
			expect(opened.complaints).toEqual([]);
			expect(
				opened.asked.filter((address) => !/^(blob|data):/.test(address) && !address.startsWith(playground.url)),
			).toEqual([]);
		},
	);
});
