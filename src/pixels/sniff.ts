import { type FileTypeResult, fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';

/** The kinds of picture people may upload. */
const KINDS = ['png', 'jpeg', 'webp', 'heic', 'heif', 'gif', 'avif', 'tiff'] as const;
const pictureType = z.enum(KINDS.map((kind) => `image/${kind}` as const));
export type PictureType = z.infer<typeof pictureType>;

/** `found` names what it is instead ("PDF"), for a sentence; `undefined` when nothing is known of it. */
export type Sniffed =
	| { readonly kind: 'picture'; readonly mimeType: PictureType }
	| { readonly kind: 'other'; readonly found: string | undefined };

/** How much is searched for an `<svg` tag: a licence comment may stand before it. */
const HEAD_BYTES = 4096;

/** What the first bytes say a file is, whatever its name or headers claim. Never throws. */
export async function sniff(bytes: Uint8Array): Promise<Sniffed> {
	const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
	const mimeType = type?.mime === 'image/apng' ? 'image/png' : pictureType.safeParse(type?.mime).data;
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
