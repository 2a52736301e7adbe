import { hash as digest } from 'node:crypto';
import { unescape as decodePercent } from 'node:querystring';
import { Disk } from 'flydrive';
import { type Clock, withinTime } from '../clock.ts';
import { StoreError } from '../studio/store.ts';
import type { BlobMedium } from './disk-blobs.ts';
import { orStoreError } from './failures.ts';

/** How long one call to the service may take, in milliseconds: what 20 MB take at 3 Mbit/s. */
export const BUCKET_TIMEOUT_MS = 60_000;

export type Bucket = Readonly<ReturnType<typeof parseBucket>>;

/** The names that a bucket and its folders may have. */
const PLACE = /^\/(?<bucket>[\w.-]+)(?<folder>(?:\/[\w.-]+)*)\/?$/;

/**
 * Reads `s3://[key:secret@]host[:port]/bucket[/folder][?region=…][&tls=off]`. Key and secret are percent-encoded, the
 * region is `us-east-1` by default, and `tls=off` means plain HTTP.
 *
 * @throws StoreError that doesn't repeat the address.
 */
export function parseBucket(address: string) {
	const url = URL.parse(address);
	const { bucket, folder } = PLACE.exec(url?.pathname ?? '')?.groups ?? {};
	if (url?.protocol !== 's3:' || url.host === '' || bucket === undefined || folder === undefined)
		throw new StoreError('BLOB_STORE must look like s3://key:secret@host/bucket/folder?region=eu-central-1');
	return {
		endpoint: `${url.searchParams.get('tls') === 'off' ? 'http' : 'https'}://${url.host}`,
		bucket,
		/** Where in the bucket the blobs are: empty, or a path that ends with a slash. */
		folder: folder === '' ? '' : `${folder.slice(1)}/`,
		region: url.searchParams.get('region') ?? 'us-east-1',
		// Without them, the SDK looks in its usual places: environment, profile, the machine's role.
		...(url.username !== '' && {
			credentials: {
				accessKeyId: decodePercent(url.username),
				secretAccessKey: decodePercent(url.password),
			},
		}),
	};
}

/**
 * Keeps blobs in a bucket of Amazon S3 or a similar service. Sends the SHA-256 with each write for the service to
 * check, and asks for the size afterwards.
 *
 * @throws StoreError when the bucket can't be listed: the key needs the rights to list, read, write and delete.
 */
export async function openBlobBucket({ folder, ...bucket }: Bucket, clock: Clock): Promise<BlobMedium> {
	// Loaded only when needed: the SDK takes 40 MB of memory, and most bots keep their pictures on disk.
	const { S3Driver } = await import('flydrive/drivers/s3');
	const disk = new Disk(
		new S3Driver({
			...bucket,
			visibility: 'private',
			supportsACL: false,
			// Services other than Amazon's need the bucket in the path, and don't understand the newer checksums.
			forcePathStyle: true,
			requestChecksumCalculation: 'WHEN_REQUIRED',
			responseChecksumValidation: 'WHEN_REQUIRED',
			requestHandler: { connectionTimeout: 5000, requestTimeout: BUCKET_TIMEOUT_MS, throwOnRequestTimeout: true },
		}),
	);
	const medium: BlobMedium = {
		disk,
		folder,
		write: (path, bytes) => disk.put(path, bytes, { ChecksumSHA256: digest('sha256', bytes, 'base64') }),
		async verify(path, bytes) {
			const { contentLength } = await disk.getMetaData(path);
			if (contentLength !== bytes.byteLength) throw new Error(`${contentLength} of ${bytes.byteLength} bytes arrived`);
		},
		// `NotFound` answers a request without a body, and doesn't tell a missing object from a missing bucket.
		saysAbsent: (error) =>
			error instanceof Error && error.cause instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.cause.name),
		async assertPresent() {
			await disk.driver.listAll(folder || '/', { recursive: true });
		},
		bounded: (work) => withinTime(clock, BUCKET_TIMEOUT_MS, work()),
	};
	await orStoreError(`list the bucket ${bucket.bucket}`, () => medium.bounded(medium.assertPresent));
	return medium;
}
