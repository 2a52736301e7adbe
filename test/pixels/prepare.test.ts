import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { MAX_INPUT_PIXELS, MAX_INPUT_SIDE } from '../../src/pixels/open.ts';
import { MAX_INPUT_BYTES, type Prepared, prepareImage } from '../../src/pixels/prepare.ts';
import { expectFitToLeave } from './support/fit-to-leave.ts';
import { drawing, plantedFiles, readPlantedHeic, SECRET } from './support/planted.ts';
import { claimSize, PNG_HEADER_BYTES, pngChunk } from './support/png.ts';

const planted = await plantedFiles();

function expectReady(prepared: Prepared) {
	if (prepared.kind !== 'ready') throw new Error(`refused: ${prepared.why}`);
	return prepared;
}

/** A flat picture, and so a small file however large it is. */
function flat(width: number, height: number) {
	return sharp({ create: { width, height, channels: 3, background: '#3366cc' }, limitInputPixels: false });
}

describe('kinds', () => {
	test.each([
		['JPEG', 'image/jpeg'],
		['PNG', 'image/png'],
		['WebP', 'image/jpeg'],
		['GIF', 'image/png'],
		['AVIF', 'image/jpeg'],
		['TIFF', 'image/png'],
		['HEIC', 'image/jpeg'],
	])('%s leaves as %s', async (name, mimeType) => {
		const prepared = expectReady(await prepareImage(planted.get(name) ?? Buffer.alloc(0)));
		expect(prepared.mimeType).toBe(mimeType);
		await expectFitToLeave(prepared);
	});

	test('an animated PNG leaves as its first picture', async () => {
		const still = await drawing().png().toBuffer();
		const control = pngChunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]));
		const animated = Buffer.concat([still.subarray(0, PNG_HEADER_BYTES), control, still.subarray(PNG_HEADER_BYTES)]);
		const prepared = expectReady(await prepareImage(animated));
		expect(prepared.mimeType).toBe('image/png');
		expect(Buffer.from(prepared.bytes).includes('acTL')).toBe(false);
	});

	test.each([
		['AVIF', 'image/png', () => drawing().ensureAlpha(0.5).avif()],
		['WebP', 'image/webp', () => drawing().ensureAlpha(0.5).webp()],
	])('a see-through %s leaves as %s and stays so', async (_, mimeType, draw) => {
		const prepared = expectReady(await prepareImage(await draw().toBuffer()));
		expect(prepared.mimeType).toBe(mimeType);
		expect((await sharp(prepared.bytes).stats()).isOpaque).toBe(false);
	});

	test('an AVIF under the general HEIF brand is still known as AVIF', async () => {
		const avif = await drawing().avif().toBuffer();
		avif.write('mif1', 8);
		expect(expectReady(await prepareImage(avif)).mimeType).toBe('image/jpeg');
	});

	test('a HEIC under the general HEIF brand is still decoded', async () => {
		const heic = readPlantedHeic();
		heic.write('mif1', 8);
		expect(expectReady(await prepareImage(heic)).mimeType).toBe('image/jpeg');
	});

	test.each(['gif', 'webp'] as const)('of an animated %s the first frame leaves', async (format) => {
		const frames = await Promise.all(
			['#ff0000', '#0000ff'].map((background) => flat(6, 4).tint(background).png().toBuffer()),
		);
		const animation = await sharp(frames, { join: { animated: true } })
			.toFormat(format)
			.toBuffer();
		expect((await sharp(animation).metadata()).pages).toBe(2);
		const { bytes, width, height } = expectReady(await prepareImage(animation));
		expect([width, height, (await sharp(bytes).metadata()).pages ?? 1]).toEqual([6, 4, 1]);
		const { channels } = await sharp(bytes).stats();
		expect((channels[0]?.mean ?? 0) > (channels[2]?.mean ?? 255)).toBe(true);
	});

	test.each([
		['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
		['SVG', '<?xml version="1.0"?><!-- drawn --><svg width="9" height="9"></svg>'],
		['PDF', '%PDF-1.7\n%âãÏÓ\n'],
		['BMP', 'BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
		['ZIP', 'PK\x03\x04\x14\0\0\0\0\0'],
		['XML', '<?xml version="1.0"?><html></html>'],
		['HEIC sequence', '\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc'],
		[undefined, '<!doctype html><p>hello</p>'],
		[undefined, 'x'],
	])('%s is refused under its own name: %j', async (found, text) => {
		expect(await prepareImage(Buffer.from(text, 'latin1'))).toEqual({ kind: 'refused', why: 'unsupported', found });
	});
});

