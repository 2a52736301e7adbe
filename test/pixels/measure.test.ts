import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { measureImage } from '../../src/pixels/measure.ts';
import { plantedFiles } from './support/planted.ts';
import { claimSize } from './support/png.ts';

const planted = await plantedFiles();

test.each([
	['JPEG', 'image/jpeg', 24, 16],
	['PNG', 'image/png', 24, 16],
	['WebP', 'image/webp', 24, 16],
	['GIF', 'image/gif', 24, 16],
	['AVIF', 'image/avif', 24, 16],
	['TIFF', 'image/tiff', 24, 16],
	['HEIC', 'image/heic', 192, 128],
])('a %s is %s of %i × %i', async (name, mimeType, width, height) => {
	expect(await measureImage(planted.get(name) ?? Buffer.alloc(0))).toEqual({ width, height, mimeType });
});

test('a picture that asks to be turned is measured as it is seen', async () => {
	const turned = await sharp({ create: { width: 5, height: 3, channels: 3, background: '#000' } })
		.withMetadata({ orientation: 6 })
		.jpeg()
		.toBuffer();
	expect(await measureImage(turned)).toEqual({ width: 3, height: 5, mimeType: 'image/jpeg' });
});

test('a picture too large to be decoded is still measured', async () => {
	const small = await sharp(planted.get('PNG')).png().toBuffer();
	const huge = claimSize(small, 9000, 6000);
	expect(await measureImage(huge)).toEqual({ width: 9000, height: 6000, mimeType: 'image/png' });
});

test.each(['', 'x', 'no picture', '<svg width="4" height="4"/>'])('%j has no size', async (text) => {
	expect(await measureImage(Buffer.from(text))).toBeUndefined();
});

test('arbitrary damage never throws', async () => {
	const damaged = fc
		.constantFrom(...planted.values())
		.chain((file) =>
			fc
				.tuple(fc.nat(file.length), fc.uint8Array({ maxLength: 40 }))
				.map(([length, tail]) => Buffer.concat([file.subarray(0, length), tail])),
		);
	await fc.assert(
		fc.asyncProperty(damaged, async (file) => {
			const measured = await measureImage(file);
			if (measured !== undefined) expect(Math.min(measured.width, measured.height)).toBeGreaterThan(0);
		}),
		{ numRuns: 300 },
	);
});
