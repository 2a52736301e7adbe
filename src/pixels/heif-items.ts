import { type Box, BoxReader, readBoxes } from './boxes.ts';

/** A stretch of the file, in bytes from its start; the end is exclusive. */
interface Extent {
	readonly start: number;
	readonly end: number;
}

/** A thing kept in a HEIF file: a picture, a tile of one, a thumbnail, Exif, XMP. */
export interface Item {
	readonly type: string;
	/** Its entry in the list of items: begins with a header, the id and, from `typeAt`, the four letters of the type. */
	readonly entry: Box;
	readonly typeAt: number;
	/** Where its data lies; empty when that is not in this file. */
	readonly extents: readonly Extent[];
}

interface Reference {
	readonly type: string;
	readonly from: number;
	readonly to: readonly number[];
}

export interface ItemTables {
	/** The item that is the picture. */
	readonly primary: number;
	readonly items: ReadonlyMap<number, Item>;
	readonly references: readonly Reference[];
}

/**
 * Reads the item tables of a HEIF file, given the children of its `meta` box. Throws when one is missing or makes no
 * sense.
 *
 * Source: ISO/IEC 14496-12, section 8.11 (pitm, iinf, iloc, iref, idat).
 */
export function readItemTables(file: Buffer, children: readonly Box[]): ItemTables {
	const find = (type: string) => children.find((box) => box.type === type);
	const [pitm, iinf, iloc, iref] = [find('pitm'), find('iinf'), find('iloc'), find('iref')];
	if (pitm === undefined || iinf === undefined || iloc === undefined) throw new RangeError('an item table is missing');
	const extents = readExtents(new BoxReader(file, iloc), find('idat'));
	return {
		primary: readPrimary(new BoxReader(file, pitm)),
		items: readItems(file, iinf, extents),
		references: iref === undefined ? [] : readReferences(file, iref),
	};
}

function readPrimary(reader: BoxReader): number {
	return reader.uint(reader.version() === 0 ? 2 : 4);
}

function readItems(file: Buffer, iinf: Box, extents: ReadonlyMap<number, readonly Extent[]>): Map<number, Item> {
	const header = new BoxReader(file, iinf);
	header.uint(header.version() === 0 ? 2 : 4); // how many
	const items = readBoxes(file, header.at, iinf.end).map((entry): [number, Item] => {
		const reader = new BoxReader(file, entry);
		const version = reader.version();
		if (version < 2) throw new RangeError('an item without a type');
		const id = reader.uint(version === 2 ? 2 : 4);
		reader.uint(2); // protection
		const typeAt = reader.at;
		reader.uint(4);
		const type = file.toString('latin1', typeAt, reader.at);
		return [id, { type, entry, typeAt, extents: extents.get(id) ?? [] }];
	});
	return new Map(items);
}

function readExtents(reader: BoxReader, idat: Box | undefined): Map<number, readonly Extent[]> {
	const version = reader.version();
	const idBytes = version < 2 ? 2 : 4;
	const [offsetBytes, lengthBytes, baseBytes, indexBytes] = readFieldSizes(reader, version);
	const items = reader.uint(idBytes);
	const extents = new Map<number, readonly Extent[]>();
	for (let item = 0; item < items; item++) {
		const id = reader.uint(idBytes);
		const method = version === 0 ? 0 : reader.uint(2) % 16;
		const origin = reader.uint(2) === 0 ? [0, idat?.bodyStart][method] : undefined;
		const base = reader.uint(baseBytes);
		const found = Array.from({ length: reader.uint(2) }, () => {
			reader.uint(indexBytes);
			const start = (origin ?? 0) + base + reader.uint(offsetBytes);
			return { start, end: start + reader.uint(lengthBytes) };
		});
		extents.set(id, origin === undefined ? [] : found);
	}
	return extents;
}

function readFieldSizes(reader: BoxReader, version: number): readonly [number, number, number, number] {
	const packed = reader.uint(2);
	const sizes = [packed >> 12, (packed >> 8) & 15, (packed >> 4) & 15, version === 0 ? 0 : packed & 15] as const;
	// Without a length in the file, 65535 extents would take no byte of it: endless work for a small upload.
	if (sizes.some((size) => ![0, 4, 8].includes(size)) || sizes[1] === 0) throw new RangeError('odd field sizes');
	return sizes;
}

function readReferences(file: Buffer, iref: Box): readonly Reference[] {
	const header = new BoxReader(file, iref);
	const idBytes = header.version() === 0 ? 2 : 4;
	return readBoxes(file, header.at, iref.end).map((box) => {
		const reader = new BoxReader(file, box);
		const from = reader.uint(idBytes);
		return { type: box.type, from, to: Array.from({ length: reader.uint(2) }, () => reader.uint(idBytes)) };
	});
}
