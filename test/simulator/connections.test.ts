import { pbkdf2 } from 'node:crypto';
import { Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { restOf } from './discord-client.ts';
import { connect as connectGemini } from './gemini-client.ts';

test('REST, gateway, CDN and Gemini are each under a name, and close a connection after five idle seconds', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	await using client = await connectGemini();
	const alice = discord.user('alice').in(discord.guild().channel('general'));
	const message = await alice.say('', { files: [{ name: 'a.txt', bytes: Buffer.from('a') }] });
	const cdnUrl = message.attachments.map((file) => message.url(file)).join();
	const gatewayUrl = z.object({ url: z.string() }).parse(await restOf(discord).get(Routes.gatewayBot())).url;
	const urls = [discord.apiUrl, gatewayUrl, cdnUrl, client.gemini.url];
	expect(urls.map((url) => new URL(url).hostname)).toEqual(urls.map(() => 'localhost'));
	for (const url of [discord.apiUrl, cdnUrl, client.gemini.url])
		expect((await fetch(url)).headers.get('keep-alive')).toBe('timeout=5');
});

test.each(['Discord', 'Gemini'])(
	'a connection to %s waits for the thread pool, which looks names up',
	async (service) => {
		await using discord = await startDiscord({ clock: fakeClock() });
		await using client = await connectGemini();
		const url = service === 'Discord' ? discord.apiUrl : client.gemini.url;
		let done = 0;
		// biome-ignore lint/style/noProcessEnv: the size of the pool is libuv's to read, from nowhere else.
		const poolSize = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
		const filled = Array.from({ length: poolSize }, async () => {
			await new Promise((resolve) => pbkdf2('a', 'b', 20_000, 64, 'sha512', resolve));
			done += 1;
		});
		await fetch(url);
		expect(done).toBeGreaterThan(0);
		await Promise.all(filled);
	},
);
