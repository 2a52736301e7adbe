import type { Clock } from '../clock.ts';
import { MAX_INPUT_BYTES, type Refused } from '../pixels/prepare.ts';
import type { PictureProcessor } from '../pixels/processor.ts';
import type { ReferencePicture, References } from '../studio/ports.ts';
import type { Attachment } from '../studio/requests/request.ts';
import { createDownloader, type Downloaded } from './download.ts';

/**
 * Most bytes that all pictures of one prompt have together; in base64 they are a third more, which leaves room for
 * the history below the 100 MB that a request may have.
 */
const MAX_REFERENCE_BYTES = 30_000_000;

/** Pictures of one request that are fetched, or wait to be worked on, at the same time. */
const AT_ONCE = 2;

export interface ReferencesDependencies {
	/** Another Discord, on whose host attachments may be too. */
	readonly apiUrl: string | undefined;
	readonly pictures: PictureProcessor;
	readonly clock: Clock;
}

/** Fetches what people attached and makes it fit to leave for Google. */
export function createReferences({ pictures: processor, ...deps }: ReferencesDependencies): References {
	const download = createDownloader(deps);

	/** The picture, or why there is none, to be read after "Image 2". */
	async function loadOne({ url, sizeBytes }: Attachment, signal: AbortSignal): Promise<ReferencePicture | string> {
		if (sizeBytes > MAX_INPUT_BYTES) return describeFailure('too-large');
		const downloaded = await download(url, MAX_INPUT_BYTES, signal);
		if (downloaded.kind === 'failed') return describeFailure(downloaded.why);
		const prepared = await processor.prepare(downloaded.bytes, signal);
		return prepared.kind === 'ready' ? prepared : describeRefusal(prepared);
	}

	return {
		async load(attachments, signal) {
			const pictures: ReferencePicture[] = [];
			for (let next = 0; next < attachments.length; next += AT_ONCE) {
				const some = attachments.slice(next, next + AT_ONCE);
				for (const loaded of await Promise.all(some.map((one) => loadOne(one, signal)))) {
					if (typeof loaded === 'string') return refuse(pictures.length, attachments.length, loaded);
					pictures.push(loaded);
				}
			}
			return fitTogether(pictures, (bytes, maxBytes) => processor.shrink(bytes, maxBytes, signal));
		},
	};
}

/** Shrinks what is above its share, where all together would be too much for one request. */
async function fitTogether(
	pictures: readonly ReferencePicture[],
	shrink: (bytes: Uint8Array, maxBytes: number) => ReturnType<PictureProcessor['shrink']>,
) {
	const total = pictures.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
	const share = total <= MAX_REFERENCE_BYTES ? Infinity : Math.floor(MAX_REFERENCE_BYTES / pictures.length);
	const fitting: ReferencePicture[] = [];
	for (const [index, picture] of pictures.entries()) {
		if (picture.bytes.byteLength <= share) {
			fitting.push(picture);
			continue;
		}
		const shrunk = await shrink(picture.bytes, share);
		if (shrunk.kind !== 'fits')
			return refuse(index, pictures.length, shrunk.kind === 'too-slow' ? TOO_SLOW : 'is too large beside the others');
		fitting.push({ bytes: shrunk.bytes, mimeType: shrunk.mimeType });
	}
	return { kind: 'ready', pictures: fitting } as const;
}

const TOO_SLOW = 'took too long to open';

function refuse(index: number, count: number, why: string) {
	const [what, advice] = why === TOO_SLOW ? ['That picture', 'send a smaller copy'] : ['That file', 'use another one'];
	const sentence = `${count === 1 ? what : `Image ${index + 1}`} ${why}. Nothing was charged; ${advice}.`;
	return { kind: 'refused', sentence } as const;
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

function describeFailure(why: (Downloaded & { kind: 'failed' })['why']): string {
	switch (why) {
		case 'foreign':
			return 'is not on one of Discord’s servers';
		case 'gone':
			return 'is no longer on Discord';
		case 'too-large':
			return `is larger than ${megabytes(MAX_INPUT_BYTES)}`;
		case 'too-slow':
		case 'unreachable':
			return 'could not be fetched from Discord';
	}
}

function describeRefusal(refused: Refused): string {
	switch (refused.why) {
		case 'empty':
			return 'is empty';
		case 'too-many-bytes':
			return `is larger than ${megabytes(refused.maxBytes)}`;
		case 'unsupported':
			return `is no picture I can use${refused.found === undefined ? '' : ` (${refused.found})`}; send PNG, JPEG, WebP, HEIC, GIF, AVIF, TIFF or BMP`;
		case 'too-many-pixels':
			return `has ${refused.width}×${refused.height} pixels, and ${Math.round(refused.maxPixels / 1e6)} million are the most`;
		case 'too-slow':
			return TOO_SLOW;
		case 'damaged':
			return 'is damaged, or of a kind I cannot read';
	}
}
