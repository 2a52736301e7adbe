import type { Bitmap } from './bmp.ts';

const SHORT = 3;
const LONG = 4;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

type Field = readonly [tag: number, type: typeof SHORT | typeof LONG, values: ArrayLike<number>];

/**
 * A TIFF around the untouched bytes of a BMP: every row becomes a strip that points at where the row lies in the file,
 * so that padding and the bottom-up order of rows need no copying and the decoding happens outside the event loop.
 * Pixels that hold their colour come out as stored, blue first; indexed ones come out in their right colours.
 *
 * Source: Adobe, "TIFF 6.0", sections 2, 4 to 6 and 18.
 */
export function wrapAsTiff(file: Buffer, bitmap: Bitmap): Buffer {
	const tables = buildTables(bitmap, 0);
	// The tables' length does not depend on what is in them, so they can say where the pixels after them begin.
	return Buffer.concat([buildTables(bitmap, tables.length), file]);
}

function buildTables(bitmap: Bitmap, pixelsAt: number): Buffer {
	const { width, height, bitsPerPixel, palette } = bitmap;
	const samples = Math.max(1, bitsPerPixel / 8) | 0;
	return serialize([
		[256, LONG, [width]],
		[257, LONG, [height]],
		[258, SHORT, new Array<number>(samples).fill(bitsPerPixel / samples)],
		[259, SHORT, [1]], // uncompressed
		[262, SHORT, [palette.length > 0 ? 3 : 2]], // indexed or RGB
		[273, LONG, Array.from({ length: height }, (_, y) => pixelsAt + bitmap.topRowAt + y * bitmap.rowStride)],
		[277, SHORT, [samples]],
		[278, LONG, [1]], // rows per strip
		[279, LONG, new Array<number>(height).fill(bitmap.bytesPerRow)],
		...(palette.length > 0 ? [[320, SHORT, colorMap(bitmap)] as const] : []),
		...(samples === 4 ? [[338, SHORT, [2]] as const] : []), // the fourth sample is alpha, not multiplied in
	]);
}

/** All reds, then all greens, then all blues, stretched from 0–255 to 0–65535. */
function colorMap({ palette, bitsPerPixel }: Bitmap): readonly number[] {
	const indices = Array.from({ length: 2 ** bitsPerPixel }, (_, index) => index);
	return ([0, 1, 2] as const).flatMap((channel) => indices.map((index) => (palette[index]?.[channel] ?? 0) * 257));
}

function serialize(fields: readonly Field[]): Buffer {
	const directory = Buffer.alloc(2 + fields.length * ENTRY_BYTES + 4);
	const outside: Buffer[] = [];
	let outsideAt = HEADER_BYTES + directory.length;
	directory.writeUInt16LE(fields.length, 0);
	for (const [index, [tag, type, values]] of fields.entries()) {
		const at = 2 + index * ENTRY_BYTES;
		directory.writeUInt16LE(tag, at);
		directory.writeUInt16LE(type, at + 2);
		directory.writeUInt32LE(values.length, at + 4);
		const data = littleEndian(type, values);
		if (data.length <= 4) {
			data.copy(directory, at + 8);
		} else {
			directory.writeUInt32LE(outsideAt, at + 8);
			outside.push(data);
			outsideAt += data.length;
		}
	}
	const header = Buffer.from([0x49, 0x49, 42, 0, HEADER_BYTES, 0, 0, 0]);
	return Buffer.concat([header, directory, ...outside]);
}

function littleEndian(type: Field[1], values: ArrayLike<number>): Buffer {
	const width = type === SHORT ? 2 : 4;
	const data = Buffer.alloc(values.length * width);
	for (let index = 0; index < values.length; index++) data.writeUIntLE(values[index] ?? 0, index * width, width);
	return data;
}
