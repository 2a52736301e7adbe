import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
const start = async () => {
	plantain = await startPlantain();
	return plantain;
};
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

const drawing = async (width: number, height: number) => ({
	name: 'drawing.png',
	bytes: await sharp({ create: { width, height, channels: 3, background: 'teal' } })
		.png()
		.toBuffer(),
});

test('a picture that is attached comes back changed, in its own shape', async () => {
	const { alice, channel, gemini } = await start();
	const scene = await alice.slash('edit', { prompt: 'put a hat on it', image: await drawing(160, 90) });
	await scene.finished();
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /edit prompt: put a hat on it  image: drawing.png
		bot   ← thinking…
		bot   ✎ > put a hat on it
		        [put-a-hat-on-it.jpg · image/jpeg · 1376×768 · 309 kB · alt: put a hat on it]
		        -# Nano Banana 2.1 · 1376×768 · under a second
		        [buttons: Refine]"
	`);
	expect(gemini.calls).toHaveLength(1);
});

test('a shape that is chosen wins over that of the picture', async () => {
	const { alice } = await start();
	const scene = await alice.slash('edit', { prompt: 'a hat', image: await drawing(160, 90), aspect: '1:1' });
	expect((await scene.finished()).attachments).toMatchObject([{ width: 1024, height: 1024 }]);
});

test('one of fourteen pictures may be left out in the middle: the others count from one', async () => {
	const { alice, gemini } = await start();
	const scene = await alice.slash('edit', {
		prompt: 'the hat of image 2',
		image: await drawing(20, 20),
		image7: await drawing(30, 30),
	});
	await scene.finished();
	const texts = gemini.calls[0]?.contents[0]?.parts?.flatMap(({ text }) => text ?? []);
	expect(texts).toEqual(['Image 1:', 'Image 2:', 'the hat of image 2']);
});

test('Discord offers fourteen pictures, of which the first is wanted, and all that a model can be asked for', async () => {
	const { discord } = await start();
	const options = discord.commands().find(({ name }) => name === 'edit')?.options ?? [];
	const names = options.map(({ name, required }) => (required === true ? `${name}!` : name));
	expect(names).toEqual([
		'prompt!',
		'image!',
		...Array.from({ length: 13 }, (_, index) => `image${index + 2}`),
		'model',
		'aspect',
		'size',
		'search',
		'thoughts',
		'private',
	]);
});

test('an edit that is private is seen by nobody else', async () => {
	const { alice, bob, channel } = await start();
	const scene = await alice.slash('edit', { prompt: 'a hat', image: await drawing(20, 20), private: true });
	expect((await scene.finished()).visibleTo?.name).toBe('alice');
	expect(channel.transcript({ as: bob.user })).toBe('');
});

describe('when the bot stops while a picture is fetched', () => {
	test('the download is left, Gemini is not called, and the next start goes on with it', async () => {
		const plantain = await start();
		const { alice, discord, gemini, clock } = plantain;
		discord.faults.next({ method: 'GET', route: /attachments/ }, 'stall');
		const scene = await alice.slash('edit', { prompt: 'a hat', image: await drawing(20, 20) });
		await discord.until(() =>
			discord.requests.some(({ method, path }) => method === 'GET' && path.includes('attachments')),
		);
		const restarting = plantain.restart();
		await clock.advance(25_000);
		expect(gemini.calls).toEqual([]);
		await restarting;
		expect((await scene.finished()).attachments).toHaveLength(1);
		expect(gemini.calls).toHaveLength(1);
	});
});

test('when the bot stops while Gemini draws, the call is left after 25 seconds and not before', async () => {
	const { alice, gemini, clock, bot } = await start();
	gemini.next({ hold: true });
	const scene = await alice.slash('edit', { prompt: 'a hat', image: await drawing(20, 20) });
	await gemini.inFlight();
	const stopping = bot.stop();
	await clock.advance(24_999);
	expect(gemini.calls[0]?.abortedByClient).toBe(false);
	await clock.advance(1);
	await stopping;
	await gemini.calls[0]?.ended;
	expect(gemini.calls.map(({ abortedByClient }) => abortedByClient)).toEqual([true]);
	// The next start goes on with it.
	expect(scene.response()?.isThinking).toBe(true);
});
