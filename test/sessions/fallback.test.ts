import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import type { RecordedCall } from '../simulator/gemini/start.ts';
import {
	ask,
	beginTalk,
	callFor,
	historyOf,
	type Plantain,
	pictureFor,
	promptsIn,
	startForTalks,
	wordsFor,
} from './stage.ts';

/** The bytes of what an answer consists of. */
function madeBy({ parts }: RecordedCall) {
	const part = parts.find(({ inlineData }) => inlineData !== undefined);
	const [picture, signature] = [part?.inlineData?.data, part?.thoughtSignature].map((data) =>
		Buffer.from(data ?? '', 'base64'),
	);
	if (!picture?.length || !signature?.length) throw new Error('nothing was drawn and signed');
	return { picture, signature };
}

/** The file that the bot keeps these bytes in. */
function fileOf({ dataDir }: Plantain, bytes: Buffer): string {
	const hash = createHash('sha256').update(bytes).digest('hex');
	return join(dataDir, 'blobs', hash.slice(0, 2), hash);
}

/** What a prompt's user said: texts, and pictures by the name of the one that they look like. */
async function saidWith({ gemini }: Plantain, prompt: string, known: Readonly<Record<string, Uint8Array>>) {
	const looks = await Promise.all(
		Object.entries(known).map(async ([name, bytes]) => ({ name, look: await look(bytes) })),
	);
	const parts = callFor(gemini, prompt).contents.at(-1)?.parts ?? [];
	return Promise.all(
		parts.map(async ({ text, inlineData }) => {
			if (text !== undefined) return text;
			const seen = await look(Buffer.from(inlineData?.data ?? '', 'base64'));
			return looks.find((one) => distance(one.look, seen) < MOST_DISTANCE)?.name ?? 'another picture';
		}),
	);
}

/** The mean difference of two pictures that are one but for their compression, in steps of 256. */
const MOST_DISTANCE = 2;

const look = (bytes: Uint8Array) => sharp(bytes).resize(32, 32, { fit: 'fill' }).removeAlpha().raw().toBuffer();

const distance = (a: Uint8Array, b: Uint8Array) =>
	a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;

