import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { stripHeif } from '../../src/pixels/heif.ts';
import { prepareImage } from '../../src/pixels/prepare.ts';
import { box, encodeHeif, fullBox, type Plan, uint } from './support/heif.ts';
import { readPlantedHeic, SECRET } from './support/planted.ts';

/** A phone's picture: two tiles, alpha, a depth map; and what must go: thumbnail, Exif, XMP, another picture. */
const phone: Plan = {
	primary: 1,
	unclaimed: `${SECRET}-unclaimed`,
	items: [
		{ id: 1, type: 'grid', data: 'GRID', isInTables: true },
		{ id: 2, type: 'hvc1', data: 'TILE-ONE' },
		{ id: 3, type: 'Exif', data: `${SECRET}-exif`, name: `${SECRET}-name` },
		{ id: 4, type: 'hvc1', data: 'TILE-TWO', name: `${SECRET}-name` },
		{ id: 5, type: 'mime', data: `${SECRET}-xmp`, name: '\0application/rdf+xml' },
		{ id: 6, type: 'hvc1', data: 'ALPHA' },
		{ id: 7, type: 'hvc1', data: `${SECRET}-thumbnail` },
		{ id: 8, type: 'hvc1', data: `${SECRET}-other-picture` },
		{ id: 9, type: 'mime', data: `${SECRET}-in-tables`, isInTables: true },
	],
	references: [
		{ type: 'dimg', from: 1, to: [2, 4] },
		{ type: 'auxl', from: 6, to: [1] },
		{ type: 'thmb', from: 7, to: [1] },
		{ type: 'cdsc', from: 3, to: [1] },
	],
};

function withoutZeros(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('latin1').replaceAll('\0', '');
}

describe.each([0, 1, 2] as const)('with tables of version %i', (version) => {
	// The first version of the table of places knows no data within the tables.
	const items = version === 0 ? phone.items.map((item) => ({ ...item, isInTables: false })) : phone.items;

	test('the picture, its tiles and its alpha stay where they were, and no secret does', () => {
		const file = encodeHeif({ ...phone, items, version });
		const clean = Buffer.from(stripHeif(file));
		for (const data of ['GRID', 'TILE-ONE', 'TILE-TWO', 'ALPHA']) {
			expect(clean.indexOf(data)).toBe(file.indexOf(data));
		}
		expect(withoutZeros(clean)).not.toContain('SECRET');
		expect(clean.length).toBe(file.length);
	});

	test('what went is no item of a known type any more', () => {
		const clean = withoutZeros(stripHeif(encodeHeif({ ...phone, items, version })));
		expect(clean).not.toMatch(/Exif|mime/);
		expect(clean.match(/hvc1/g)).toHaveLength(3);
	});
});

test('the data may lie in a box with a size of 64 bits', () => {
	expect(withoutZeros(stripHeif(encodeHeif({ ...phone, hasLongSize: true })))).toContain('TILE-ONETILE-TWOALPHA');
});

test('the data may lie in a box that says it goes on to the end of the file', () => {
	const file = encodeHeif(phone);
	file.writeUInt32BE(0, file.lastIndexOf('mdat') - 4);
	expect(withoutZeros(stripHeif(file))).toContain('TILE-ONETILE-TWOALPHA');
});

test.each([2, 4, 7])('a box of %i bytes, less than its own header, ends the file', (size) => {
	const file = encodeHeif(phone);
	const junk = Buffer.concat([uint(4, size), Buffer.from('mdat'), Buffer.from(SECRET)]);
	expect(stripHeif(Buffer.concat([file, junk])).length).toBe(file.length);
});

test('unknown boxes before the data become free space, and those after it go', () => {
	const file = encodeHeif({ ...phone, between: [box('uuid', Buffer.from(SECRET)), box('moov', Buffer.from(SECRET))] });
	const clean = Buffer.from(stripHeif(Buffer.concat([file, box('mpvd', Buffer.from(SECRET)), Buffer.from('junk')])));
	expect(clean.length).toBe(file.length);
	expect(clean.toString('latin1').match(/free/g)).toHaveLength(2);
	expect(clean.includes(SECRET)).toBe(false);
});

test('properties a decoder needs stay and others become free space in the same place', () => {
	const size = fullBox('ispe', 0, uint(4, 640), uint(4, 480));
	const turn = box('irot', uint(1, 3));
	const text = fullBox('udes', 0, Buffer.from(SECRET));
	const clean = Buffer.from(stripHeif(encodeHeif({ ...phone, properties: [size, text, turn] })));
	const blanked = Buffer.concat([size, box('free', Buffer.alloc(text.length - 8)), turn]);
	expect(clean.includes(blanked)).toBe(true);
});

