import type { Content, Part } from '@google/genai';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Connected, connect, refusalOf } from './gemini-client.ts';

const FLASH = 'gemini-3.1-flash-image';
const OLD = 'gemini-2.5-flash-image';
const LITE = 'gemini-3.1-flash-lite-image';
const FIRST: Content = { role: 'user', parts: [{ text: 'a cat' }] };
const NEXT: Content = { role: 'user', parts: [{ text: 'make it red' }] };
const CORRUPTED = { code: 400, status: 'INVALID_ARGUMENT', message: 'Corrupted thought signature.' };

/** A first answer's parts: text and picture, both signed, and a second text and picture. */
async function firstAnswer({ gemini, ai }: Connected, model = FLASH): Promise<Part[]> {
	gemini.next({ text: 'A cat.', images: 2, thoughts: ['Hm.'], thoughtImages: 1 });
	const config = model === FLASH ? { imageConfig: { imageSize: '512' } } : {};
	const response = await ai.models.generateContent({ model, contents: [FIRST], config });
	return response.candidates?.[0]?.content?.parts ?? [];
}

const withoutThoughts = (parts: readonly Part[]) => parts.filter((part) => part.thought !== true);

function followUp({ ai, gemini }: Connected, parts: Part[], model = FLASH) {
	gemini.next({ textOnly: 'Fine.' });
	return ai.models.generateContent({ model, contents: [FIRST, { role: 'model', parts }, NEXT] });
}

const unsigned = ({ thoughtSignature: _, ...part }: Part): Part => part;

const flipped = (text: string, index: number) =>
	text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);

/** The parts with the one at `index` changed. */
const changed = (parts: readonly Part[], index: number, change: (part: Part) => Part) =>
	parts.map((part, position) => (position === index ? change(part) : part));

describe('which parts are signed', () => {
	test('the first after the thoughts and every picture; no thought and no later text', async () => {
		await using client = await connect();
		const parts = await firstAnswer(client);

		const kinds = parts.map(({ text, thought, thoughtSignature }) => [
			thought === true ? 'thought' : 'answer',
			text === undefined ? 'picture' : 'text',
			thoughtSignature === undefined ? 'unsigned' : 'signed',
		]);
		expect(kinds).toEqual([
			['thought', 'text', 'unsigned'],
			['thought', 'picture', 'unsigned'],
			['answer', 'text', 'signed'],
			['answer', 'picture', 'signed'],
			['answer', 'text', 'unsigned'],
			['answer', 'picture', 'signed'],
		]);
	});

	test('signatures are standard base64 of every padding, and whole after decoding and encoding', async () => {
		await using client = await connect();
		const signatures = (await firstAnswer(client)).flatMap((part) => part.thoughtSignature ?? []);

		expect(signatures.map((signature) => signature.match(/=*$/)?.[0].length).toSorted()).toEqual([0, 1, 2]);
		for (const signature of signatures) {
			expect(signature).toHaveLength(64);
			expect(Buffer.from(signature, 'base64').toString('base64')).toBe(signature);
		}
	});
});

describe('a history that is accepted', () => {
	test('the answer without its thoughts, as it was received', async () => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		await followUp(client, parts);

		expect(client.gemini.calls[1]?.contents[1]?.parts).toEqual(parts);
		expect(client.gemini.calls[0]?.parts.filter((part) => part.thought !== true)).toEqual(parts);
		expect(client.gemini.violations).toEqual([]);
	});

	test('the answer with its thoughts', async () => {
		await using client = await connect();
		await followUp(client, await firstAnswer(client));
		expect(client.gemini.violations).toEqual([]);
	});

	test('the parts of a stream, without the empty text that ends it', async () => {
		await using client = await connect();
		client.gemini.next({ text: 'A cat.' });
		const parts: Part[] = [];
		for await (const chunk of await client.ai.models.generateContentStream({ model: FLASH, contents: [FIRST] })) {
			parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
		}
		expect(parts.pop()).toEqual({ text: '' });
		await followUp(client, parts);
		expect(client.gemini.violations).toEqual([]);
	});

	test('an unsigned answer of 2.5, given back to 2.5', async () => {
		await using client = await connect();
		await followUp(client, withoutThoughts(await firstAnswer(client, OLD)), 'gemini-2.5-flash-image');
		expect(client.gemini.violations).toEqual([]);
	});
});

