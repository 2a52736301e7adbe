export interface Drawing {
	readonly width: number;
	readonly height: number;
	readonly bitsPerPixel: 1 | 4 | 8 | 24 | 32;
	/** A number for each pixel, row after row from the top: an index, 0xRRGGBB or, with alpha, 0xAARRGGBB. */
	readonly pixels: readonly number[];
	/** 0xRRGGBB. */
	readonly palette?: readonly number[];
	readonly isTopDown?: boolean;
	/** Writes the larger header that says the fourth byte is alpha. */
	readonly hasAlpha?: boolean;
	/** Between the headers and the pixels. */
	readonly gap?: string;
}

/** A Windows bitmap, uncompressed. */
export function encodeBmp(drawing: Drawing): Buffer {
	const { width, height, bitsPerPixel, palette = [], isTopDown = false, hasAlpha = false, gap = '' } = drawing;
	const headerBytes = hasAlpha ? 124 : 40;
	const head = Buffer.alloc(14 + headerBytes + 4 * palette.length);
	const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
	head.write('BM');
	head.writeUInt32LE(head.length + gap.length + stride * height, 2);
	head.writeUInt32LE(head.length + gap.length, 10);
	head.writeUInt32LE(headerBytes, 14);
	head.writeInt32LE(width, 18);
	head.writeInt32LE(isTopDown ? -height : height, 22);
	head.writeUInt16LE(1, 26);
	head.writeUInt16LE(bitsPerPixel, 28);
	head.writeUInt32LE(hasAlpha ? 3 : 0, 30);
	head.writeUInt32LE(palette.length, 46);
	if (hasAlpha)
		for (const [index, mask] of [0xff_0000, 0xff00, 0xff, 0xff00_0000].entries())
			head.writeUInt32LE(mask, 54 + 4 * index);
	for (const [index, colour] of palette.entries()) head.writeUInt32LE(colour, 14 + headerBytes + 4 * index);

	const rows = Array.from({ length: height }, (_, y) => encodeRow(drawing, y, stride));
	return Buffer.concat([head, Buffer.from(gap), ...(isTopDown ? rows : rows.toReversed())]);
}

function encodeRow({ width, bitsPerPixel, pixels }: Drawing, y: number, stride: number): Buffer {
	const row = Buffer.alloc(stride);
	for (const [x, value] of pixels.slice(y * width, (y + 1) * width).entries()) {
		const bit = x * bitsPerPixel;
		if (bitsPerPixel >= 8) row.writeUIntLE(value, bit / 8, bitsPerPixel / 8);
		else row[bit >> 3] = (row[bit >> 3] ?? 0) | (value << (8 - bitsPerPixel - (bit % 8)));
	}
	return row;
}
