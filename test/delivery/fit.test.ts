import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { type FittedPiece, fitPieces, fitTighter, groupPieces } from '../../src/delivery/fit.ts';
import type { Piece } from '../../src/studio/generation/outcome.ts';
import { pictures } from '../support/pictures.ts';
import { startPlantain } from '../support/plantain.ts';
import { picture } from '../support/requests.ts';

const MIB = 1024 * 1024;

describe('an answer cut into messages', () => {
	const one = picture(25 * MIB);
	const ofBytes = (bytes: number): FittedPiece => ({
		kind: 'picture',
		picture: { ...one, bytes: one.bytes.subarray(0, bytes) },
	});
	const piece = fc.oneof(
		fc.string().map((text): FittedPiece => ({ kind: 'text', text })),
		fc.integer({ min: 1, max: 1000 }).map(ofBytes),
		fc.integer({ min: 1, max: 24 * MIB }).map(ofBytes),
	);
	const bytesOf = (pieces: readonly FittedPiece[]) =>
		pieces.reduce((sum, each) => sum + (each.kind === 'picture' ? each.picture.bytes.byteLength : 0), 0);
	const picturesOf = (pieces: readonly FittedPiece[]) => pieces.filter(({ kind }) => kind === 'picture');
	const textOf = (pieces: readonly FittedPiece[]) =>
		pieces.flatMap((each) => (each.kind === 'text' ? [each.text] : [])).join('');
	/** Which pictures stand where among the words. */
	const orderOf = (pieces: readonly FittedPiece[]) =>
		pieces.map((each, index) => (each.kind === 'picture' ? [each.picture, textOf(pieces.slice(0, index))] : undefined));

	test('loses nothing, keeps the order, and has few enough files and bytes in each', () => {
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 60, size: 'max' }), (pieces) => {
				const groups = groupPieces(pieces);
				const whole = groups.flat();
				expect(textOf(whole)).toBe(textOf(pieces));
				expect(orderOf(whole).filter(Boolean)).toEqual(orderOf(pieces).filter(Boolean));
				for (const group of groups) {
					expect(bytesOf(group)).toBeLessThanOrEqual(25 * MIB - 200_000);
					// One of the ten files that a message takes is left for words that are too long for it.
					expect(picturesOf(group).length).toBeLessThanOrEqual(9);
					expect(group.length).toBeLessThanOrEqual(30);
				}
			}),
		);
	});

	test.each([
		{ count: 9, expected: [9] },
		{ count: 10, expected: [9, 1] },
		{ count: 19, expected: [9, 9, 1] },
	])('$count small pictures make messages of $expected', ({ count, expected }) => {
		const pieces = Array.from({ length: count }, () => ofBytes(10));
		expect(groupPieces(pieces).map(({ length }) => length)).toEqual(expected);
	});

	test('pictures share a message up to the last byte of it, and not one further', () => {
		const rest = 25 * MIB - 200_000 - 20 * MIB;
		expect(groupPieces([ofBytes(20 * MIB), ofBytes(rest)])).toHaveLength(1);
		expect(groupPieces([ofBytes(20 * MIB), ofBytes(rest + 1)])).toHaveLength(2);
		expect(groupPieces([20, 6, 6].map((mib) => ofBytes(mib * MIB))).map(({ length }) => length)).toEqual([1, 2]);
	});
});

/** A real picture whose file is filled up to so many bytes, as with a long record of where it comes from. */
async function filledUp(bytes: number) {
	const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
		.jpeg()
		.toBuffer();
	return Buffer.concat([jpeg, Buffer.alloc(bytes - jpeg.length)]);
}

describe('a picture', () => {
	const pieceOf = (bytes: Uint8Array): Piece => ({ kind: 'picture', picture: { ...picture(), bytes } });

	test('of exactly the limit is left as it is', async () => {
		const pieces: Piece[] = [{ kind: 'text', text: 'Here:' }, pieceOf(await filledUp(20_000))];
		expect(await fitPieces(pieces, 20_000, pictures)).toEqual(pieces);
	});

	test('of one byte more is made smaller, and the original kept beside it', async () => {
		const [piece] = await fitPieces([pieceOf(await filledUp(20_001))], 20_000, pictures);
		if (piece?.kind !== 'picture') throw new Error('it is a picture');
		const { bytes, mimeType, pixels, original } = piece.picture;
		expect(bytes.byteLength).toBeLessThanOrEqual(20_000);
		expect([mimeType, pixels]).toEqual(['image/jpeg', { width: 64, height: 48 }]);
		expect(original?.bytes.byteLength).toBe(20_001);
	});

	test('that is made smaller again keeps the first as its original', async () => {
		const noise = randomBytes(64 * 64 * 3);
		const png = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
			.png()
			.toBuffer();
		const [piece] = await fitPieces(await fitPieces([pieceOf(png)], 6000, pictures), 3000, pictures);
		if (piece?.kind !== 'picture') throw new Error('it is a picture');
		expect(piece.picture.bytes.byteLength).toBeLessThanOrEqual(3000);
		expect(piece.picture.original?.bytes).toBe(png);
	});

	test('that is refused with others is made smaller until all together have what is taken everywhere', async () => {
		const pieces = [
			pieceOf(await filledUp(8_000_000)),
			pieceOf(await filledUp(3_000_000)),
			pieceOf(await filledUp(20_000)),
		];
		const bytes = (await fitTighter(pieces, pictures)).map(
			(piece) => piece.kind === 'picture' && piece.picture.bytes.byteLength,
		);
		expect(bytes).toEqual([expect.closeTo(500, -3), 3_000_000, 20_000]);
	});

	test('that is refused though it was within all limits has at most half its size', async () => {
		const [piece] = await fitTighter([pieceOf(await filledUp(9_000)), { kind: 'text', text: 'Here.' }], pictures);
		if (piece?.kind !== 'picture') throw new Error('it is a picture');
		expect(piece.picture.bytes.byteLength).toBeLessThanOrEqual(4500);
	});

	test('is made to fit into a message even where a place takes larger files', async () => {
		const [piece] = await fitPieces([pieceOf(await filledUp(25 * MIB))], 500 * MIB, pictures);
		if (piece?.kind !== 'picture') throw new Error('it is a picture');
		expect(piece.picture.bytes.byteLength).toBeLessThanOrEqual(25 * MIB - 200_000);
	});
});

