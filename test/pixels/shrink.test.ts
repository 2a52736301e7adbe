import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { MAX_INPUT_SIDE } from '../../src/pixels/open.ts';
import { type Shrunk, shrinkToFit } from '../../src/pixels/shrink.ts';
import { readPlantedHeic, SECRET } from './support/planted.ts';

/** Noise, which no encoder can make small without loss. */
const opaque = await sharp({
	create: {
		width: 200,
		height: 150,
		channels: 3,
		background: '#000',
		noise: { type: 'gaussian', mean: 128, sigma: 40 },
	},
})
	.png()
	.toBuffer();
const seeThrough = await sharp(opaque).ensureAlpha(0.5).png().toBuffer();
const best = await sharp(opaque).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();

function flat(width: number) {
	return sharp({ create: { width, height: 2, channels: 3, background: '#3366cc' } });
}

function expectFits(shrunk: Shrunk) {
	if (shrunk.kind !== 'fits') throw new Error(shrunk.kind);
	return shrunk;
}

describe('under the limit', () => {
	test('the very bytes come back, up to the last that is allowed', async () => {
		const shrunk = expectFits(await shrinkToFit(opaque, opaque.length));
		expect(shrunk.bytes).toBe(opaque);
		expect(shrunk).toMatchObject({ mimeType: 'image/png', width: 200, height: 150, changed: false });
	});

	test('one byte less than it has makes it a new picture', async () => {
		const shrunk = expectFits(await shrinkToFit(opaque, opaque.length - 1));
		expect(shrunk).toMatchObject({ mimeType: 'image/jpeg', width: 200, height: 150, changed: true });
	});

	test('a HEIC that fits comes back as it is', async () => {
		const heic = readPlantedHeic();
		expect(await shrinkToFit(heic, heic.length)).toMatchObject({ mimeType: 'image/heic', changed: false });
	});
});

describe('over the limit', () => {
	test('a HEIC becomes a JPEG', async () => {
		const heic = readPlantedHeic();
		const shrunk = expectFits(await shrinkToFit(heic, heic.length / 2));
		expect(shrunk).toMatchObject({ mimeType: 'image/jpeg', changed: true });
	});

	test('what is see-through stays so, as WebP', async () => {
		const { bytes, mimeType } = expectFits(await shrinkToFit(seeThrough, seeThrough.length / 2));
		expect(mimeType).toBe('image/webp');
		expect((await sharp(bytes).stats()).isOpaque).toBe(false);
	});

	test('a picture that merely could be see-through becomes a JPEG', async () => {
		const picture = await sharp(opaque).ensureAlpha(1).png().toBuffer();
		expect(await shrinkToFit(picture, picture.length / 2)).toMatchObject({ mimeType: 'image/jpeg' });
	});

	test('no pixel is given up while lower quality suffices', async () => {
		expect(await shrinkToFit(opaque, best.length)).toMatchObject({ width: 200, height: 150 });
		expect(await shrinkToFit(opaque, best.length / 2)).toMatchObject({ width: 200, height: 150 });
	});

	test('the best quality is taken when it fits, and only then', async () => {
		expect(best.equals(expectFits(await shrinkToFit(opaque, best.length)).bytes)).toBe(true);
		expect(expectFits(await shrinkToFit(opaque, best.length - 1)).bytes.length).toBeLessThan(best.length);
	});

	test.each([15_000, 6000, 3000, 1500])(
		'past quality, size goes in proportion, and most of %i bytes is used',
		async (limit) => {
			const { bytes, width, height } = expectFits(await shrinkToFit(opaque, limit));
			expect(Math.abs(width / height - 200 / 150)).toBeLessThan(0.1);
			expect(bytes.length).toBeGreaterThan(0.75 * limit);
		},
	);

	test('a picture with a side past the longest allowed is not decoded', async () => {
		const strip = (width: number) => flat(width).png({ compressionLevel: 0 }).toBuffer();
		const [longest, longer] = [await strip(MAX_INPUT_SIDE), await strip(MAX_INPUT_SIDE + 1)];
		expect(await shrinkToFit(longest, longest.length - 1)).toMatchObject({ kind: 'fits', width: MAX_INPUT_SIDE });
		expect(await shrinkToFit(longer, longer.length - 1)).toEqual({ kind: 'unreadable' });
	});

	test('a picture on its side is turned upright and says its size so', async () => {
		const turned = await sharp(opaque).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
		const shrunk = expectFits(await shrinkToFit(turned, turned.length - 1));
		expect([shrunk.width, shrunk.height]).toEqual([150, 200]);
		expect(await sharp(shrunk.bytes).metadata()).toMatchObject({ width: 150, height: 200 });
	});

	test('metadata goes', async () => {
		const tagged = await sharp(opaque)
			.withExif({ IFD0: { Copyright: SECRET } })
			.png()
			.toBuffer();
		const { bytes } = expectFits(await shrinkToFit(tagged, tagged.length - 1));
		expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
	});

	test('a side too long for WebP is shortened rather than failing', async () => {
		const strip = await sharp({ create: { width: 20_000, height: 8, channels: 4, background: '#12345680' } })
			.png({ compressionLevel: 0 })
			.toBuffer();
		expect(await shrinkToFit(strip, strip.length - 1)).toMatchObject({ kind: 'fits', width: 16_383 });
	});

	test('when even the smallest does not fit, it says so', async () => {
		const shrunk = await shrinkToFit(opaque, 100);
		if (shrunk.kind !== 'too-big') throw new Error(shrunk.kind);
		expect(shrunk.smallestBytes).toBeGreaterThan(100);
		expect(await shrinkToFit(opaque, shrunk.smallestBytes)).toMatchObject({ kind: 'fits' });
		expect(await shrinkToFit(opaque, shrunk.smallestBytes - 1)).toMatchObject({ kind: 'too-big' });
	});

	test.each([
		['a damaged picture', opaque.subarray(0, 5000)],
		['no picture', Buffer.from('no picture')],
		['nothing', Buffer.alloc(0)],
	])('%s is unreadable', async (_, bytes) => {
		expect(await shrinkToFit(bytes, bytes.length - 1)).toEqual({ kind: 'unreadable' });
	});
});

test.each([
	['opaque', opaque],
	['see-through', seeThrough],
])('whatever the limit, a picture that is %s keeps it or the answer says that it cannot', async (_, picture) => {
	const limits = fc.oneof(fc.integer({ min: -10, max: 1000 }), fc.integer({ min: 0, max: picture.length + 10 }));
	await fc.assert(
		fc.asyncProperty(limits, async (maxBytes) => {
			const shrunk = await shrinkToFit(picture, maxBytes);
			if (shrunk.kind === 'too-big') {
				expect(shrunk.smallestBytes).toBeGreaterThan(maxBytes);
			} else {
				const { bytes, width, height } = expectFits(shrunk);
				expect(bytes.length).toBeLessThanOrEqual(maxBytes);
				expect(await sharp(bytes).metadata()).toMatchObject({ width, height });
			}
		}),
		{ numRuns: 30 },
	);
});