describe('what does not leave', () => {
	test.each([...planted])('no secret planted in a %s is in what leaves', async (_, file) => {
		expect(file.includes(SECRET)).toBe(true);
		const prepared = expectReady(await prepareImage(file));
		expect(Buffer.from(prepared.bytes).includes(SECRET)).toBe(false);
		expect(Buffer.from(prepared.bytes).includes('<html>')).toBe(false);
	});

	test.each([...planted])('no metadata of a %s is in what leaves', async (_, file) => {
		const { bytes } = expectReady(await prepareImage(file));
		const { exif, xmp, iptc, icc, comments, orientation } = await sharp(bytes).metadata();
		expect({ exif, xmp, iptc, icc, comments, orientation }).toEqual({});
	});

	test('a script behind a GIF header is damaged', async () => {
		const script = Buffer.from('GIF89a/*\x01\0*/=alert(1)//<script>', 'latin1');
		expect(await prepareImage(script)).toEqual({ kind: 'refused', why: 'damaged' });
	});
});

describe('pixels', () => {
	test.each([
		[1, 'left top', 24, 16],
		[2, 'right top', 24, 16],
		[3, 'right bottom', 24, 16],
		[4, 'left bottom', 24, 16],
		[5, 'left top', 16, 24],
		[6, 'right top', 16, 24],
		[7, 'right bottom', 16, 24],
		[8, 'left bottom', 16, 24],
	] as const)('orientation %i puts the first corner %s, in %i × %i', async (orientation, corner, width, height) => {
		const mark = { create: { width: 8, height: 8, channels: 3, background: '#fff' } } as const;
		const jpeg = await sharp({ create: { width: 24, height: 16, channels: 3, background: '#000' } })
			.composite([{ input: mark, left: 0, top: 0 }])
			.withMetadata({ orientation })
			.jpeg()
			.toBuffer();
		const prepared = expectReady(await prepareImage(jpeg));
		expect([prepared.width, prepared.height]).toEqual([width, height]);
		const [horizontal, vertical] = corner.split(' ');
		const left = horizontal === 'left' ? 0 : width - 8;
		const top = vertical === 'top' ? 0 : height - 8;
		const marked = await sharp(prepared.bytes).extract({ left, top, width: 8, height: 8 }).raw().toBuffer();
		expect(Math.min(...marked)).toBeGreaterThan(200);
	});

	test('the pixels of a PNG are unchanged', async () => {
		const before = await drawing().png().toBuffer();
		const { bytes } = expectReady(await prepareImage(before));
		expect(await sharp(bytes).raw().toBuffer()).toEqual(await drawing().raw().toBuffer());
	});

	test('a wide-gamut picture is converted to sRGB, not merely relabelled', async () => {
		const wide = await flat(4, 4).withIccProfile('p3').png().toBuffer();
		expect((await sharp(wide).metadata()).hasProfile).toBe(true);
		const { bytes } = expectReady(await prepareImage(wide));
		expect((await sharp(bytes).metadata()).hasProfile).toBe(false);
		const [red = 0, green = 0, blue = 0] = await sharp(bytes).raw().toBuffer();
		expect(Math.max(Math.abs(red - 0x33), Math.abs(green - 0x66), Math.abs(blue - 0xcc))).toBeLessThanOrEqual(2);
	});
});

