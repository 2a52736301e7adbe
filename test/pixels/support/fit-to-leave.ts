import sharp from 'sharp';
import { expect } from 'vitest';
import { MAX_INPUT_BYTES, MAX_SENT_SIDE, type Prepared } from '../../../src/pixels/prepare.ts';
import { SECRET } from './planted.ts';

/** What must be true of anything that leaves, whatever it was made from. */
export async function expectFitToLeave(prepared: Prepared): Promise<void> {
	if (prepared.kind === 'refused') return;
	const { bytes, mimeType, width, height } = prepared;
	expect(bytes.length).toBeLessThanOrEqual(MAX_INPUT_BYTES);
	expect(Math.max(width, height)).toBeLessThanOrEqual(MAX_SENT_SIDE);
	expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
	const read = sharp(bytes, { failOn: 'warning' });
	expect(await read.metadata()).toMatchObject({ mediaType: mimeType, width, height });
	await read.stats();
}
