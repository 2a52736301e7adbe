import type { PictureProcessor } from '../pixels/processor.ts';
import type { Picture, Piece } from '../studio/generation/outcome.ts';

/** A file size that Discord accepts everywhere, in bytes, for when it refused more. Source: uploading files. */
const SMALLEST_FILE_LIMIT_BYTES = 10_000_000;
/** Most bytes of all files in one message, with room for the text. Source: Discord, Create Message: 25 MiB. */
export const MAX_MESSAGE_BYTES = 25 * 1024 * 1024 - 200_000;
/** Discord takes 10 files in a message; one is kept free for text that is too long. */
const MAX_MESSAGE_PICTURES = 9;
/** Texts and pictures in one message. Discord takes 40 components, and prompt, footer and buttons need some too. */
const MAX_MESSAGE_PIECES = 30;

export interface FittedPicture extends Picture {
	/** The picture before it was made smaller. */
	readonly original?: Picture;
}

export type FittedPiece =
	| Exclude<Piece, { kind: 'picture' }>
	| { readonly kind: 'picture'; readonly picture: FittedPicture }
	/** A picture that couldn't be shrunk enough; `bytes` is its size. */
	| { readonly kind: 'unfit'; readonly bytes: number };

/**
 * Shrinks every picture over `maxFileBytes`, on sharp's own threads. One that is damaged, takes too long or stays
 * too large becomes `unfit`, so that the others are still shown.
 */
export function fitPieces(
	pieces: readonly FittedPiece[],
	maxFileBytes: number,
	pictures: Pick<PictureProcessor, 'shrink'>,
): Promise<FittedPiece[]> {
	const maxBytes = Math.min(maxFileBytes, MAX_MESSAGE_BYTES);
	return Promise.all(
		pieces.map(async (piece): Promise<FittedPiece> => {
			if (piece.kind !== 'picture' || piece.picture.bytes.byteLength <= maxBytes) return piece;
			const shrunk = await pictures.shrink(piece.picture.bytes, maxBytes);
			if (shrunk.kind !== 'fits') return { kind: 'unfit', bytes: piece.picture.bytes.byteLength };
			const { bytes, mimeType, width, height } = shrunk;
			const original = piece.picture.original ?? piece.picture;
			return { kind: 'picture', picture: { bytes, mimeType, pixels: { width, height }, original } };
		}),
	);
}

/** The same pieces with smaller pictures, for a message that Discord refused as too large despite its own limits. */
export function fitTighter(
	pieces: readonly FittedPiece[],
	pictures: Pick<PictureProcessor, 'shrink'>,
): Promise<FittedPiece[]> {
	const sizes = pieces.flatMap((piece) => (piece.kind === 'picture' ? [piece.picture.bytes.byteLength] : []));
	const share = Math.floor(SMALLEST_FILE_LIMIT_BYTES / sizes.length);
	const largest = Math.max(...sizes);
	return fitPieces(pieces, largest > share ? share : Math.floor(largest / 2), pictures);
}

/** Splits an answer into messages, in order, each within Discord's limits for files. No piece is lost or cut. */
export function groupPieces(pieces: readonly FittedPiece[]): FittedPiece[][] {
	const groups: FittedPiece[][] = [[]];
	let pictures = 0;
	let bytes = 0;
	for (const piece of pieces) {
		const size = piece.kind === 'picture' ? piece.picture.bytes.byteLength : 0;
		const isCrowded = groups.at(-1)?.length === MAX_MESSAGE_PIECES;
		if (isCrowded || (size > 0 && (pictures === MAX_MESSAGE_PICTURES || bytes + size > MAX_MESSAGE_BYTES))) {
			groups.push([]);
			pictures = 0;
			bytes = 0;
		}
		groups.at(-1)?.push(piece);
		pictures += Number(size > 0);
		bytes += size;
	}
	return groups;
}
