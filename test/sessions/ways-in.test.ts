import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import {
	ask,
	beginTalk,
	callFor,
	historyOf,
	pictureFor,
	picturesSentWith,
	seenIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

/** A picture of one colour. */
async function paper(name: string, background: string) {
	const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
		.png()
		.toBuffer();
	return { name: `${name}.png`, bytes };
}

/** The text and the pictures of what a prompt's user said, in order, each picture as the colour of its first pixel. */
async function saidWith(gemini: Parameters<typeof callFor>[0], prompt: string): Promise<string[]> {
	const parts = callFor(gemini, prompt).contents.at(-1)?.parts ?? [];
	return Promise.all(parts.map(async ({ text, inlineData }) => text ?? colourOf(inlineData?.data ?? '')));
}

async function colourOf(data: string): Promise<string> {
	const pixels = await sharp(Buffer.from(data, 'base64')).removeAlpha().raw().toBuffer();
	const [red = 0, green = 0, blue = 0] = pixels;
	return red > 200 ? 'red' : green > 200 ? 'green' : blue > 200 ? 'blue' : 'something else';
}

test('pictures that are attached join the turn, numbered when there are several', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice } = await beginTalk(plantain);
	await ask(plantain, alice.say('wear this', { files: [await paper('hat', '#f00')] }));
	const files = [await paper('scarf', '#0f0'), await paper('coat', '#00f')];
	await ask(plantain, alice.say('and both of these', { files }));
	await ask(plantain, alice.say('brighter'));
	expect(await saidWith(gemini, 'wear this')).toEqual(['red', 'wear this']);
	expect(await saidWith(gemini, 'and both of these')).toEqual([
		'Image 1:',
		'green',
		'Image 2:',
		'blue',
		'and both of these',
	]);
	expect(historyOf(gemini, 'brighter')).toEqual(['a fox', 'wear this', 'and both of these']);
});

test('a message with only an image is asked about, and one that holds no picture is refused, before any call', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain);
	const image = await alice.say('', { files: [await paper('hat', '#f00')] });
	expect(await wordsFor(plantain, image)).toBe(
		'What should I do with it? Tell me in one message, with the picture attached.',
	);
	const notes = { name: 'notes.txt', bytes: Buffer.from('buy milk') };
	expect(await wordsFor(plantain, await alice.say('draw this', { files: [notes] }))).toContain(
		"That file isn't a picture I can use",
	);
	expect(plantain.gemini.calls).toHaveLength(1);
});

test('nothing but a mention is asked about too', async () => {
	await using plantain = await startForTalks();
	const { bob } = await beginTalk(plantain);
	expect(await wordsFor(plantain, await bob.say(`<@${plantain.discord.bot.id}>`))).toContain('What should I change?');
	expect(plantain.gemini.calls).toHaveLength(1);
});

test('/refine goes on from the newest picture of the place, with a picture if one is given', async () => {
	await using plantain = await startForTalks();
	const { gemini, channel } = plantain;
	const { alice, bob } = await beginTalk(plantain);
	const image = await paper('hat', '#f00');
	await pictureFor(plantain, await alice.slash('refine', { prompt: 'wear this', image }));
	await pictureFor(plantain, await bob.slash('refine', { prompt: 'brighter' }));
	expect(await saidWith(gemini, 'wear this')).toEqual(['red', 'wear this']);
	expect(historyOf(gemini, 'brighter')).toEqual(['a fox', 'wear this']);

	const elsewhere = await plantain.bob.slash('refine', { prompt: 'darker' });
	expect((await elsewhere.finished()).content).toBe("There's no session here. Start one with /imagine or /edit.");
	expect(channel.threads).toHaveLength(1);
});

test('model, aspect and size stick from turn to turn until they are changed', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const first = await plantain.alice.slash('imagine', { prompt: 'one', model: 'pro', aspect: '16:9', size: '2K' });
	const { thread } = await pictureFor(plantain, first);
	if (thread === undefined) throw new Error('no thread was opened');
	const alice = plantain.alice.user.in(thread);
	await ask(plantain, alice.say('two'));
	await pictureFor(plantain, await alice.slash('refine', { prompt: 'three', aspect: '1:1' }));
	await plantain.restart();
	await ask(plantain, alice.say('four'));
	const drawn = ['one', 'two', 'three', 'four'].map((prompt) => callFor(gemini, prompt));
	const wide = { generationConfig: { imageConfig: { aspectRatio: '16:9', imageSize: '2K' } } };
	const square = { generationConfig: { imageConfig: { aspectRatio: '1:1', imageSize: '2K' } } };
	expect(drawn.map(({ model }) => model)).toEqual(Array(4).fill('gemini-3-pro-image'));
	expect(drawn.map(({ request }) => request)).toMatchObject([wide, wide, square, square]);
	expect(historyOf(gemini, 'four')).toEqual(['one', 'two', 'three']);
});

