import { type FileTypeResult, fileTypeFromBuffer } from 'file-type';

/** The kinds of picture people may hand in. */
export type PictureType =
	| 'image/png'
	| 'image/jpeg'
	| 'image/webp'
	| 'image/heic'
	| 'image/heif'
	| 'image/gif'
	| 'image/avif'
	| 'image/tiff';

/** `found` names what it is instead ("PDF"), for a sentence; `undefined` when nothing is known of it. */
export type Sniffed =
	| { readonly kind: 'picture'; readonly mimeType: PictureType }
	| { readonly kind: 'other'; readonly found: string | undefined };

const PICTURES: ReadonlyMap<string, PictureType> = new Map([
	['image/png', 'image/png'],
	['image/apng', 'image/png'],
	['image/jpeg', 'image/jpeg'],
	['image/webp', 'image/webp'],
	['image/heic', 'image/heic'],
	['image/heif', 'image/heif'],
	['image/gif', 'image/gif'],
	['image/avif', 'image/avif'],
	['image/tiff', 'image/tiff'],
]);

/** How much is searched for an `<svg` tag: a licence comment may stand before it. */
const HEAD_BYTES = 4096;

/** What the first bytes say a file is, whatever its name or headers claim. Never throws. */
export async function sniff(bytes: Uint8Array): Promise<Sniffed> {
	const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
	const mimeType = type && PICTURES.get(type.mime);
	const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
	if (mimeType === 'image/heif' && listsAvifBrand(head)) return { kind: 'picture', mimeType: 'image/avif' };
	if (mimeType !== undefined) return { kind: 'picture', mimeType };
	return { kind: 'other', found: /<svg[\s>]/i.test(head.toString('latin1')) ? 'SVG' : nameOf(type) };
}

/** Early AVIF files name themselves HEIF first and AVIF second, in a list that is the file's first box. */
function listsAvifBrand(head: Buffer): boolean {
	return head.subarray(0, head.readUInt32BE()).includes('avif');
}

function nameOf(type: FileTypeResult | undefined): string | undefined {
	// Many frames of HEVC share the ending of a still picture, which is read.
	return type?.mime.endsWith('-sequence') ? 'HEIC sequence' : type?.ext.toUpperCase();
}
