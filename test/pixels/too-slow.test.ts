import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fitPieces } from '../../src/delivery/fit.ts';
import { GIVE_UP_AFTER_SECONDS } from '../../src/pixels/open.ts';
import { prepareImage } from '../../src/pixels/prepare.ts';
import { shrinkToFit } from '../../src/pixels/shrink.ts';

const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
const picture = sharp({ create: { width: 1600, height: 1600, channels: 3, background: '#000', noise } });
const png = await picture.png({ compressionLevel: 0 }).toBuffer();

const { timeout } = sharp.prototype;
const bounds: number[] = [];

/** Wherever a bound is set it is a second, and the work has a step that no machine does in that time. */
beforeAll(() => {
	sharp.prototype.timeout = function (this: Sharp, { seconds }: { readonly seconds: number }) {
		bounds.push(seconds);
		return timeout.call(this, { seconds: 1 }).median(251);
	};
});
afterAll(() => {
	sharp.prototype.timeout = timeout;
});

test('a picture that libvips does not get done is given up, and is said to be too slow, not damaged', async () => {
	bounds.length = 0;
	const prepared = await prepareImage(png);
	expect(prepared.kind === 'ready' ? prepared.mimeType : prepared.why).toBe('too-slow');
	expect(bounds).toEqual([GIVE_UP_AFTER_SECONDS]);
});

test('one that is not made smaller in time is given up, and is told of as such', async () => {
	expect(await shrinkToFit(png, png.length - 1)).toEqual({ kind: 'too-slow' });
	const drawn = { bytes: png, mimeType: 'image/png', pixels: undefined };
	const pieces = [{ kind: 'picture', picture: drawn }] as const;
	expect(await fitPieces(pieces, png.length - 1, { shrink: shrinkToFit })).toEqual([
		{ kind: 'unfit', bytes: png.length },
	]);
});