describe('a picture from Gemini', () => {
	let plantain: Awaited<ReturnType<typeof startPlantain>>;
	afterEach(async () => {
		const { discord } = plantain;
		await plantain[Symbol.asyncDispose]();
		expect(discord.violations).toEqual([]);
	});

	const answerWith = (...pictures: readonly Buffer[]) => ({
		raw: {
			candidates: [
				{
					content: {
						role: 'model',
						parts: pictures.map((bytes) => ({
							inlineData: { mimeType: 'image/jpeg', data: bytes.toString('base64') },
						})),
					},
					finishReason: 'STOP',
				},
			],
		},
	});

	test.each([10, 20])('that is over the %i MiB of the place comes smaller, and the message says so', async (limit) => {
		plantain = await startPlantain({ discord: { defaultFileBytes: limit * MIB } });
		const { alice, gemini, channel, discord } = plantain;
		gemini.next(answerWith(await filledUp(20 * MIB + 1)));
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		const [file] = (await scene.finished()).attachments;
		expect(file?.bytes.byteLength).toBeLessThanOrEqual(limit * MIB);
		expect(channel.transcript()).toContain('-# Made smaller to fit here; I keep the original (64×48, 21 MB).');
		expect(discord.requests.filter(({ method }) => method === 'PATCH').map(({ status }) => status)).toEqual([200]);
	});

	test('that is within the limit of a place with more room comes as it is', async () => {
		plantain = await startPlantain();
		const { discord, channel, gemini } = plantain;
		const bytes = await filledUp(21 * MIB);
		gemini.next(answerWith(bytes));
		const scene = await discord.user('carol', { nitro: 'basic' }).in(channel).slash('imagine', { prompt: 'a fox' });
		const [file] = (await scene.finished()).attachments;
		expect(bytes.equals(file?.bytes ?? Buffer.alloc(0))).toBe(true);
		expect(channel.transcript()).not.toContain('Made smaller');
	});

	test('that is too large and damaged is told of, and the others beside it are shown', async () => {
		plantain = await startPlantain();
		const { alice, gemini, channel } = plantain;
		const sound = await filledUp(20_000);
		const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
			.png()
			.toBuffer();
		gemini.next(answerWith(Buffer.concat([png.subarray(0, png.length / 2), Buffer.alloc(20 * MIB)]), sound));
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		expect((await scene.finished()).attachments.map(({ bytes }) => bytes.byteLength)).toEqual([20_000]);
		expect(channel.transcript()).toContain(
			"-# One picture (21 MB) is too large to show here, and I couldn't make it smaller.",
		);
	});

	test('that Discord refuses for its size after another was shown comes smaller, and none is lost', async () => {
		plantain = await startPlantain();
		const { gemini, channel, discord, bot } = plantain;
		gemini.next(answerWith(await filledUp(20_000_000), await filledUp(19_000_000)));
		discord.faults.next({ method: 'POST', route: /^\/channels\/\d+\/messages$/ }, { status: 413, code: 40_005 });
		const carol = discord.user('carol', { nitro: 'basic' }).in(channel);
		await (await carol.slash('imagine', { prompt: 'a fox' })).finished();
		await bot.stop();
		const shown = [...channel.messages.values()].flatMap(({ attachments }) => attachments);
		expect(shown.map(({ bytes }) => bytes.byteLength)).toEqual([20_000_000, expect.closeTo(500, -3)]);
		expect(channel.transcript()).toContain('I keep the original (64×48, 19 MB)');
	});

	test.each([
		[413, 0],
		[413, 40_005],
		[400, 50_045],
	])('that Discord refuses in spite of its own limit, with %i and code %i, comes smaller', async (status, code) => {
		plantain = await startPlantain({ discord: { defaultFileBytes: 20 * MIB } });
		const { alice, gemini, channel, discord } = plantain;
		gemini.next(answerWith(await filledUp(12_000_000)));
		discord.faults.next({ method: 'PATCH', route: /^\/webhooks\// }, { status, code });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		const [file] = (await scene.finished()).attachments;
		expect(file?.bytes.byteLength).toBeLessThanOrEqual(10_000_000);
		expect(channel.transcript()).toContain('Made smaller to fit here; I keep the original (64×48, 12 MB)');
		expect(gemini.calls).toHaveLength(1);
	});
});
