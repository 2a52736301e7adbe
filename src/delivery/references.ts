import type { Clock } from '../clock.ts';
import { MAX_INPUT_BYTES, type Refused } from '../pixels/prepare.ts';
import type { PictureProcessor } from '../pixels/processor.ts';
import type { ReferencePicture, References } from '../studio/generation/ports.ts';
import type { Attachment } from '../studio/requests/request.ts';
import type { Words } from '../words/words.ts';
import { createDownloader, type Downloaded } from './download.ts';

/**
 * Most bytes of all pictures in one prompt. Base64 adds a third, which leaves room for the history within the 100 MB
 * that a request may have.
 */
const MAX_REFERENCE_BYTES = 30_000_000;

/** How many pictures of one request are fetched or processed at the same time. */
const AT_ONCE = 2;

interface ReferencesDependencies {
	/** Another Discord, whose host may serve attachments too. */
	readonly apiUrl: string | undefined;
	readonly pictures: PictureProcessor;
	readonly clock: Clock;
}

/** Fetches people's attachments and prepares them for Google. */
export function createReferences({ pictures: processor, apiUrl, clock }: ReferencesDependencies): References {
	const download = createDownloader({ apiUrl, clock });

	/** The picture, or the reason why there is none. */
	async function loadOne({ url, sizeBytes }: Attachment, signal: AbortSignal): Promise<ReferencePicture | WhyNot> {
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
					if (typeof loaded === 'function') return refuse(pictures.length, attachments.length, loaded);
					pictures.push(loaded);
				}
			}
			return fitTogether(pictures, (bytes, maxBytes) => processor.shrink(bytes, maxBytes, signal));
		},
	};
}

/** Shrinks the pictures above their share when all together are too large for one request. */
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
			return refuse(index, pictures.length, (requests, picture) =>
				shrunk.kind === 'too-slow'
					? requests.pictureTooSlow({ picture })
					: requests.pictureTooLargeTogether({ picture }),
			);
		fitting.push({ bytes: shrunk.bytes, mimeType: shrunk.mimeType });
	}
	return { kind: 'ready', pictures: fitting } as const;
}

/** Why a picture can't be used, given its name. */
type WhyNot = (requests: Words['requests'], picture: string) => string;

const refuse = (index: number, count: number, why: WhyNot) =>
	({
		kind: 'refused',
		says: ({ requests }: Words) => why(requests, requests.pictureNamed({ position: index + 1, of: count })),
	}) as const;

const tooManyBytes =
	(most: number): WhyNot =>
	(requests, picture) =>
		requests.pictureTooManyBytes({ picture, most });

function describeFailure(why: (Downloaded & { kind: 'failed' })['why']): WhyNot {
	switch (why) {
		case 'foreign':
			return (requests, picture) => requests.pictureForeign({ picture });
		case 'gone':
			return (requests, picture) => requests.pictureGone({ picture });
		case 'too-large':
			return tooManyBytes(MAX_INPUT_BYTES);
		case 'too-slow':
		case 'unreachable':
			return (requests, picture) => requests.pictureUnreachable({ picture });
	}
}

const TYPES = ['PNG', 'JPEG', 'WebP', 'HEIC', 'GIF', 'AVIF', 'TIFF'];

function describeRefusal(refused: Refused): WhyNot {
	switch (refused.why) {
		case 'empty':
			return (requests, picture) => requests.pictureEmpty({ picture });
		case 'too-many-bytes':
			return tooManyBytes(refused.maxBytes);
		case 'unsupported':
			return (requests, picture) => requests.pictureUnsupported({ picture, found: refused.found, types: TYPES });
		case 'too-many-pixels': {
			const { width, height, maxPixels } = refused;
			const millions = Math.round(maxPixels / 1e6);
			return (requests, picture) => requests.pictureTooManyPixels({ picture, width, height, millions });
		}
		case 'too-slow':
			return (requests, picture) => requests.pictureTooSlow({ picture });
		case 'damaged':
			return (requests, picture) => requests.pictureDamaged({ picture });
	}
}
