import type { Clock } from '../clock.ts';
import { MAX_INPUT_BYTES, type Refused } from '../pixels/prepare.ts';
import type { PictureProcessor } from '../pixels/processor.ts';
import type { ReferencePicture, References } from '../studio/ports.ts';
import type { Attachment } from '../studio/requests/request.ts';
import type { Message, Words } from '../words/words.ts';
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

	/** The picture, or why there is none. */
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
			return refuse(
				index,
				pictures.length,
				(picture) =>
					({ requests }) =>
						shrunk.kind === 'too-slow'
							? requests.pictureTooSlow({ picture })
							: requests.pictureTooLargeTogether({ picture }),
			);
		fitting.push({ bytes: shrunk.bytes, mimeType: shrunk.mimeType });
	}
	return { kind: 'ready', pictures: fitting } as const;
}

/** Why a picture cannot be used, given what it is called. */
type WhyNot = (picture: string) => Message;

const refuse = (index: number, count: number, why: WhyNot) =>
	({
		kind: 'refused',
		says: (words: Words) => why(words.requests.pictureNamed({ position: index + 1, of: count }))(words),
	}) as const;

const tooManyBytes =
	(bytes: number): WhyNot =>
	(picture) =>
	({ requests }) =>
		requests.pictureTooManyBytes({ picture, megabytes: Math.round(bytes / 1024 / 1024) });

function describeFailure(why: (Downloaded & { kind: 'failed' })['why']): WhyNot {
	switch (why) {
		case 'foreign':
			return (picture) =>
				({ requests }) =>
					requests.pictureForeign({ picture });
		case 'gone':
			return (picture) =>
				({ requests }) =>
					requests.pictureGone({ picture });
		case 'too-large':
			return tooManyBytes(MAX_INPUT_BYTES);
		case 'too-slow':
		case 'unreachable':
			return (picture) =>
				({ requests }) =>
					requests.pictureUnreachable({ picture });
	}
}

const TYPES = ['PNG', 'JPEG', 'WebP', 'HEIC', 'GIF', 'AVIF', 'TIFF', 'BMP'];

function describeRefusal(refused: Refused): WhyNot {
	switch (refused.why) {
		case 'empty':
			return (picture) =>
				({ requests }) =>
					requests.pictureEmpty({ picture });
		case 'too-many-bytes':
			return tooManyBytes(refused.maxBytes);
		case 'unsupported':
			return (picture) =>
				({ requests }) =>
					requests.pictureUnsupported({ picture, found: refused.found, types: TYPES });
		case 'too-many-pixels': {
			const { width, height, maxPixels } = refused;
			const millions = Math.round(maxPixels / 1e6);
			return (picture) =>
				({ requests }) =>
					requests.pictureTooManyPixels({ picture, width, height, millions });
		}
		case 'too-slow':
			return (picture) =>
				({ requests }) =>
					requests.pictureTooSlow({ picture });
		case 'damaged':
			return (picture) =>
				({ requests }) =>
					requests.pictureDamaged({ picture });
	}
}