test('what somebody else chooses is for their own turn, and what the owner chose stays', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { alice, bob } = await beginTalk(plantain);
	await pictureFor(plantain, await alice.slash('refine', { prompt: 'two', aspect: '16:9' }));
	await pictureFor(plantain, await bob.slash('refine', { prompt: 'three', model: 'pro', size: '4K', aspect: '1:1' }));
	await ask(plantain, alice.say('four'));
	await pictureFor(plantain, await bob.slash('refine', { prompt: 'five' }));
	const drawn = ['two', 'three', 'four', 'five'].map((prompt) => callFor(gemini, prompt));
	const wide = { aspectRatio: '16:9' };
	const large = { aspectRatio: '1:1', imageSize: '4K' };
	const shapes = drawn.map(({ request }) => Object(request).generationConfig.imageConfig);
	expect(shapes).toEqual([wide, large, wide, wide]);
	const [flash, pro] = ['gemini-nano-banana-2.1', 'gemini-3-pro-image'];
	expect(drawn.map(({ model }) => model)).toEqual([flash, pro, flash, flash]);
});

test('settings that are refused do not stick', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const first = await plantain.alice.slash('imagine', { prompt: 'one', model: 'pro', size: '2K' });
	const { thread } = await pictureFor(plantain, first);
	if (thread === undefined) throw new Error('no thread was opened');
	const alice = plantain.alice.user.in(thread);
	const refused = await alice.slash('refine', { prompt: 'two', model: 'lite' });
	expect((await refused.finished()).content).toContain("Nano Banana 2 Lite can't draw 2K. It can draw 1K.");
	await ask(plantain, alice.say('three'));
	expect(callFor(gemini, 'three').model).toBe('gemini-3-pro-image');
	expect(historyOf(gemini, 'three')).toEqual(['one']);
});

test('a picture of somebody is edited with /edit, and talked about like any other', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const image = await paper('hat', '#f00');
	const scene = await plantain.bob.slash('edit', { prompt: 'as a drawing', image });
	const { thread } = await pictureFor(plantain, scene);
	if (thread === undefined) throw new Error('no thread was opened');
	await ask(plantain, plantain.bob.user.in(thread).say('with more ink'));
	expect(await saidWith(gemini, 'as a drawing')).toEqual(['red', 'as a drawing']);
	expect(historyOf(gemini, 'with more ink')).toEqual(['as a drawing']);
});

