import sharp, { type Sharp } from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { drawing, plantedFiles, SECRET } from '../pixels/support/planted.ts';
import { claimSize } from '../pixels/support/png.ts';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
afterEach(async () => {
	const { discord } = plantain;
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

/** What alice reads after asking for an edit of these files, the first as `image`. */
async function edit(files: readonly Uint8Array[], chosen: Readonly<Record<string, string>> = {}) {
	plantain = await startPlantain();
	const images = files.map((bytes, index) => [`image${index === 0 ? '' : index + 1}`, { name: 'a.png', bytes }]);
	const scene = await plantain.alice.slash('edit', { prompt: 'a hat', ...chosen, ...Object.fromEntries(images) });
	return scene.finished();
}

/** The pictures that Gemini got, with the type they were sent under. */
const sent = () =>
	(plantain.gemini.calls[0]?.contents[0]?.parts ?? []).flatMap(({ inlineData }) =>
		inlineData === undefined ? [] : [{ type: inlineData.mimeType, bytes: Buffer.from(inlineData.data, 'base64') }],
	);

test('each kind of picture reaches Gemini as a kind it takes, by its content, and without what is private in it', async () => {
	const files = await plantedFiles();
	expect([...files.values()].every((file) => file.includes(SECRET))).toBe(true);
	expect((await edit([...files.values()])).attachments).toHaveLength(1);
	expect([...files.keys()].map((kind, index) => [kind, sent()[index]?.type])).toEqual([
		['JPEG', 'image/jpeg'],
		['PNG', 'image/png'],
		['WebP', 'image/jpeg'],
		['GIF', 'image/png'],
		['AVIF', 'image/jpeg'],
		['TIFF', 'image/png'],
		['HEIC', 'image/jpeg'],
	]);
	for (const { bytes } of sent()) expect(bytes.includes(SECRET)).toBe(false);
	const metadata = await Promise.all(sent().map(({ bytes }) => sharp(bytes).metadata()));
	expect(metadata.filter(({ exif, xmp, iptc }) => exif ?? xmp ?? iptc)).toEqual([]);
});

test('a picture taken with the camera on its side reaches Gemini upright', async () => {
	await edit([await drawing().withMetadata({ orientation: 6 }).jpeg().toBuffer()]);
	const { width, height, orientation } = await sharp(sent()[0]?.bytes).metadata();
	expect([width, height, orientation]).toEqual([16, 24, undefined]);
});

test('fourteen pictures are taken, in the order of their options', async () => {
	const sides = Array.from({ length: 14 }, (_, index) => 10 + index);
	await edit(await Promise.all(sides.map((side) => drawing().resize(side, side).png().toBuffer())));
	const widths = await Promise.all(sent().map(async ({ bytes }) => (await sharp(bytes).metadata()).width));
	expect(widths).toEqual(sides);
});

test('the first frame stands for an animation', async () => {
	const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 'ff0000', 'hex'), Buffer.alloc(8 * 8 * 3, '0000ff', 'hex')]);
	const animation = sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } });
	await edit([await animation.gif({ delay: [100, 100] }).toBuffer()]);
	const { data, info } = await sharp(sent()[0]?.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	expect([info.width, info.height, ...data.subarray(0, 3)]).toEqual([8, 8, 255, 0, 0]);
});

