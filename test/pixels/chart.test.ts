import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawBars, FRAME, layOut } from '../../src/pixels/chart.ts';

const bars = (values: readonly number[]) =>
	values.map((microDollars, index) => ({ label: `${index + 1}`, microDollars }));

const amounts = fc.array(fc.oneof(fc.nat(), fc.maxSafeNat()), { minLength: 1, maxLength: 40 });

test('whatever was spent, every bar is a number of pixels within the frame and beside the next', () => {
	fc.assert(
		fc.property(amounts, (values) => {
			const { top, placed } = layOut(bars(values));
			expect(top).toBeGreaterThanOrEqual(Math.max(...values));
			let rightEnd = FRAME.x;
			for (const { x, y, width, height, microDollars } of placed) {
				expect([x, y, width, height].every(Number.isFinite)).toBe(true);
				expect(x).toBeGreaterThanOrEqual(rightEnd);
				expect(y).toBeGreaterThanOrEqual(FRAME.y);
				expect(y + height).toBeCloseTo(FRAME.y + FRAME.height);
				expect(height > 0).toBe(microDollars > 0);
				rightEnd = x + width;
			}
			expect(rightEnd).toBeLessThanOrEqual(FRAME.x + FRAME.width);
		}),
	);
});

test('of two days, the bar of the dearer one is never the lower', () => {
	fc.assert(
		fc.property(amounts, (values) => {
			const { placed } = layOut(bars(values));
			const heights = placed
				.toSorted((a, b) => a.microDollars - b.microDollars || a.height - b.height)
				.map(({ height }) => height);
			expect(heights).toEqual(heights.toSorted((a, b) => a - b));
		}),
	);
});

describe('the highest line is the next one, two or five of a power of ten', () => {
	test.each([
		[0, 10_000],
		[1, 10_000],
		[10_000, 10_000],
		[10_001, 20_000],
		[20_001, 50_000],
		[50_000, 50_000],
		[50_001, 100_000],
		[999_999, 1_000_000],
		[1_000_000, 1_000_000],
		[1_000_001, 2_000_000],
		[7_000_000_000, 10_000_000_000],
	])('for %i micro-dollars %i', (microDollars, top) => {
		expect(layOut(bars([microDollars, 0])).top).toBe(top);
	});
});

test('a bar is as high as its share of the highest line', () => {
	const { placed } = layOut(bars([1_000_000, 500_000, 250_000, 0]));
	expect(placed.map(({ height }) => height / FRAME.height)).toEqual([1, 0.5, 0.25, 0]);
});

/** Whether the picture has the colour of bars at this spot. */
async function isBar(png: Uint8Array, spot: { readonly x: number; readonly y: number }): Promise<boolean> {
	const region = { left: Math.round(spot.x), top: Math.round(spot.y), width: 1, height: 1 };
	const [red = 0, green = 0, blue = 0] = await sharp(png).extract(region).removeAlpha().raw().toBuffer();
	return red > 200 && green > 150 && blue < 100;
}

test('the picture shows a bar up to its height and nothing above it', async () => {
	const values = bars([1_000_000, 300_000, 0]);
	const png = await drawBars(values);
	expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1100, height: 420 });
	for (const { x, y, width, height } of layOut(values).placed) {
		const middle = x + width / 2;
		expect(await isBar(png, { x: middle, y: y + 3 })).toBe(height > 0);
		expect(await isBar(png, { x: middle, y: y - 4 })).toBe(false);
	}
});

test('labels and amounts are drawn, and every digit looks unlike the others', async () => {
	const drawn = await Promise.all(
		Array.from({ length: 10 }, (_, digit) => drawBars([{ label: `${digit}`, microDollars: 0 }])),
	);
	const pictures = drawn.map((png) => Buffer.from(png).toString('base64'));
	const unlabelled = await drawBars([{ label: '', microDollars: 0 }]);
	expect(new Set([...pictures, Buffer.from(unlabelled).toString('base64')]).size).toBe(11);
});
