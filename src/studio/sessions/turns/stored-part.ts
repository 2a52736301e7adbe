import { z } from 'zod';
import type { Blobs } from '../../store.ts';
import { blobName, isBlobName } from '../blob-name.ts';
import { jsonObject, type Part } from './part.ts';

/** Longer text moves out of the record, in characters of JSON. A person writes at most 6000 at once. */
export const MOST_WORDS_IN_RECORD = 16_384;

export const blobHash = z.string().refine(isBlobName);

/** Everything in a part except bytes. */
const words = z.object({
	text: z.string().optional(),
	other: jsonObject.optional(),
	pictureOther: jsonObject.optional(),
});

/** A part as stored in the record of its turn, with bytes by the hashes of their blobs. */
export const storedPart = words.extend({
	/** The blob that holds the text if it is too long for a record. */
	wordsHash: blobHash.optional(),
	picture: z.object({ hash: blobHash, mimeType: z.string() }).optional(),
	signatureHash: blobHash.optional(),
	/** Somebody other than the author of the turn gave the picture. Versions before this field did not note it. */
	isContributed: z.boolean().optional(),
});
export type StoredPart = Readonly<z.infer<typeof storedPart>>;

/** What was sent, and what came back. */
export interface StoredContents {
	readonly user: readonly StoredPart[];
	readonly model: readonly StoredPart[];
}

/** Replaces the hash of a forgotten picture; no bytes have this hash, so every version treats them as missing. */
export const FORGOTTEN_HASH = '0'.repeat(64);

/** The picture was removed because the person who gave it was forgotten. */
export class PictureForgottenError extends Error {
	override readonly name = 'PictureForgottenError';
}

/** A blob that a turn refers to is missing. */
export class BlobMissingError extends Error {
	override readonly name = 'BlobMissingError';
}

/** The part as it will be stored, and the blobs to store with it, by hash. */
export function packPart({ text, picture, signature, other }: Part) {
	const blobs = new Map<string, Uint8Array>();
	const pack = (bytes: Uint8Array) => {
		const name = blobName(bytes);
		blobs.set(name, bytes);
		return name;
	};
	const said = { text, other, pictureOther: picture?.other };
	const json = JSON.stringify(said);
	const stored: StoredPart = {
		...(json.length <= MOST_WORDS_IN_RECORD ? said : { wordsHash: pack(Buffer.from(json)) }),
		picture: picture && { hash: pack(picture.bytes), mimeType: picture.mimeType },
		signatureHash: signature && pack(signature),
	};
	return { stored, blobs };
}

/**
 * The original part.
 *
 * @throws PictureForgottenError, BlobMissingError, BlobCorruptError when a blob is lost.
 * @throws StoreError when the store fails.
 */
export async function loadPart(blobs: Blobs, stored: StoredPart): Promise<Part> {
	const { wordsHash, picture, signatureHash } = stored;
	const [packed, bytes, signature] = await Promise.all([
		wordsHash === undefined ? undefined : loadBlob(blobs, wordsHash),
		picture === undefined ? undefined : loadBlob(blobs, picture.hash),
		signatureHash === undefined ? undefined : loadBlob(blobs, signatureHash),
	]);
	const said = packed === undefined ? stored : words.parse(JSON.parse(Buffer.from(packed).toString()));
	return {
		text: said.text,
		picture: picture && bytes && { bytes, mimeType: picture.mimeType, other: said.pictureOther },
		signature,
		other: said.other,
	};
}

/** @throws PictureForgottenError, BlobMissingError, BlobCorruptError, StoreError */
export async function loadBlob(blobs: Blobs, name: string): Promise<Uint8Array> {
	if (name === FORGOTTEN_HASH) throw new PictureForgottenError('The picture was forgotten');
	const bytes = await blobs.get(name);
	if (bytes === undefined) throw new BlobMissingError(`The blob ${name} is missing`);
	return bytes;
}

/** Every blob that the part refers to. */
export const hashesOf = ({ picture, signatureHash, wordsHash }: StoredPart): string[] =>
	[picture?.hash, signatureHash, wordsHash]
		.filter((name) => name !== undefined)
		.filter((name) => name !== FORGOTTEN_HASH);

/** Every blob that a turn refers to, once. */
export const hashesOfTurn = ({ user, model }: StoredContents): ReadonlySet<string> =>
	new Set([...user, ...model].flatMap(hashesOf));

/** The hashes of the pictures in the parts. */
export const picturesOf = (parts: readonly StoredPart[]): string[] =>
	parts.flatMap(({ picture }) => (picture === undefined || picture.hash === FORGOTTEN_HASH ? [] : [picture.hash]));

/** The same parts with these pictures replaced by a marker that cannot be loaded. */
export const withoutPictures = (parts: readonly StoredPart[], hashes: ReadonlySet<string>): StoredPart[] =>
	parts.map((part) => {
		const { picture, pictureOther: _, ...rest } = part;
		if (picture === undefined || !hashes.has(picture.hash)) return part;
		return { ...rest, picture: { ...picture, hash: FORGOTTEN_HASH } };
	});