describe('what is no picture that can be used is refused in one sentence, and Gemini is not asked', () => {
	const png = () => drawing().png().toBuffer();
	const kinds = 'Send PNG, JPEG, WebP, HEIC, GIF, AVIF, or TIFF';

	test.each<[string, () => Promise<Buffer> | Buffer, string]>([
		[
			'SVG',
			() => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
			`isn't a picture I can use (SVG). ${kinds}`,
		],
		['PDF', () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), `isn't a picture I can use (PDF). ${kinds}`],
		['BMP', () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), `isn't a picture I can use (BMP). ${kinds}`],
		['a text', () => Buffer.from('just words'), `isn't a picture I can use. ${kinds}`],
		['one byte', () => Buffer.from([0xff]), `isn't a picture I can use. ${kinds}`],
		['half a JPEG', async () => halfOf(await drawing().resize(200, 200).jpeg().toBuffer()), DAMAGED],
		['a script behind a GIF header', () => Buffer.from('GIF89a/*   */=1;alert(document.cookie)//'), DAMAGED],
		[
			'a picture that says it has 100 megapixels',
			async () => claimSize(await png(), 10_000, 10_000),
			'is 10,000×10,000 pixels, and I can take 52 million at most. Use a smaller one',
		],
	])('%s', async (_, file, why) => {
		const message = await edit([await file()]);
		expect(message.content).toBe(`That file ${why}.`);
		expect(plantain.gemini.calls).toEqual([]);
	});

	test('an empty file', async () => {
		plantain = await startPlantain();
		const scene = await plantain.alice.slash('edit', {
			prompt: 'a hat',
			image: { name: 'a.txt', bytes: Buffer.alloc(0) },
		});
		expect((await scene.finished()).content).toBe('That file is empty. Use another one.');
		expect(plantain.gemini.calls).toEqual([]);
	});

	test('the bad one among several is named by its number', async () => {
		const message = await edit([await png(), Buffer.from('just words'), await png()]);
		expect(message.content).toMatch(/^Image 2 isn't a picture I can use\. Send PNG,/);
		expect(plantain.gemini.calls).toEqual([]);
	});

	test('a file that is larger than 20 MB is not even fetched', async () => {
		plantain = await startPlantain();
		const { discord, channel, gemini } = plantain;
		const carol = discord.user('carol', { nitro: 'basic' }).in(channel);
		const image = { name: 'a.png', bytes: Buffer.alloc(20 * 1024 * 1024 + 1) };
		const message = await (await carol.slash('edit', { prompt: 'a hat', image })).finished();
		expect(message.content).toBe('That file is larger than 20 MB. Use a smaller one.');
		expect(discord.requests.filter(({ path }) => path.includes('attachments'))).toEqual([]);
		expect(gemini.calls).toEqual([]);
	});

	test('a file that Discord no longer has', async () => {
		plantain = await startPlantain();
		const { discord, alice, gemini } = plantain;
		discord.faults.next({ method: 'GET', route: /attachments/ }, { status: 404 });
		const scene = await alice.slash('edit', { prompt: 'a hat', image: { name: 'a.png', bytes: await png() } });
		expect((await scene.finished()).content).toBe('That file is no longer on Discord. Attach it again.');
		expect(gemini.calls).toEqual([]);
	});

	test('more pictures than the model takes are refused before any is fetched', async () => {
		const message = await edit(await Promise.all(Array.from({ length: 4 }, png)), { model: 'classic' });
		expect(message.content).toBe('Nano Banana takes at most 3 pictures, and you gave 4.');
		expect(plantain.discord.requests.filter(({ path }) => path.includes('attachments'))).toEqual([]);
	});
});

const DAMAGED = "is damaged, or of a kind I can't read. Use another one";
const halfOf = (file: Buffer) => file.subarray(0, file.length / 2);

/** Pixels that nothing can compress. */
function noise(side: number): Sharp {
	const pixels = Buffer.alloc(side * side * 3);
	let state = 1;
	for (let at = 0; at < pixels.length; at++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		pixels[at] = state >>> 24;
	}
	return sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
}

test('of pictures that are too much together the largest is made smaller, and each keeps its place', async () => {
	const [large, medium] = await Promise.all([2450, 1530].map((side) => noise(side).png().toBuffer()));
	if (large === undefined || medium === undefined) throw new Error('two were drawn');
	expect(large.length + 2 * medium.length).toBeGreaterThan(30_000_000);
	expect((await edit([medium, large, medium])).attachments).toHaveLength(1);
	expect(sent().map(({ type }) => type)).toEqual(['image/png', 'image/jpeg', 'image/png']);
	const [first = 0, second = 0, third = 0] = sent().map(({ bytes }) => bytes.length);
	expect([first, third]).toEqual([medium.length, medium.length]);
	expect(second).toBeLessThanOrEqual(10_000_000);
	expect(second).toBeGreaterThan(5_000_000);
});
