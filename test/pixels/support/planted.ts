import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { PNG_HEADER_BYTES, pngChunk } from './png.ts';

/** What is hidden in every place a file has for it, and must never be found in what leaves. */
export const SECRET = 'SECRET-GPS';

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="${SECRET}"/></rdf:RDF></x:xmpmeta>`;

const WIDTH = 24;
const HEIGHT = 16;

/** A soft gradient, which every format keeps without much ado. */
export function drawing(): Sharp {
	const pixels = Buffer.from(
		Array.from({ length: WIDTH * HEIGHT }, (_, at) => [(at % WIDTH) * 10, Math.floor(at / WIDTH) * 15, 128]).flat(),
	);
	return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

function withMetadata(): Sharp {
	return drawing()
		.withExif({
			IFD0: { Copyright: SECRET, ImageDescription: SECRET },
			IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSAreaInformation: SECRET },
		})
		.withXmp(XMP);
}

/** A file of every kind that is read, with {@link SECRET} in each place where that kind can hold it. */
export async function plantedFiles(): Promise<ReadonlyMap<string, Buffer>> {
	const files = new Map<string, Buffer>([
		['JPEG', plantInJpeg(await withMetadata().jpeg().toBuffer())],
		['PNG', plantInPng(await withMetadata().png().toBuffer())],
		['WebP', plantInWebp(await withMetadata().webp().toBuffer())],
		['GIF', plantInGif(await drawing().gif().toBuffer())],
		['AVIF', await withMetadata().avif().toBuffer()],
		['TIFF', await withMetadata().tiff().toBuffer()],
		['HEIC', plantInHeic(readPlantedHeic())],
	]);
	return new Map([...files].map(([name, file]) => [name, Buffer.concat([file, Buffer.from(`PK ${SECRET} <html>`)])]));
}

export function readPlantedHeic(): Buffer {
	return readFileSync(new URL('../fixtures/planted.heic', import.meta.url));
}

/** A comment, an IPTC block and a thumbnail's place, right behind the start marker. */
function plantInJpeg(jpeg: Buffer): Buffer {
	const iptc = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, SECRET.length]), Buffer.from(SECRET)]);
	const photoshop = Buffer.concat([
		Buffer.from('Photoshop 3.0\0'),
		Buffer.from('8BIM\x04\x04\0\0\0\0\0', 'latin1'),
		Buffer.from([iptc.length]),
		iptc,
		Buffer.alloc(iptc.length % 2),
	]);
	const segments = [
		jpegSegment(0xfe, Buffer.from(SECRET)),
		jpegSegment(0xed, photoshop),
		jpegSegment(0xe7, Buffer.from(SECRET)),
	];
	return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

function jpegSegment(marker: number, body: Buffer): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(body.length + 2, 2);
	return Buffer.concat([head, body]);
}

function plantInPng(png: Buffer): Buffer {
	const chunks = [
		pngChunk('tEXt', Buffer.from(`Comment\0${SECRET}`)),
		pngChunk('iTXt', Buffer.from(`Location\0\0\0en\0Location\0${SECRET}`)),
		pngChunk('prVt', Buffer.from(SECRET)),
	];
	return Buffer.concat([png.subarray(0, PNG_HEADER_BYTES), ...chunks, png.subarray(PNG_HEADER_BYTES)]);
}

function plantInWebp(webp: Buffer): Buffer {
	const chunk = Buffer.concat([Buffer.from('PRVT'), Buffer.from([SECRET.length, 0, 0, 0]), Buffer.from(SECRET)]);
	const planted = Buffer.concat([webp, chunk]);
	planted.writeUInt32LE(planted.length - 8, 4);
	return planted;
}

/** A comment before the trailer. */
function plantInGif(gif: Buffer): Buffer {
	const comment = Buffer.concat([Buffer.from([0x21, 0xfe, SECRET.length]), Buffer.from(SECRET), Buffer.from([0])]);
	return Buffer.concat([gif.subarray(0, -1), comment, gif.subarray(-1)]);
}

/** What phones append: a movie in a box of their own. */
function plantInHeic(heic: Buffer): Buffer {
	const box = Buffer.concat([Buffer.alloc(4), Buffer.from('mpvd'), Buffer.from(SECRET)]);
	box.writeUInt32BE(box.length, 0);
	return Buffer.concat([heic, box]);
}
