import { crc32 } from 'node:zlib';

/** Signature and header: every PNG begins with as many bytes. */
export const PNG_HEADER_BYTES = 8 + 25;

export function pngChunk(type: string, body: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
	const chunk = Buffer.alloc(named.length + 8);
	chunk.writeUInt32BE(body.length, 0);
	named.copy(chunk, 4);
	chunk.writeUInt32BE(crc32(named), named.length + 4);
	return chunk;
}

/** The same PNG, its header claiming another size. */
export function claimSize(png: Buffer, width: number, height: number): Buffer {
	const header = Buffer.from(png.subarray(16, 29));
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	return Buffer.concat([png.subarray(0, 8), pngChunk('IHDR', header), png.subarray(PNG_HEADER_BYTES)]);
}
