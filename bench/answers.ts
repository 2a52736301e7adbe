import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { draw } from '../test/simulator/gemini/picture/draw.ts';

/** A signature, decoded, in bytes. Recorded 1K answers have signatures 1 to 2.3 times as large as the picture. */
const SIGNATURE_BYTES = 6_000_000;

const JPEG_START = Buffer.from('ffd8', 'hex');
/** A comment segment of 16 bytes begins like this: marker, then length with its own two bytes. */
const COMMENT_START = Buffer.from('fffe0012', 'hex');

/** Bodies of 4K answers as Gemini sends them, about 19 MB of JSON each: the same picture, but no two files alike. */
export async function prepareAnswers(count: number): Promise<Buffer[]> {
	const pixels = { width: 4096, height: 4096 };
	const drawn = await draw({ prompt: 'a fox asleep in the snow', variation: 0, pixels, mimeType: 'image/png' });
	const jpeg = await sharp(drawn).jpeg({ quality: 98 }).toBuffer();
	return Array.from({ length: count }, () =>
		describeAnswer(Buffer.concat([JPEG_START, COMMENT_START, randomBytes(16), jpeg.subarray(JPEG_START.length)])),
	);
}

function describeAnswer(jpeg: Buffer): Buffer {
	const part = {
		inlineData: { mimeType: 'image/jpeg', data: jpeg.toString('base64') },
		thoughtSignature: randomBytes(SIGNATURE_BYTES).toString('base64'),
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
	return Buffer.from(JSON.stringify(answer, null, 2));
}
