/** An uncompressed Windows bitmap, its pixels still where they lie in the file. */
export interface Bitmap {
	readonly width: number;
	readonly height: number;
	readonly bitsPerPixel: 1 | 4 | 8 | 24 | 32;
	readonly hasAlpha: boolean;
	/** Red, green and blue of each colour, 0–255; empty when pixels hold their colour themselves. */
	readonly palette: readonly (readonly [number, number, number])[];
	/** Where in the file the top row begins; each next one lies `rowStride` bytes further, backwards when negative. */
	readonly topRowAt: number;
	readonly rowStride: number;
	/** What a row takes of its stride, the rest being padding. */
	readonly bytesPerRow: number;
}

const FILE_HEADER_BYTES = 14;
const INFO_HEADER_BYTES = 40;
const UNCOMPRESSED = 0;
const BITFIELDS = 3;
const DEPTHS = [1, 4, 8, 24, 32] as const;
/** Red, green, blue as every common program writes them: blue in the lowest byte. */
const USUAL_MASKS = [0xff_0000, 0xff00, 0xff];
const ALPHA_MASK = 0xff00_0000;
/** From the fourth version of the header on, an alpha mask follows the three colour masks. */
const INFO_HEADER_WITH_ALPHA_BYTES = 56;

/**
 * Reads the headers of a BMP. `undefined` for the rare kinds that are not read: run-length compressed, 16 bits, OS/2,
 * channels in an unusual order. Throws when the file ends before its pixels do or makes no sense.
 *
 * Source: Microsoft, "Bitmap Storage" (BITMAPFILEHEADER, BITMAPINFOHEADER, BITMAPV4HEADER).
 */
export function readBitmap(file: Buffer): Bitmap | undefined {
	const pixelOffset = file.readUInt32LE(10);
	const headerBytes = file.readUInt32LE(14);
	const depth = file.readUInt16LE(28);
	const bitsPerPixel = DEPTHS.find((known) => known === depth);
	if (headerBytes < INFO_HEADER_BYTES || bitsPerPixel === undefined || !hasUsualLayout(file, bitsPerPixel)) {
		return undefined;
	}
	const width = file.readInt32LE(18);
	const storedHeight = file.readInt32LE(22);
	const height = Math.abs(storedHeight);
	const bytesPerRow = Math.ceil((width * bitsPerPixel) / 8);
	const stride = Math.ceil(bytesPerRow / 4) * 4;
	if (width <= 0 || height === 0 || pixelOffset + stride * height > file.length) throw new RangeError('BMP too short');
	const isTopDown = storedHeight < 0;
	return {
		width,
		height,
		bitsPerPixel,
		hasAlpha: bitsPerPixel === 32 && hasAlphaMask(file, headerBytes),
		palette: bitsPerPixel <= 8 ? readPalette(file, headerBytes, bitsPerPixel) : [],
		topRowAt: isTopDown ? pixelOffset : pixelOffset + stride * (height - 1),
		rowStride: isTopDown ? stride : -stride,
		bytesPerRow,
	};
}

function hasUsualLayout(file: Buffer, bitsPerPixel: number): boolean {
	const compression = file.readUInt32LE(30);
	if (compression === UNCOMPRESSED) return true;
	const masksAt = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
	return (
		compression === BITFIELDS &&
		bitsPerPixel === 32 &&
		USUAL_MASKS.every((mask, index) => file.readUInt32LE(masksAt + 4 * index) === mask)
	);
}

/** Without a mask that says so, the fourth byte of a pixel is padding, and programs leave anything in it. */
function hasAlphaMask(file: Buffer, headerBytes: number): boolean {
	const alphaMaskAt = FILE_HEADER_BYTES + INFO_HEADER_BYTES + 4 * USUAL_MASKS.length;
	return (
		file.readUInt32LE(30) === BITFIELDS &&
		headerBytes >= INFO_HEADER_WITH_ALPHA_BYTES &&
		file.readUInt32LE(alphaMaskAt) === ALPHA_MASK
	);
}

function readPalette(file: Buffer, headerBytes: number, bitsPerPixel: number): Bitmap['palette'] {
	const most = 2 ** bitsPerPixel;
	const stored = Math.min(file.readUInt32LE(46) || most, most);
	const at = FILE_HEADER_BYTES + headerBytes;
	return Array.from({ length: stored }, (_, index) => {
		const entry = at + 4 * index;
		return [file.readUInt8(entry + 2), file.readUInt8(entry + 1), file.readUInt8(entry)] as const;
	});
}