describe('a history that is refused', () => {
	test.each([
		[0, 'Text part is missing a thought_signature in content position 2, part position 1.'],
		[1, 'Image part is missing a thought_signature in content position 2, part position 2.'],
		[3, 'Image part is missing a thought_signature in content position 2, part position 4.'],
	])('no signature on part %d: %s', async (index, message) => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		const refusal = await refusalOf(followUp(client, changed(parts, index, unsigned)));

		expect(refusal).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT', message: expect.stringContaining(message) });
		expect(client.gemini.violations).toEqual([refusal.message]);
	});

	test('no signature on the first part after the thoughts, counted from the first thought', async () => {
		await using client = await connect();
		const refusal = await refusalOf(followUp(client, changed(await firstAnswer(client), 2, unsigned)));
		expect(refusal.message).toContain(
			'Text part is missing a thought_signature in content position 2, part position 3.',
		);
	});

	test('a signature with any one character changed', async () => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(0, 1, 3), fc.nat(63), async (index, at) => {
				const altered = changed(parts, index, (part) => ({
					...part,
					thoughtSignature: flipped(part.thoughtSignature ?? '', at),
				}));
				expect(await refusalOf(followUp(client, altered))).toMatchObject(CORRUPTED);
			}),
			{ numRuns: 20 },
		);
	});

	test('a signature moved from the text to the picture', async () => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		const moved = changed(parts, 1, (part) => ({ ...part, thoughtSignature: parts[0]?.thoughtSignature ?? '' }));
		expect(await refusalOf(followUp(client, moved))).toMatchObject(CORRUPTED);
	});

	test('a picture of other bytes under its signature', async () => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		const otherBytes = changed(parts, 1, (part) => ({
			...part,
			...(parts[3]?.inlineData && { inlineData: parts[3].inlineData }),
		}));
		expect(await refusalOf(followUp(client, otherBytes))).toMatchObject(CORRUPTED);
	});

	test('a text edited under its signature', async () => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		const edited = changed(parts, 0, (part) => ({ ...part, text: 'A cat!' }));
		expect(await refusalOf(followUp(client, edited))).toMatchObject(CORRUPTED);
	});

	test('the history of another model', async () => {
		await using client = await connect();
		const parts = withoutThoughts(await firstAnswer(client));
		expect(await refusalOf(followUp(client, parts, LITE))).toMatchObject(CORRUPTED);
		expect(await refusalOf(followUp(client, parts, OLD))).toMatchObject(CORRUPTED);
	});

	test('the history of another key', async () => {
		await using issuer = await connect();
		await using client = await connect({ apiKey: 'another key' });
		expect(await refusalOf(followUp(client, withoutThoughts(await firstAnswer(issuer))))).toMatchObject(CORRUPTED);
	});

	test('a signature as a part of its own', async () => {
		await using client = await connect();
		const [text = {}, picture = {}] = withoutThoughts(await firstAnswer(client));
		const split = [text, unsigned(picture), { thoughtSignature: picture.thoughtSignature ?? '' }];
		expect(await refusalOf(followUp(client, split))).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
		expect(client.gemini.violations).toEqual([
			expect.stringContaining('Image part is missing a thought_signature'),
			CORRUPTED.message,
		]);
	});
});

describe('leniency', () => {
	test('a lax server answers what a strict one refuses, and records it', async () => {
		await using client = await connect({ strictness: 'lax' });
		const [text = {}, picture = {}] = withoutThoughts(await firstAnswer(client));

		await followUp(client, [unsigned(text), { ...picture, thoughtSignature: 'AAAA' }]);
		expect(client.gemini.violations).toEqual([
			expect.stringContaining('Text part is missing a thought_signature'),
			'Corrupted thought signature.',
		]);
	});

	test('a picture in a user turn needs no signature, and one that has it is answered but recorded', async () => {
		await using client = await connect();
		const [, picture = {}] = withoutThoughts(await firstAnswer(client));
		const ask = (part: Part) => {
			client.gemini.next({ textOnly: 'Fine.' });
			const contents = [{ role: 'user', parts: [part, { text: 'make it red' }] }];
			return client.ai.models.generateContent({ model: FLASH, contents });
		};

		await ask(unsigned(picture));
		expect(client.gemini.violations).toEqual([]);
		await ask(picture);
		expect(client.gemini.violations).toEqual(['A user turn carries a thought signature in content position 1.']);
	});
});