/** The line under a picture that says how it was made. */
const noteUnder = (picture: Awaited<ReturnType<typeof ask>>): string | undefined =>
	JSON.stringify(picture.components).match(/(?:This |I've lost )[^"\\]*\./)?.[0];

async function talkOfTwo(options: Parameters<typeof startForTalks>[0] = {}) {
	const plantain = await startForTalks(options);
	const talk = await beginTalk(plantain);
	const second = await ask(plantain, talk.alice.say('a red scarf'));
	const made = madeBy(callFor(plantain.gemini, 'a red scarf'));
	const pictures = { fox: madeBy(callFor(plantain.gemini, 'a fox')).picture, scarf: made.picture };
	return { plantain, ...talk, second, made, pictures };
}

/** After a fresh start the talk goes on: what is sent next is that start, exactly. */
async function expectToGoOn(plantain: Plantain, alice: Awaited<ReturnType<typeof beginTalk>>['alice'], from: string) {
	await ask(plantain, alice.say('and then a bow'));
	expect(historyOf(plantain.gemini, 'and then a bow')).toEqual([from]);
}

test.each([
	['picture', 'missing', 'lost'],
	['picture', 'damaged', 'damaged'],
	['signature', 'missing', 'lost'],
	['signature', 'damaged', 'damaged'],
] as const)(
	'a %s that is %s: the last picture goes as the user’s own, one line says so, and the talk goes on',
	async (what, how, word) => {
		const { plantain, alice, second, made } = await talkOfTwo();
		await using _ = plantain;
		const file = fileOf(plantain, made[what]);
		await (how === 'missing' ? rm(file) : writeFile(file, 'something else'));
		const third = await ask(plantain, alice.say('evening'));
		const shown = second.attachments[0]?.bytes ?? Buffer.alloc(0);
		const known = what === 'picture' ? { 'as the message shows it': shown } : { 'as it was made': made.picture };
		expect(historyOf(plantain.gemini, 'evening')).toEqual([]);
		expect(await saidWith(plantain, 'evening', known)).toEqual([
			'The picture so far:',
			...Object.keys(known),
			'evening',
		]);
		expect(noteUnder(third)).toBe(
			`This continues from the last picture alone, because part of what came before is ${word}.`,
		);
		await expectToGoOn(plantain, alice, 'evening');
	},
);

test('a picture is taken from its message by a fresh address, days after it was posted', async () => {
	const { plantain, alice, pictures, made } = await talkOfTwo();
	await using _ = plantain;
	await rm(fileOf(plantain, made.picture));
	await plantain.clock.advance(3 * 24 * 60 * 60_000);
	await ask(plantain, alice.say('evening'));
	expect(await saidWith(plantain, 'evening', pictures)).toContain('scarf');
});

test('a picture whose file and message are both gone is said to be lost, and another is asked for', async () => {
	const { plantain, alice, second, made, pictures } = await talkOfTwo();
	await using _ = plantain;
	await rm(fileOf(plantain, made.picture));
	const { discord } = plantain;
	const { channel, id } = second;
	await fetch(`${discord.apiUrl}/v10/channels/${channel.id}/messages/${id}`, {
		method: 'DELETE',
		headers: { authorization: `Bot ${discord.token}` },
	});
	const before = plantain.gemini.calls.length;
	expect(await wordsFor(plantain, await alice.say('evening'))).toBe(
		"I've lost the earlier picture. Attach it, and tell me again what to change.",
	);
	expect(plantain.gemini.calls).toHaveLength(before);

	const files = [{ name: 'fox.jpg', bytes: pictures.fox }];
	const third = await ask(plantain, alice.say('this one then', { files }));
	expect(await saidWith(plantain, 'this one then', pictures)).toEqual(['fox', 'this one then']);
	expect(noteUnder(third)).toBe("I've lost the earlier picture, so this starts from yours.");
	await expectToGoOn(plantain, alice, 'this one then');
});

test('an older turn that is damaged does not stop a branch that does without it', async () => {
	const { plantain, alice, picture, made } = await talkOfTwo();
	await using _ = plantain;
	await rm(fileOf(plantain, made.signature));
	const branch = await ask(plantain, alice.reply(picture, 'a blue coat'));
	expect(historyOf(plantain.gemini, 'a blue coat')).toEqual(['a fox']);
	expect(noteUnder(branch)).toBeUndefined();
});

test('another model is given the last picture as the user’s own', async () => {
	const { plantain, alice, pictures } = await talkOfTwo();
	await using _ = plantain;
	const third = await pictureFor(plantain, await alice.slash('refine', { prompt: 'evening', model: 'pro' }));
	expect(callFor(plantain.gemini, 'evening').model).toBe('gemini-3-pro-image');
	expect(await saidWith(plantain, 'evening', pictures)).toEqual(['The picture so far:', 'scarf', 'evening']);
	expect(noteUnder(third)).toBe('This continues from the last picture alone, because another model draws now.');
	await expectToGoOn(plantain, alice, 'evening');
});

test('pictures that are given with such a turn stand behind the last one', async () => {
	const { plantain, alice, pictures, made } = await talkOfTwo();
	await using _ = plantain;
	await rm(fileOf(plantain, made.signature));
	await ask(plantain, alice.say('wear these', { files: [{ name: 'fox.jpg', bytes: pictures.fox }] }));
	expect(await saidWith(plantain, 'wear these', pictures)).toEqual([
		'The picture so far:',
		'scarf',
		'fox',
		'wear these',
	]);
});

test.each([
	['a signature', 'Corrupted thought signature.'],
	['a history', '* GenerateContentRequest.contents[1].parts[0].data: required oneof field'],
])('%s that Gemini refuses costs one more call, not the talk', async (_what, message) => {
	const { plantain, alice, pictures } = await talkOfTwo();
	await using _ = plantain;
	plantain.gemini.next({ status: 400, message });
	const third = await ask(plantain, alice.say('evening'));
	expect(plantain.gemini.calls).toHaveLength(4);
	expect(await saidWith(plantain, 'evening', pictures)).toEqual(['The picture so far:', 'scarf', 'evening']);
	expect(noteUnder(third)).toBe(
		"This continues from the last picture alone, because Gemini didn't recognize what came before.",
	);
	await expectToGoOn(plantain, alice, 'evening');
});

test('what Gemini refuses without any history is not asked a second time', async () => {
	await using plantain = await startForTalks();
	plantain.gemini.next({ status: 400, message: 'Request contains an invalid argument.' });
	const refused = await plantain.alice.slash('imagine', { prompt: 'a fox' });
	expect((await refused.finished()).content).toContain("Gemini didn't accept this request.");
	expect(plantain.gemini.calls).toHaveLength(1);
});

test('a turn that was kept with an empty part is sent without it, and the rest exactly as it came', async () => {
	await using plantain = await startForTalks();
	const { picture, alice } = await beginTalk(plantain);
	await changeKept(plantain, 'turns', picture, ({ model }) => ({ model: [{}, ...z.array(z.unknown()).parse(model)] }));
	await ask(plantain, alice.say('a red scarf'));
	expect(historyOf(plantain.gemini, 'a red scarf')).toEqual(['a fox']);
	expect(plantain.gemini.calls).toHaveLength(2);
});

test('a history over the budget loses its oldest turns whole, and the person is told once', async () => {
	await using plantain = await startForTalks({ env: () => ({ HISTORY_MAX_MB: '1' }) });
	const { gemini } = plantain;
	const { alice } = await beginTalk(plantain);
	await ask(plantain, alice.say('two'));
	const third = await ask(plantain, alice.say('three'));
	gemini.next({ blocked: 'SAFETY' });
	await wordsFor(plantain, await alice.say('not this'));
	const fourth = await ask(plantain, alice.say('four'));
	const fifth = await ask(plantain, alice.say('five'));
	expect(historyOf(gemini, 'three')).toEqual(['a fox', 'two']);
	expect(historyOf(gemini, 'four')).toEqual(['two', 'three']);
	expect(historyOf(gemini, 'five')).toEqual(['three', 'four']);
	expect([third, fourth, fifth].map(noteUnder)).toEqual([
		undefined,
		'This session is long, so Gemini no longer sees its oldest turns.',
		undefined,
	]);
	for (const { request } of gemini.calls) expect(JSON.stringify(request).length).toBeLessThan(1_010_000);
});

test('a turn that alone is over the budget goes as its picture', async () => {
	await using plantain = await startForTalks({
		env: () => ({ HISTORY_MAX_MB: '1' }),
		gemini: { signatureChars: 600_000 },
	});
	const { alice } = await beginTalk(plantain);
	const made = madeBy(callFor(plantain.gemini, 'a fox'));
	const second = await ask(plantain, alice.say('a red scarf'));
	expect(await saidWith(plantain, 'a red scarf', { fox: made.picture })).toEqual([
		'The picture so far:',
		'fox',
		'a red scarf',
	]);
	expect(noteUnder(second)).toBe(
		'This continues from the last picture alone, because the one before is too large to send whole.',
	);
});

const record = z.record(z.string(), z.json());

/** Changes the record of the turn that a message shows, or of its session. */
async function changeKept(
	{ clock, whileStopped }: Plantain,
	namespace: 'turns' | 'sessions',
	{ id }: { readonly id: string },
	change: (kept: z.infer<typeof record>) => object,
): Promise<void> {
	await whileStopped(async (store) => {
		const turn = await createTurns({ store, clock }).turnOfMessage(id);
		const key = (namespace === 'turns' ? turn?.id : turn?.sessionId) ?? '';
		const kept = record.parse(await store.records(namespace).get(key));
		await store.records(namespace).set(key, { ...kept, ...change(kept) });
	});
}

test.each([
	[
		'turns',
		({ turnIds }: z.infer<typeof record>) => {
			const ids = z.array(z.string()).parse(turnIds);
			return { turnIds: [...Array(199).fill(ids[0]), ...ids] };
		},
	],
	['bytes', () => ({ bytes: 500_000_000 })],
] as const)('a session that is full of %s is refused with a sentence before any call', async (_, fill) => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	const { picture, alice } = await beginTalk(plantain);
	await changeKept(plantain, 'sessions', picture, fill);
	expect(await wordsFor(plantain, await alice.say('one more'))).toBe(
		'This session is full. Start a new one from its last picture: Apps, Edit image.',
	);
	expect(promptsIn(gemini)).toEqual(['a fox']);
});
