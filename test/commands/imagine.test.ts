import { afterEach, describe, expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

type Scene = Awaited<ReturnType<Plantain['alice']['slash']>>;

let plantain: Plantain;
const start = async (options: Parameters<typeof startPlantain>[0] = {}) => {
	plantain = await startPlantain(options);
	return plantain;
};
afterEach(async () => {
	const { discord } = plantain;
	plantain.gemini.release();
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

test('a prompt becomes a picture in the channel, with its prompt above it and as alt text', async () => {
	const { alice, channel, gemini, discord } = await start();
	const scene = await alice.slash('imagine', { prompt: 'a fox asleep in the snow' });
	await scene.finished();

	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox asleep in the snow
		bot   ← thinking…
		bot   ✎ > a fox asleep in the snow
		        [a-fox-asleep-in-the-snow.jpg · image/jpeg · 1024×1024 · 335 kB · alt: a fox asleep in the snow]
		        -# Nano Banana 2.1 · 1024×1024 · under a second
		        [buttons: Refine]"
	`);
	expect(gemini.calls).toHaveLength(1);
	expect(gemini.calls[0]).toMatchObject({
		model: 'gemini-nano-banana-2.1',
		apiVersion: 'v1',
		request: {
			contents: [{ role: 'user', parts: [{ text: 'a fox asleep in the snow' }] }],
			generationConfig: { responseModalities: ['TEXT', 'IMAGE'] },
		},
	});
	const sent = discord.requests.filter(({ path }) => path.startsWith('/interactions') || path.startsWith('/webhooks'));
	expect(sent.map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 204', 'PATCH 200']);
});

test('model, aspect and size reach Gemini, and the pixels shown are those of the bytes', async () => {
	const { alice, channel, gemini } = await start();
	gemini.next({ wrongSize: '1K' });
	const scene = await alice.slash('imagine', { prompt: 'a pier', model: 'pro', aspect: '16:9', size: '4K' });
	await scene.finished();

	expect(gemini.calls[0]).toMatchObject({
		model: 'gemini-3-pro-image',
		request: { generationConfig: { imageConfig: { aspectRatio: '16:9', imageSize: '4K' } } },
	});
	expect(channel.transcript()).toContain('-# Nano Banana Pro · 1376×768');
});

test('a private picture is seen by nobody else', async () => {
	const { alice, channel, discord } = await start();
	const scene = await alice.slash('imagine', { prompt: 'a card for bob', private: true });
	expect((await scene.finished()).visibleTo?.name).toBe('alice');
	expect(channel.transcript({ as: discord.user('bob') })).toBe('');
});

test('what Gemini wrote stands beside the picture, what it only thought does not', async () => {
	const { alice, channel, gemini } = await start();
	gemini.next({ text: 'Here is your **pier**.', thoughts: ['Should it be foggy?'], thoughtImages: 2 });
	const scene = await alice.slash('imagine', { prompt: 'a pier' });
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(channel.transcript()).toContain('Here is your **pier**.');
	expect(channel.transcript()).not.toContain('foggy');
});

test('several pictures stand in the order they came, with the words between them', async () => {
	const { alice, channel, gemini } = await start();
	gemini.next({ images: 3 });
	const scene = await alice.slash('imagine', { prompt: 'a comic of three panels' });
	await scene.finished();
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a comic of three panels
		bot   ← thinking…
		bot   ✎ > a comic of three panels
		        [a-comic-of-three-panels-1.jpg · image/jpeg · 1024×1024 · 337 kB · alt: a comic of three panels]
		        And here is picture 2.
		        [a-comic-of-three-panels-2.jpg · image/jpeg · 1024×1024 · 336 kB · alt: a comic of three panels]
		        And here is picture 3.
		        [a-comic-of-three-panels-3.jpg · image/jpeg · 1024×1024 · 333 kB · alt: a comic of three panels]
		        -# Nano Banana 2.1 · 1024×1024 · under a second
		        [buttons: Refine]"
	`);
});

test('a prompt full of mentions and markup pings nobody and is shown as it was written', async () => {
	const { alice, bob, channel } = await start();
	const prompt = `@everyone @here <@${bob.user.id}> **bold** [link](https://example.com)\n# heading`;
	const scene = await alice.slash('imagine', { prompt });
	const message = await scene.finished();
	expect(message.pings).toEqual({ users: [], roles: [], everyone: false });
	expect(channel.transcript()).not.toContain('(pings');
	expect(channel.transcript()).toContain('\\*\\*bold\\*\\* \\[link\\](https\\:\\/\\/example.com)');
	expect(channel.transcript()).toContain('> \\# heading');
});

test.each([6000, 1])('a prompt of %i characters is taken whole and shown within the limits', async (length) => {
	const { alice, gemini } = await start();
	const scene = await alice.slash('imagine', { prompt: '*'.repeat(length) });
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(JSON.stringify(gemini.calls[0]?.request)).toContain('*'.repeat(length));
});

test('words that are too long for a message are cut, and come whole as a file', async () => {
	const { alice, gemini, channel } = await start();
	const words = 'word '.repeat(2000);
	gemini.next({ text: words });
	const scene = await alice.slash('imagine', { prompt: '*'.repeat(6000) });
	const [picture, file] = (await scene.finished()).attachments;
	expect(picture).toMatchObject({ type: 'image/jpeg' });
	expect(Buffer.from(file?.bytes ?? []).toString()).toBe(words);
	expect(channel.transcript()).toContain('word…');
});

test('a picture of a type that is not the one Gemini named gets the name of what it is', async () => {
	const { alice, gemini } = await start();
	gemini.next({
		raw: {
			candidates: [
				{
					content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/jpeg', data: ONE_PIXEL_PNG } }] },
					finishReason: 'STOP',
				},
			],
		},
	});
	const scene = await alice.slash('imagine', { prompt: 'a dot' });
	const [file] = (await scene.finished()).attachments;
	expect(file).toMatchObject({ name: 'a-dot.png', type: 'image/png' });
});

const ONE_PIXEL_PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('what the model cannot do is refused before any call', () => {
	test.each([
		[{ model: 'lite', size: '4K' }, "Nano Banana 2 Lite can't draw 4K. It can draw 1K."],
		[{ model: 'classic', size: '1K' }, 'Nano Banana always draws at about 1K, so leave the size out.'],
		[{ model: 'pro', aspect: '8:1' }, "Nano Banana Pro can't draw 8:1. It can draw 1:1, 16:9, "],
	])('%j', async (options, sentence) => {
		const { alice, channel, gemini } = await start();
		const scene = await alice.slash('imagine', { prompt: 'a fox', ...options });
		await scene.finished();
		expect(channel.transcript()).toContain(sentence);
		expect(channel.transcript()).not.toContain('charged');
		expect(gemini.calls).toEqual([]);
	});
});

describe('whatever Gemini does instead of drawing ends in one sentence', () => {
	const expectSentence = async ({ alice, gemini, channel }: Plantain, scene: Scene, words: string) => {
		const message = await scene.finished();
		expect(message.content).toContain(words);
		// What Google answered in any way may be billed, and counts where a person's dollars are limited.
		const isAnswer = /safety filter|without a picture|in words/.test(words);
		expect(message.content).toContain(`You weren't charged${isAnswer ? ' for a picture' : ''};`);
		expect(channel.transcript().match(/thinking…/g)).toHaveLength(1);

		gemini.always(undefined);
		const next = await alice.slash('imagine', { prompt: 'another fox' });
		expect((await next.finished()).attachments).toHaveLength(1);
	};

	test.each([
		['a blocked prompt', { blocked: 'PROHIBITED_CONTENT' }, "Gemini's safety filter blocked this prompt"],
		['a withheld picture', { finish: 'IMAGE_SAFETY' }, 'its safety filter held it back'],
		['no picture', { finish: 'NO_IMAGE' }, 'finished without a picture'],
		['an unknown ending', { finish: 'FELT_LIKE_IT' }, 'finished without a picture'],
		['words only', { textOnly: 'Which fox?' }, 'answered in words'],
		['no candidates', { noCandidates: true }, 'finished without a picture'],
		['a quota of zero', { rateLimited: { limit: 0 } }, 'allowance at Gemini is used up'],
		['a quota per day', { rateLimited: { perDay: true, retryAfterMs: 10 } }, 'allowance at Gemini is used up'],
		['a longer wait than people have', { rateLimited: { retryAfterMs: 120_001 } }, 'getting too many requests'],
		['a bad request', { status: 400 }, "didn't accept this request"],
		['a refused key', { status: 403 }, 'refuses this bot'],
		['a model that is gone', { status: 404 }, 'no longer offers this model'],
	] as const)('after one call: %s', async (_, script, words) => {
		const plantain = await start();
		plantain.gemini.always(script);
		const scene = await plantain.alice.slash('imagine', { prompt: 'a fox' });
		await scene.finished();
		expect(plantain.gemini.calls).toHaveLength(1);
		await expectSentence(plantain, scene, words);
	});

	// The random number is a half in tests, so the pauses are half of the longest ones.
	test.each([
		[
			'too many requests',
			{ rateLimited: { retryAfterMs: 34_400 } },
			[34_400, 34_400, 34_400],
			'getting too many requests',
		],
		[
			'too many requests, without a word when to come again',
			{ rateLimited: {} },
			[1000, 2000, 4000],
			'getting too many requests',
		],
		['a fault, three calls', { status: 500 }, [1000, 2000], 'overloaded'],
		['overload', { status: 503 }, [1000, 2000, 4000], 'overloaded'],
		['a deadline of its own, two calls', { status: 504 }, [1000], 'overloaded'],
		['a page of HTML', { html: 502 }, [1000, 2000, 4000], 'overloaded'],
		['broken JSON', { brokenJson: true }, [1000, 2000, 4000], 'made no sense'],
		['half an answer', { truncated: true }, [1000, 2000, 4000], 'made no sense'],
		['a dropped socket', { destroy: 'before' }, [1000, 2000, 4000], "couldn't reach Gemini"],
		['a socket dropped in the middle', { destroy: 'within' }, [1000, 2000, 4000], "couldn't reach Gemini"],
	] as const)('after calls with growing pauses: %s', async (_, script, pausesMs, words) => {
		const plantain = await start();
		const { alice, gemini, clock } = plantain;
		gemini.always(script);
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		for (const [index, pauseMs] of pausesMs.entries()) {
			await plantain.logged('trying again', index + 1);
			expect(await clock.sleepers()).toBe(pauseMs);
			await clock.advance(pauseMs);
		}
		await scene.finished();
		expect(gemini.calls).toHaveLength(pausesMs.length + 1);
		await expectSentence(plantain, scene, words);
	});

	test('a fault that passes is not seen by the person', async () => {
		const { alice, gemini, clock, ...plantain } = await start();
		gemini.next({ status: 503 });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		await plantain.logged('trying again');
		await clock.advance(1000);
		expect((await scene.finished()).attachments).toHaveLength(1);
	});

	test('an answer that never ends, given up after 180 seconds and not before', async () => {
		const { alice, gemini, clock } = await start();
		gemini.next({ stall: true });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		await gemini.inFlight();
		await clock.advance(179_999);
		expect(scene.response()?.isThinking).toBe(true);
		await clock.advance(1);
		expect((await scene.finished()).content).toContain('took too long');
	});
});