test('the button Refine asks for words and files, and answers with what comes of them', async () => {
	await using plantain = await startForTalks();
	const { gemini, channel } = plantain;
	const { picture, alice } = await beginTalk(plantain);
	await ask(plantain, alice.say('a red scarf'));
	const pressed = plantain.bob.click(picture, 'Refine');
	await pressed.acknowledged();
	const values = { 'What to change': 'wear this', pictures: [await paper('hat', '#f00')] };
	await pictureFor(plantain, await plantain.bob.submitModal(pressed, values));
	expect(await saidWith(gemini, 'wear this')).toEqual(['red', 'wear this']);
	expect(historyOf(gemini, 'wear this')).toEqual(['a fox']);
	expect(seenIn(channel)).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ > a fox
		        [a-fox.jpg]
		bot   ⌗ opens the thread “a fox” on “> a fox”
		bob   → presses [Refine]
		bot   ▢ (only bob sees this) form “Refine this picture”
		        What to change: []
		        Pictures to use (optional) (optional): [files]
		bob   → submits “Refine this picture”
		        What to change: wear this
		        Pictures to use (optional): [hat.png]
		bot   ← thinking…
		bot   ✎ > wear this
		        [wear-this.jpg]"
	`);
});

test('a form that comes back blank is refused, and nothing is drawn', async () => {
	await using plantain = await startForTalks();
	const { picture } = await beginTalk(plantain);
	const pressed = plantain.alice.click(picture, 'Refine');
	await pressed.acknowledged();
	const submitted = await plantain.alice.submitModal(pressed, { prompt: '   ' });
	expect((await submitted.finished()).content).toBe('Your message is blank. Tell me what to change.');
	expect(plantain.gemini.calls).toHaveLength(1);
});

/** Chooses Apps, Edit image on a message; resolves when the form is open. */
async function openForm(actor: { contextMenu(name: string, target: Message): Interaction }, message: Message) {
	const chosen = actor.contextMenu('Edit image', message);
	await chosen.acknowledged();
	return chosen;
}

test('Edit image on the pictures of anybody begins a session from all of them', async () => {
	await using plantain = await startForTalks();
	const { alice, bob, gemini, channel } = plantain;
	const files = [
		await paper('scarf', '#0f0'),
		await paper('coat', '#00f'),
		{ name: 'notes.txt', bytes: Buffer.from('…') },
	];
	const message = await bob.say('my things', { files });
	const form = await openForm(alice, message);
	const values = { prompt: 'on one table', pictures: [await paper('hat', '#f00')] };
	const picture = await pictureFor(plantain, await alice.submitModal(form, values));
	const said = ['Image 1:', 'green', 'Image 2:', 'blue', 'Image 3:', 'red', 'on one table'];
	expect(await saidWith(gemini, 'on one table')).toEqual(said);
	if (picture.thread === undefined) throw new Error('no thread was opened');
	await ask(plantain, alice.user.in(picture.thread).say('seen from above'));
	expect(historyOf(gemini, 'seen from above')).toEqual(['on one table']);
	expect(seenIn(channel)).toMatchInlineSnapshot(`
		"bob   → my things
		        [scarf.png]
		        [coat.png]
		        [notes.txt · text/plain; charset=utf-8 · 3 B]
		alice → Edit image on “my things”
		bot   ▢ (only alice sees this) form “Edit image”
		        What to do with it: []
		        Pictures to use (optional) (optional): [files]
		alice → submits “Edit image”
		        What to do with it: on one table
		        Pictures to use (optional): [hat.png]
		bot   ← thinking…
		bot   ✎ > on one table
		        [on-one-table.jpg]
		bot   ⌗ opens the thread “on one table” on “> on one table”"
	`);
});

test('Edit image on one of our pictures goes on from its turn', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { picture, alice } = await beginTalk(plantain);
	await ask(plantain, alice.say('a red scarf'));
	const form = await openForm(plantain.bob, picture);
	await pictureFor(plantain, await plantain.bob.submitModal(form, { prompt: 'a blue coat' }));
	expect(historyOf(gemini, 'a blue coat')).toEqual(['a fox']);
	expect(picturesSentWith(gemini, 'a blue coat')).toEqual([]);
});

test('Edit image on one of our pictures that is no longer kept sends it once, as the one picture', async () => {
	await using plantain = await startForTalks();
	const { gemini, alice } = plantain;
	const { picture } = await beginTalk(plantain);
	expect(await plantain.whileStopped((store) => store.records('message-turns').delete(picture.id))).toBe(true);
	const form = await openForm(alice, picture);
	await pictureFor(plantain, await alice.submitModal(form, { prompt: 'a blue coat' }));
	expect(picturesSentWith(gemini, 'a blue coat')).toHaveLength(1);
});

test('Edit image on a message without pictures says so', async () => {
	await using plantain = await startForTalks();
	const { alice, bob } = plantain;
	const refused = alice.contextMenu('Edit image', await bob.say('no picture here'));
	const { content, visibleTo } = await refused.finished();
	expect(content).toBe("There's no picture in that message. Choose one that has some.");
	expect(visibleTo).toBe(alice.user);
});

test('a form that was open for so long that its picture is not kept any more asks to choose again', async () => {
	await using plantain = await startForTalks();
	const { alice, bob, gemini } = plantain;
	const form = await openForm(alice, await bob.say('', { files: [await paper('hat', '#f00')] }));
	// By the time this is answered, what the form is about is kept.
	await (await alice.slash('help')).finished();
	expect(await plantain.whileStopped((store) => store.records('picks').delete(form.id))).toBe(true);
	const late = await alice.submitModal(form, { prompt: 'bluer' });
	expect((await late.finished()).content).toBe('That was too long ago. Please choose the picture again.');
	expect(gemini.calls).toEqual([]);
});

test('what only one person sees is refined for that person alone, by its button and by Edit image', async () => {
	await using plantain = await startForTalks();
	const { alice, gemini, channel, discord } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a card', private: true }));
	const pressed = alice.click(picture, 'Refine');
	await pressed.acknowledged();
	const second = await pictureFor(plantain, await alice.submitModal(pressed, { prompt: 'with a bow' }));
	const form = await openForm(alice, second);
	const third = await pictureFor(plantain, await alice.submitModal(form, { prompt: 'in gold' }));
	expect([picture, second, third].map(({ visibleTo }) => visibleTo?.name)).toEqual(['alice', 'alice', 'alice']);
	expect(historyOf(gemini, 'in gold')).toEqual(['a card', 'with a bow']);
	expect(channel.transcript({ as: discord.user('bob') })).toBe('');
	expect(channel.threads).toEqual([]);
});
