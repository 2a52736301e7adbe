import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeParts, encodePart } from '../../src/gemini/parts.ts';
import { wireBytes } from '../../src/studio/sessions/turns/part.ts';

const roundTrip = (parts: readonly unknown[]) => decodeParts(parts).map(encodePart);

const anyPart = z.record(z.string(), z.unknown());

/** As JSON brings it: without `-0`, which JSON does not know. */
const asSent = (value: object) => anyPart.parse(JSON.parse(JSON.stringify(value)));

/** `__proto__` is a name that JSON objects in JavaScript cannot hold like others. */
const fieldName = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('constructor', 'toString', 'fileData', 'data'));
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const unknownFields = fc.dictionary(
	fieldName.filter((name) => name !== '__proto__'),
	json,
	{ maxKeys: 3 },
);

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
/** Base64 as it should be, as it may be, and what is none. */
const base64 = fc.oneof(
	bytes.map((buffer) => buffer.toString('base64')),
	bytes.map((buffer) => buffer.toString('base64').replaceAll('=', '')),
	bytes.map((buffer) => buffer.toString('base64url')),
	bytes.map((buffer) => `${buffer.toString('base64')}\n`),
	fc.string({ maxLength: 12 }),
	fc
		.tuple(bytes, fc.nat(), fc.constantFrom('=', '-', '_', '/', '\n', 'A', 'é', 'Ł'), fc.nat(2))
		.map(([buffer, at, odd, length]) => {
			const text = buffer.toString('base64');
			const index = at % (text.length + 1);
			return `${text.slice(0, index)}${odd}${text.slice(index + length)}`;
		}),
);
const inlineData = fc
	.tuple(unknownFields, fc.record({ data: base64, mimeType: fc.constantFrom('image/jpeg', '') }, { requiredKeys: [] }))
	.map(([rest, known]) => ({ ...rest, ...known }));
const known = fc.record(
	{
		text: fc.oneof(fc.string(), fc.constantFrom('', 'é'.repeat(200), '"\n'.repeat(200)), json),
		inlineData: fc.oneof(inlineData, json),
		thoughtSignature: fc.oneof(base64, json),
		thought: fc.constantFrom(false, null, 'yes'),
	},
	{ requiredKeys: [] },
);
const wirePart = fc.tuple(unknownFields, known).map(([rest, fields]) => asSent({ ...rest, ...fields }));
const holdsNothing = ({ text = '', thoughtSignature = '', ...rest }: z.infer<typeof anyPart>) =>
	text === '' && thoughtSignature === '' && Object.keys(rest).length === 0;
const notAThought = wirePart.filter((part) => part['thought'] !== true && !holdsNothing(part));

describe('a part', () => {
	test('is given back as it came, whatever it holds', () => {
		fc.assert(
			fc.property(fc.array(notAThought, { maxLength: 4 }), (parts) => {
				// Not toStrictEqual, which takes a field named "constructor" for the type of the object.
				expect(isDeepStrictEqual(roundTrip(parts), parts)).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	test('never takes more of a request than is counted for it', () => {
		fc.assert(
			fc.property(notAThought, (part) => {
				expect(wireBytes(decodeParts([part]))).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(part)) + 1);
			}),
			{ numRuns: 1000 },
		);
	});

	test('has its picture and its signature as bytes', () => {
		const wire = { inlineData: { data: 'AQID', mimeType: 'image/png', displayName: 'cat' }, thoughtSignature: '/v8=' };
		expect(decodeParts([wire])).toEqual([
			{
				picture: { bytes: Buffer.from([1, 2, 3]), mimeType: 'image/png', other: { displayName: 'cat' } },
				signature: Buffer.from([254, 255]),
			},
		]);
	});

	test.each([
		['unpadded', 'AQIDBA', [1, 2, 3, 4]],
		['url-safe', '_v8=', [254, 255]],
		['in two lines', 'AQ\nID', [1, 2, 3]],
		['beyond ASCII', 'Ł+z+9AA=', [3, 236, 254, 244, 0]],
	])('with base64 that is %s is a picture and comes back as it was', (_, data, expected) => {
		const wire = { inlineData: { data, mimeType: 'image/png' } };
		const [part] = decodeParts([wire]);
		expect([...(part?.picture?.bytes ?? [])]).toEqual(expected);
		expect(roundTrip([wire])).toStrictEqual([wire]);
	});

	test.each(['_v8', 'AQ', '!'])('with the signature %s comes back with it', (thoughtSignature) => {
		expect(roundTrip([{ text: '', thoughtSignature }])).toStrictEqual([{ text: '', thoughtSignature }]);
	});

	test('whose picture came without a type is a picture, and comes back without one', () => {
		const wire = { inlineData: { data: 'AQID' } };
		expect(decodeParts([wire])[0]?.picture).toMatchObject({ mimeType: 'application/octet-stream' });
		expect(roundTrip([wire])).toStrictEqual([wire]);
	});

	test('without bytes is no picture', () => {
		const wire = { inlineData: { data: '', mimeType: 'image/png' } };
		expect(decodeParts([wire])).toEqual([{ other: wire }]);
	});
});

describe('the parts of an answer', () => {
	test.each([[{}], [{ text: '' }], [{ thoughtSignature: '' }], [{ text: '', thoughtSignature: '' }]])(
		'are kept without %j, which Gemini would refuse when it comes back',
		(blank) => {
			expect(roundTrip([blank, { text: 'Here:' }, blank])).toStrictEqual([{ text: 'Here:' }]);
		},
	);

	test('are kept without the thoughts', () => {
		const picture = { inlineData: { data: 'AQID', mimeType: 'image/jpeg' }, thoughtSignature: 'AQID' };
		const thoughts = [
			{ text: 'A cat, then.', thought: true },
			{ inlineData: { data: 'BBBB', mimeType: 'image/jpeg' }, thought: true },
		];
		expect(roundTrip([...thoughts, { text: 'Here:' }, picture])).toStrictEqual([{ text: 'Here:' }, picture]);
	});

	test('are kept without what is no part at all', () => {
		expect(roundTrip([null, 7, 'text', ['text'], { text: 'Here.' }])).toStrictEqual([{ text: 'Here.' }]);
	});
});

const recordings = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url));
const recordedResponse = z.object({
	response: z.object({
		candidates: z.array(z.object({ content: z.object({ parts: z.array(z.record(z.string(), z.json())) }) })),
	}),
});

describe.skipIf(!existsSync(recordings))('recorded answers (skipped without ../shared/recordings)', () => {
	const names = existsSync(recordings) ? readdirSync(recordings).filter((name) => name.endsWith('.json')) : [];
	test.each(names)('%s comes back to the byte, its pictures and signatures as bytes', (name) => {
		const { response } = recordedResponse.parse(JSON.parse(readFileSync(`${recordings}${name}`, 'utf8')));
		const parts = response.candidates.flatMap(({ content }) => content.parts);
		const decoded = decodeParts(parts);
		expect(decoded.map(encodePart)).toStrictEqual(parts);
		expect(decoded.some(({ picture }) => picture !== undefined)).toBe(true);
		expect(decoded.filter(({ other, picture }) => other !== undefined || picture?.other !== undefined)).toEqual([]);
		const onTheWire = Buffer.byteLength(JSON.stringify(parts));
		expect(wireBytes(decoded)).toBeGreaterThanOrEqual(onTheWire);
		expect(wireBytes(decoded)).toBeLessThan(onTheWire + 100 * parts.length);
	});
});
