import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { measureImage } from '../../src/pixels/measure.ts';
import { prepareImage } from '../../src/pixels/prepare.ts';
import { type Drawing, encodeBmp } from './support/bmp.ts';

/** Pictures of all small sizes, so that rows end at every place within their padding. */
function drawings(bitsPerPixel: Drawing['bitsPerPixel'], hasAlpha: boolean): fc.Arbitrary<Drawing> {
	const size = fc.record({ width: fc.integer({ min: 1, max: 11 }), height: fc.integer({ min: 1, max: 5 }) });
	const colours = bitsPerPixel > 8 ? 0 : 2 ** bitsPerPixel;
	return size.chain(({ width, height }) => {
		const pixels = { minLength: width * height, maxLength: width * height };
		return fc.record({
			width: fc.constant(width),
			height: fc.constant(height),
			bitsPerPixel: fc.constant(bitsPerPixel),
			pixels: fc.array(fc.nat(2 ** bitsPerPixel - 1), pixels),
			palette: fc.array(fc.nat(0xff_ffff), { minLength: colours, maxLength: colours }),
			isTopDown: fc.boolean(),
			hasAlpha: fc.constant(hasAlpha),
			gap: fc.constantFrom('', 'gap'),
		});
	});
}

function expectedPixels({ pixels, palette = [], hasAlpha }: Drawing): Buffer {
	const seen = pixels.map((value) => palette[value] ?? value);
	return Buffer.from(
		seen.flatMap((value) => [(value >> 16) & 255, (value >> 8) & 255, value & 255, hasAlpha ? value >>> 24 : 255]),
	);
}

test.each([
	[1, false],
	[4, false],
	[8, false],
	[24, false],
	[32, false],
	[32, true],
] as const)('every pixel of a BMP with %i bits, alpha %s, comes out as drawn', async (bitsPerPixel, hasAlpha) => {
	await fc.assert(
		fc.asyncProperty(drawings(bitsPerPixel, hasAlpha), async (drawing) => {
			const prepared = await prepareImage(encodeBmp(drawing));
			if (prepared.kind !== 'ready') throw new Error(`refused: ${prepared.why}`);
			expect([prepared.width, prepared.height]).toEqual([drawing.width, drawing.height]);
			expect(await sharp(prepared.bytes).ensureAlpha().raw().toBuffer()).toEqual(expectedPixels(drawing));
		}),
		{ numRuns: 60 },
	);
});

describe('refused', () => {
	const file = () => encodeBmp({ width: 3, height: 2, bitsPerPixel: 24, pixels: [1, 2, 3, 4, 5, 6] });
	const rare = { kind: 'refused', why: 'unsupported', found: 'BMP of a rare kind (compressed, 16-bit or OS/2)' };

	test.each([
		['compressed', 30, 1],
		['16 bits', 28, 16],
		['OS/2', 14, 12],
		['oddly masked', 30, 3],
	])('a rare kind of BMP: %s', async (_, at, value) => {
		const bmp = file();
		bmp.writeUInt16LE(value, at);
		expect(await prepareImage(bmp)).toEqual(rare);
	});

	test('a BMP without its last byte, but not a whole one', async () => {
		expect(await prepareImage(file())).toMatchObject({ kind: 'ready' });
		expect(await prepareImage(file().subarray(0, -1))).toEqual({ kind: 'refused', why: 'damaged' });
	});

	test.each([0, -1])('a BMP of width %i', async (width) => {
		const bmp = file();
		bmp.writeInt32LE(width, 18);
		expect(await measureImage(bmp)).toBeUndefined();
	});

	test('a text that happens to begin with BM', async () => {
		expect(await prepareImage(Buffer.from('BMW is a maker of cars'))).toEqual({ kind: 'refused', why: 'damaged' });
	});
});
