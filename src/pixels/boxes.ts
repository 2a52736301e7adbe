/**
 * One box of an ISO base media file, the container of HEIC: a size, a four-letter type, a body. Offsets are in bytes
 * from the start of the file, ends exclusive.
 */
export interface Box {
	readonly type: string;
	readonly start: number;
	readonly bodyStart: number;
	readonly end: number;
}

/** Far above any real file (a tile of a picture is a box), far below what a hostile one could make of 20 MiB. */
const MAX_BOXES = 2000;

/**
 * The boxes that stand one after the other from `start` to `end`. What follows the last whole box is left out. Throws
 * when there are more than {@link MAX_BOXES}.
 *
 * Source: ISO/IEC 14496-12, section 4.2.
 */
export function readBoxes(file: Buffer, start: number, end: number): readonly Box[] {
	const boxes: Box[] = [];
	for (let at = start; at + 8 <= end; ) {
		const box = readBox(file, at, end);
		if (box === undefined) break;
		if (boxes.length === MAX_BOXES) throw new RangeError('too many boxes');
		boxes.push(box);
		at = box.end;
	}
	return boxes;
}

function readBox(file: Buffer, start: number, limit: number): Box | undefined {
	const shortSize = file.readUInt32BE(start);
	const bodyStart = start + (shortSize === 1 ? 16 : 8);
	if (bodyStart > limit) return undefined;
	let size = shortSize;
	if (shortSize === 1) size = Number(file.readBigUInt64BE(start + 8));
	if (shortSize === 0) size = limit - start;
	const end = start + size;
	if (end < bodyStart || end > limit) return undefined;
	return { type: file.toString('latin1', start + 4, start + 8), start, bodyStart, end };
}

/** Reads the body of a box, number after number; throws a RangeError past its end. */
export class BoxReader {
	readonly #body: Buffer;
	readonly #bodyStart: number;
	#read = 0;

	constructor(file: Buffer, box: Box) {
		this.#body = file.subarray(box.bodyStart, box.end);
		this.#bodyStart = box.bodyStart;
	}

	/** Where in the file the next read begins. */
	get at(): number {
		return this.#bodyStart + this.#read;
	}

	/** An unsigned number of 0, 1, 2, 4 or 8 bytes; of none, it is 0. */
	uint(byteLength: number): number {
		if (byteLength === 0) return 0;
		if (byteLength === 8) return this.uint(4) * 2 ** 32 + this.uint(4);
		const value = this.#body.readUIntBE(this.#read, byteLength);
		this.#read += byteLength;
		return value;
	}

	/** The version that begins every "full" box; the flags after it are passed over. */
	version(): number {
		return Math.floor(this.uint(4) / 2 ** 24);
	}
}
