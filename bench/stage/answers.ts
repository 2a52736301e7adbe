import { randomBytes } from 'node:crypto';
import sharp from 'sharp';

/** A thought signature is larger than its picture. Source: recorded answers; those of 2K and 4K are extrapolated. */
const KINDS = {
	'1K': { pixels: 1024, quality: 93, signatureBytes: 1_200_000 },
	'2K': { pixels: 2048, quality: 91, signatureBytes: 4_000_000 },
	'4K': { pixels: 4096, quality: 90, signatureBytes: 10_000_000 },
} as const;
export type Size = keyof typeof KINDS;
export const SIZES: readonly Size[] = ['1K', '2K', '4K'];

const JPEG_START = Buffer.from('ffd8', 'hex');
/** A comment segment of 18 bytes begins like this: marker, then length with its own two bytes. */
const COMMENT_START = Buffer.from('fffe0014', 'hex');
/** A multiple of 3, as is where it stands in the file: so it is 24 characters of base64 by itself. */
const UNIQUE_BYTES = 18;
/** Stand for the unique bytes of the picture and of its signature, and are as long. */
const [PICTURE_MARK, SIGNATURE_MARK] = ['bytes-of-a-picture', 'bytes-of-signature'];

/** An answer as Gemini sends it, in pieces: between each two of them go bytes that no other answer has. */
export type Answer = readonly Buffer[];

/** 1K takes 2.5 MB of JSON, 2K 8 MB, 4K 25 MB. */
export async function prepareAnswer(size: Size): Promise<Answer> {
	const { pixels, quality, signatureBytes } = KINDS[size];
	const canvas = { channels: 3, background: '#000' } as const;
	const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
	const tile = await sharp({ create: { ...canvas, width: 1024, height: 1024, noise } })
		.png()
		.toBuffer();
	const jpeg = await sharp({ create: { ...canvas, width: pixels, height: pixels } })
		.composite([{ input: tile, tile: true }])
		.jpeg({ quality })
		.toBuffer();
	const picture = Buffer.concat([
		JPEG_START,
		COMMENT_START,
		Buffer.from(PICTURE_MARK),
		jpeg.subarray(JPEG_START.length),
	]);
	const signature = Buffer.concat([Buffer.from(SIGNATURE_MARK), randomBytes(signatureBytes)]);
	const text = describeAnswer(picture, signature);
	return [PICTURE_MARK, SIGNATURE_MARK]
		.map((mark) => Buffer.from(mark).toString('base64'))
		.reduce((pieces, mark) => pieces.flatMap((piece) => piece.split(mark)), [text])
		.map((piece) => Buffer.from(piece));
}

/** The whole answer, different from every other. */
export const uniqueAnswer = (pieces: Answer): Buffer[] =>
	pieces.flatMap((piece, index) =>
		index === 0 ? [piece] : [Buffer.from(randomBytes(UNIQUE_BYTES).toString('base64')), piece],
	);

function describeAnswer(picture: Buffer, signature: Buffer): string {
	const part = {
		inlineData: { mimeType: 'image/jpeg', data: picture.toString('base64') },
		thoughtSignature: signature.toString('base64'),
	};
	const answer = {
		candidates: [{ content: { parts: [part], role: 'model' }, finishReason: 'STOP', index: 0 }],
		usageMetadata: {
			promptTokenCount: 12,
			candidatesTokenCount: 2616,
			candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 2520 }],
			thoughtsTokenCount: 310,
			totalTokenCount: 2938,
		},
	};
	return JSON.stringify(answer, null, 2);
}