describe('refused', () => {
	const single: Plan = {
		primary: 1,
		items: [
			{ id: 1, type: 'hvc1', data: 'PICTURE' },
			{ id: 2, type: 'Exif', data: SECRET },
		],
	};

	test.each<[string, Plan]>([
		['whose picture is its Exif', { ...single, primary: 2 }],
		['whose picture is missing', { ...single, primary: 3 }],
		['whose picture is in another file', { ...single, items: [{ id: 1, type: 'hvc1', isElsewhere: true }] }],
		['with a tile that is missing', { ...single, references: [{ type: 'dimg', from: 1, to: [5] }] }],
		['with a tile that is no picture', { ...single, references: [{ type: 'dimg', from: 1, to: [2] }] }],
		['whose picture lies past the end', { ...single, shift: new Map([[1, 1000]]) }],
		['whose picture lies in the tables', { ...single, shift: new Map([[1, -20]]) }],
		['whose picture is not HEVC', { ...single, items: [{ id: 1, type: 'jpeg', data: 'PICTURE' }] }],
	])('a file %s', (_, plan) => {
		const file = encodeHeif(plan);
		expect(() => stripHeif(file)).toThrow(RangeError);
	});

	test('the last byte of the picture may be there, but not be missing', () => {
		const file = encodeHeif({ primary: 1, items: [{ id: 1, type: 'hvc1', data: 'PICTURE' }] });
		expect(withoutZeros(stripHeif(file))).toContain('PICTURE');
		expect(() => stripHeif(file.subarray(0, -1))).toThrow(RangeError);
	});

	test('tables of more than a megabyte', () => {
		const filled = (bytes: number) => encodeHeif({ ...single, properties: [box('free', Buffer.alloc(bytes))] });
		const spare = 1024 * 1024 - filled(0).readUInt32BE(filled(0).indexOf('meta') - 4);
		expect(withoutZeros(stripHeif(filled(spare)))).toContain('PICTURE');
		expect(() => stripHeif(filled(spare + 1))).toThrow('meta box too large');
	});

	test('more than two thousand boxes', () => {
		const filled = (boxes: number) =>
			encodeHeif({ ...single, between: Array.from({ length: boxes }, () => box('free')) });
		expect(withoutZeros(stripHeif(filled(1997)))).toContain('PICTURE');
		expect(() => stripHeif(filled(1998))).toThrow('too many boxes');
	});

	test('items that claim more data than the file has', () => {
		const file = encodeHeif(single);
		const lastLength = file.indexOf('idat') + file.subarray(file.indexOf('idat')).indexOf('mdat') - 8;
		expect(file.readUInt32BE(lastLength)).toBe(SECRET.length);
		file.writeUInt32BE(file.length, lastLength);
		expect(() => stripHeif(file)).toThrow('more data than the file has');
	});

	test('a table of endless extents of no length', () => {
		const file = encodeHeif(single);
		file.writeUInt16BE(0, file.indexOf('iloc') + 8);
		expect(() => stripHeif(file)).toThrow('odd field sizes');
	});

	test('a picture that claims the bytes of the Exif gets none of them', () => {
		const clean = Buffer.from(stripHeif(encodeHeif({ ...single, shift: new Map([[1, 3]]) })));
		expect(withoutZeros(clean)).toContain('TURE');
		expect(withoutZeros(clean)).not.toContain('TURES');
	});
});

describe('a real HEIC', () => {
	/** Where `heif-info -d` says the picture's data lies in the fixture. */
	const PICTURE_AT = 3699;
	const PICTURE_BYTES = 704;

	test('keeps every byte of its picture and reads as the same picture', async () => {
		const file = readPlantedHeic();
		const before = await sharp(file).metadata();
		expect(before.exif?.includes(SECRET)).toBe(true);
		expect(before.xmp?.includes(SECRET)).toBe(true);

		const clean = Buffer.from(stripHeif(file));
		const { exif, xmp, width, height } = await sharp(clean).metadata();
		expect({ width, height, exif: exif?.toString('latin1').replaceAll('\0', '') ?? '', xmp }).toEqual({
			width: before.width,
			height: before.height,
			exif: '',
		});
		expect(clean.subarray(PICTURE_AT, PICTURE_AT + PICTURE_BYTES)).toEqual(
			file.subarray(PICTURE_AT, PICTURE_AT + PICTURE_BYTES),
		);
	});

	test('that is turned is measured as it is seen', async () => {
		const file = readPlantedHeic();
		const property = file.indexOf('pixi');
		file.write('irot\x01', property, 'latin1');
		expect(await prepareImage(file)).toMatchObject({ kind: 'ready', width: 128, height: 192 });
	});
});
