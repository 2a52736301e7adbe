import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { decodeHeic } from '../../src/pixels/heic.ts';
import { hasGivenUp, MAX_INPUT_PIXELS } from '../../src/pixels/open.ts';
import { prepareImage } from '../../src/pixels/prepare.ts';
import { shrinkToFit } from '../../src/pixels/shrink.ts';
import { readPlantedHeic } from './support/planted.ts';

const read = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));

const LIMITS = { maxPixels: MAX_INPUT_PIXELS, maxSide: 4096, seconds: 60 };

/** The channels at one spot of what leaves. */
async function colourAt(file: Buffer, left: number, top: number): Promise<readonly number[]> {
	const prepared = await prepareImage(file);
	if (prepared.kind !== 'ready') throw new Error(`refused: ${prepared.why}`);
	return [...(await sharp(prepared.bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

/** By at most six of 255 steps, which a lossy format may be off. */
function expectAlike(seen: readonly number[], meant: readonly number[]): void {
	expect(seen).toHaveLength(meant.length);
	for (const [index, value] of meant.entries()) expect(Math.abs((seen[index] ?? -1) - value)).toBeLessThanOrEqual(6);
}

test.each([
	['the ground', 150, 20, [0x22, 0x44, 0x66]],
	['the sun', 48, 40, [0xff, 0xcc, 0x33]],
	['the hill', 70, 110, [0x22, 0xaa, 0x55]],
] as const)('%s of a HEIC has its colour, at its place', async (_, left, top, colour) => {
	expectAlike(await colourAt(readPlantedHeic(), left, top), colour);
});

test('a see-through HEIC with Display P3 colours and an odd width leaves in sRGB, row by row, and see-through', async () => {
	const file = read('see-through.heic');
	expect(await prepareImage(file)).toMatchObject({ mimeType: 'image/png', width: 35, height: 21 });
	for (const top of [0, 10, 20]) {
		expectAlike(await colourAt(file, 8, top), [0x33, 0x66, 0xcc, 255]);
		expect((await colourAt(file, 30, top))[3]).toBe(0);
	}
});

test('a HEIC that asks to be turned leaves upright', async () => {
	const file = readPlantedHeic();
	file.write('irot\x01', file.indexOf('pixi'), 'latin1');
	expect(await prepareImage(file)).toMatchObject({ kind: 'ready', width: 128, height: 192 });
	// A quarter anticlockwise: the sun, left of the middle before, is below it now.
	expectAlike(await colourAt(file, 40, 192 - 48), [0xff, 0xcc, 0x33]);
});

test('a HEIC of more pixels than are decoded is refused, and so is one that hides them behind its header', async () => {
	const file = read('too-large.heic');
	expect(await prepareImage(file)).toMatchObject({ why: 'too-many-pixels', width: 7300, height: 7300 });
	await expect(decodeHeic(file, undefined, LIMITS)).rejects.toThrow();
	for (const at of [4, 8]) file.writeUInt32BE(64, file.indexOf('ispe') + 4 + at);
	expect(await prepareImage(file)).toEqual({ kind: 'refused', why: 'damaged' });
});

test('a HEIC is decoded within the pixels allowed, and not with one fewer', async () => {
	const file = readPlantedHeic();
	const decode = (maxPixels: number) => decodeHeic(file, undefined, { ...LIMITS, maxPixels });
	expect(await sharp(await decode(192 * 128)).metadata()).toMatchObject({ width: 192, height: 128 });
	await expect(decode(192 * 128 - 1)).rejects.toThrow();
});

test('a HEIC that is not decoded in time is given up', async () => {
	const error: unknown = await decodeHeic(readPlantedHeic(), undefined, { ...LIMITS, seconds: 0.001 }).catch(
		(error: unknown) => error,
	);
	expect(hasGivenUp(error)).toBe(true);
});

test('a HEIC is given up after fifteen seconds, and is said to be too slow', async () => {
	const { timeout } = AbortSignal;
	onTestFinished(() => {
		AbortSignal.timeout = timeout;
	});
	const bounds: number[] = [];
	AbortSignal.timeout = (ms) => {
		bounds.push(ms);
		return AbortSignal.abort();
	};
	expect(await prepareImage(readPlantedHeic())).toEqual({ kind: 'refused', why: 'too-slow' });
	expect(bounds).toEqual([15_000]);
});

test.each([
	['prepared', prepareImage],
	['shrunk', (file: Buffer, signal: AbortSignal) => shrinkToFit(file, 100, signal)],
] as const)('a HEIC being %s stops being decoded when nobody wants it any more', async (_, work) => {
	const withdrawn = new AbortController();
	const reason = new Error('withdrawn');
	const started = once(process, 'worker');
	const working = work(readPlantedHeic(), withdrawn.signal);
	const [worker]: Worker[] = await started;
	let isDecoded = false;
	worker?.on('message', () => {
		isDecoded = true;
	});
	const ended = worker && once(worker, 'exit');
	withdrawn.abort(reason);
	await expect(working).rejects.toBe(reason);
	await ended;
	expect(isDecoded).toBe(false);
});
