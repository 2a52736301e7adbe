import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawBars, FRAME, layOut } from '../../src/pixels/chart.ts';

const amounts = fc.array(fc.oneof(fc.nat(), fc.maxSafeNat()), { minLength: 1, maxLength: 40 });

test('whatever was spent, every bar is a number of pixels within the frame and beside the next', () => {
	fc.assert(
		fc.property(amounts, (values) => {
			let rightEnd = FRAME.x;
			for (const [index, { x, y, width, height }] of layOut(values).entries()) {
				expect([x, y, width, height].every(Number.isFinite)).toBe(true);
				expect(x).toBeGreaterThanOrEqual(rightEnd);
				expect(y).toBeGreaterThanOrEqual(FRAME.y);
				expect(y + height).toBeCloseTo(FRAME.y + FRAME.height);
				expect(height > 0).toBe((values[index] ?? 0) > 0);
				rightEnd = x + width;
			}
			expect(rightEnd).toBeLessThanOrEqual(FRAME.x + FRAME.width);
		}),
	);
});

test('of two days, the bar of the dearer one is never the lower', () => {
	fc.assert(
		fc.property(amounts, (values) => {
			const heights = layOut(values.toSorted((a, b) => a - b)).map(({ height }) => height);
			expect(heights).toEqual(heights.toSorted((a, b) => a - b));
		}),
	);
});

test('the largest bar is as high as the frame, and the others are as high as their share of it', () => {
	const heights = layOut([8_000_000, 4_000_000, 2_000_000, 0]).map(({ height }) => height / FRAME.height);
	expect(heights).toEqual([1, 0.5, 0.25, 0]);
});

/** Whether the picture has the colour of bars at this spot. */
async function isBar(png: Uint8Array, spot: { readonly x: number; readonly y: number }): Promise<boolean> {
	const region = { left: Math.round(spot.x), top: Math.round(spot.y), width: 1, height: 1 };
	const [red = 0, green = 0, blue = 0] = await sharp(png).extract(region).removeAlpha().raw().toBuffer();
	return red > 200 && green > 150 && blue < 100;
}

test('the picture shows a bar up to its height and nothing above it', async () => {
	const values = [1_000_000, 300_000, 0];
	const png = await drawBars(values);
	expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1100, height: 360 });
	for (const { x, y, width, height } of layOut(values)) {
		const middle = x + width / 2;
		expect(await isBar(png, { x: middle, y: y + 3 })).toBe(height > 0);
		expect(await isBar(png, { x: middle, y: y - 4 })).toBe(false);
	}
});