describe('bounds', () => {
	test('no bytes at all are refused as empty', async () => {
		expect(await prepareImage(new Uint8Array(0))).toEqual({ kind: 'refused', why: 'empty' });
	});

	test('the last allowed byte passes and the next is refused', async () => {
		const padded = Buffer.alloc(MAX_INPUT_BYTES + 1);
		(await drawing().png().toBuffer()).copy(padded);
		expect(await prepareImage(padded.subarray(0, MAX_INPUT_BYTES))).toMatchObject({
			kind: 'ready',
			width: 24,
			height: 16,
		});
		expect(await prepareImage(padded)).toEqual({
			kind: 'refused',
			why: 'too-many-bytes',
			bytes: MAX_INPUT_BYTES + 1,
			maxBytes: MAX_INPUT_BYTES,
		});
	});

	test.each([
		['png', [6000, 3000], [4096, 2048]],
		['jpeg', [6000, 3000], [4096, 2048]],
		['jpeg', [8200, 500], [4096, 250]],
		['webp', [3000, 6000], [2048, 4096]],
		['gif', [3000, 6000], [2048, 4096]],
		['tiff', [4097, 8], [4096, 8]],
		['png', [4096, 4096], [4096, 4096]],
	] as const)('a %s of %j pixels leaves with %j', async (format, [width, height], sent) => {
		const prepared = expectReady(await prepareImage(await flat(width, height).toFormat(format).toBuffer()));
		expect([prepared.width, prepared.height]).toEqual(sent);
		await expectFitToLeave(prepared);
	});

	test('a picture on its side is made smaller by the side that is seen as the longer one', async () => {
		const jpeg = await flat(6000, 3000).withMetadata({ orientation: 6 }).jpeg().toBuffer();
		expect(await prepareImage(jpeg)).toMatchObject({ kind: 'ready', width: 2048, height: 4096 });
	});

	test('an AVIF, which no decoder reads at a smaller scale, may have 4096 × 4096 pixels and not a row more', async () => {
		const claiming = async (rows: number) => {
			const avif = await drawing().avif().toBuffer();
			const size = avif.indexOf('ispe') + 8;
			avif.writeUInt32BE(4096, size);
			avif.writeUInt32BE(rows, size + 4);
			return prepareImage(avif);
		};
		expect(await claiming(4097)).toMatchObject({ why: 'too-many-pixels', maxPixels: 4096 * 4096 });
		// It lies, and is found out, which takes a decoder.
		expect(await claiming(4096)).toEqual({ kind: 'refused', why: 'damaged' });
	});

	test('the last allowed row of pixels passes and the next is refused', async () => {
		const width = 8000;
		const rows = MAX_INPUT_PIXELS / width;
		expect(await prepareImage(await flat(width, rows).png().toBuffer())).toMatchObject({ kind: 'ready', width: 4096 });
		expect(
			await prepareImage(
				await flat(width, rows + 1)
					.png()
					.toBuffer(),
			),
		).toEqual({
			kind: 'refused',
			why: 'too-many-pixels',
			width,
			height: rows + 1,
			maxPixels: MAX_INPUT_PIXELS,
			maxSide: MAX_INPUT_SIDE,
		});
	});

	test('the longest allowed side passes and one pixel more is refused', async () => {
		expect(await prepareImage(await flat(MAX_INPUT_SIDE, 1).png().toBuffer())).toMatchObject({ kind: 'ready' });
		expect(
			await prepareImage(
				await flat(MAX_INPUT_SIDE + 1, 1)
					.png()
					.toBuffer(),
			),
		).toMatchObject({ why: 'too-many-pixels' });
	});

	test('a bomb of 100 megapixels in a hundred bytes is refused', async () => {
		const bomb = claimSize(await flat(1, 1).png().toBuffer(), 10_000, 10_000);
		expect(bomb.length).toBeLessThan(120);
		expect(await prepareImage(bomb)).toMatchObject({ why: 'too-many-pixels', width: 10_000, height: 10_000 });
	});

	test('a picture that only its conversion makes too large becomes a JPEG of full size', async () => {
		const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
		const tiff = await sharp({ create: { width: 2800, height: 2800, channels: 3, background: '#000', noise } })
			.tiff({ compression: 'jpeg', quality: 30 })
			.toBuffer();
		const prepared = expectReady(await prepareImage(tiff));
		expect(prepared).toMatchObject({ mimeType: 'image/jpeg', width: 2800, height: 2800 });
		await expectFitToLeave(prepared);
	});
});
