import { type Box, readBoxes } from './boxes.ts';
import { type Item, type ItemTables, readItemTables } from './heif-items.ts';

/** The whole body of a box. */
const ALL = Number.POSITIVE_INFINITY;

/**
 * How many bytes of a box's body are kept as they are, before any boxes inside it. A box that is not named here is
 * blanked: movies, free text, dates, `uuid`, whatever comes to be invented.
 */
const KEPT_BODY_BYTES: ReadonlyMap<string, number> = new Map([
	['ftyp', ALL],
	['meta', 4],
	['hdlr', 24], // without the name of the program
	['pitm', ALL],
	['iinf', 8],
	['iloc', ALL],
	['iref', ALL],
	['iprp', 0],
	['ipma', ALL],
	['ipco', 0],
	// What a decoder must know of a picture: its codec, size, colours, turning, cropping, and which is the alpha.
	...['hvcC', 'ispe', 'pixi', 'colr', 'pasp', 'clap', 'irot', 'imir', 'auxC', 'clli', 'mdcv'].map(
		(property): [string, number] => [property, ALL],
	),
	['idat', 0],
	['mdat', 0],
]);

/** Boxes that hold boxes, after the bytes above. */
const CONTAINERS: ReadonlySet<string> = new Set(['meta', 'iprp', 'ipco']);

/** A real one has some kilobytes; a hostile one of megabytes would keep the event loop busy with its tables. */
const MAX_META_BYTES = 1024 * 1024;

const PICTURE_ITEMS: ReadonlySet<string> = new Set(['hvc1', 'hev1', 'grid', 'iden', 'iovl']);

/**
 * A HEIC or HEIF file with its picture untouched and everything else gone: Exif, XMP, thumbnails, further pictures,
 * movies, names, trailing data. Nothing is decoded or re-encoded, for no HEVC decoder is at hand: the result is a blank
 * of the file's own size into which only the known structure and the data of the picture itself are copied, so what is
 * not understood cannot leak. Turning stays with the format's own `irot` and `imir`, which decoders must follow (unlike
 * the orientation in Exif, which they must not). An ICC profile stays, being needed for right colours.
 *
 * Throws when the tables make no sense or the file ends before the picture's data. Damage within the HEVC data itself
 * goes unnoticed.
 *
 * Source: ISO/IEC 23008-12 (HEIF), sections 6 and 9.
 */
export function stripHeif(bytes: Uint8Array): Uint8Array {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const boxes = readBoxes(file, 0, file.length);
	const meta = boxes.find(({ type }) => type === 'meta');
	if (meta === undefined) throw new RangeError('no meta box');
	if (meta.end - meta.start > MAX_META_BYTES) throw new RangeError('meta box too large');
	const children = readBoxes(file, meta.bodyStart + 4, meta.end);
	const tables = readItemTables(file, children);

	const kept = boxes.filter(({ type }) => KEPT_BODY_BYTES.has(type));
	const clean = Buffer.alloc(kept.at(-1)?.end ?? 0);
	for (const box of boxes) if (box.end <= clean.length) copyStructure(file, clean, box);
	const holders = [...boxes, ...children].filter(({ type }) => type === 'mdat' || type === 'idat');
	copyItems(file, clean, { tables, holders });
	return clean;
}

function copyStructure(file: Buffer, clean: Buffer, box: Box): void {
	const keptBytes = KEPT_BODY_BYTES.get(box.type);
	const contentStart = box.bodyStart + (keptBytes ?? 0);
	file.copy(clean, box.start, box.start, Math.min(box.end, contentStart));
	// `free` rather than nothing at all: properties are known by their place in the list.
	if (keptBytes === undefined) clean.write('free', box.start + 4, 'latin1');
	if (!CONTAINERS.has(box.type)) return;
	for (const child of readBoxes(file, contentStart, box.end)) copyStructure(file, clean, child);
}

function copyItems(file: Buffer, clean: Buffer, from: { tables: ItemTables; holders: readonly Box[] }): void {
	const items = [...from.tables.items.values()];
	const claimedBytes = items.flatMap(({ extents }) => extents).reduce((sum, { start, end }) => sum + end - start, 0);
	// A kilobyte of table could otherwise ask for the same megabytes to be copied a hundred times.
	if (claimedBytes > file.length) throw new RangeError('more data than the file has');
	const picture = pictureItems(from.tables);
	for (const { entry, typeAt } of items) file.copy(clean, entry.start, entry.start, typeAt + 4);
	for (const { extents } of picture) {
		for (const { start, end } of extents) {
			if (!from.holders.some((box) => box.bodyStart <= start && end <= box.end)) throw new RangeError('data cut off');
			file.copy(clean, start, start, end);
		}
	}
	// Last, so that no table can pass off as part of the picture what it also calls Exif.
	for (const { typeAt, extents } of items.filter((item) => !picture.has(item))) {
		clean.fill(0, typeAt, typeAt + 4);
		for (const { start, end } of extents) clean.fill(0, Math.min(start, clean.length), Math.min(end, clean.length));
	}
}

/** The primary item, what it is derived from (tiles) and what completes it (alpha, depth). Throws when one is absent. */
function pictureItems({ primary, items, references }: ItemTables): ReadonlySet<Item> {
	const isPicture = (id: number) => PICTURE_ITEMS.has(items.get(id)?.type ?? '');
	const links = references.flatMap(({ type, from, to }) => {
		if (type === 'dimg') return to.map((part) => ({ whole: from, part }));
		return type === 'auxl' && isPicture(from) ? to.map((whole) => ({ whole, part: from })) : [];
	});
	const partsOf = Map.groupBy(links, ({ whole }) => whole);
	const picture = new Set<Item>();
	const wanted = new Set([primary]); // grows while it is walked
	for (const id of wanted) {
		const item = items.get(id);
		if (item === undefined || !isPicture(id)) throw new RangeError(`item ${id} is no picture`);
		if (item.extents.length === 0 && item.type !== 'iden') throw new RangeError(`item ${id} has no data`);
		picture.add(item);
		for (const { part } of partsOf.get(id) ?? []) wanted.add(part);
	}
	return picture;
}
