import { isDeepStrictEqual } from 'node:util';
import type { Part as WirePart } from '@google/genai';
import { z } from 'zod';
import {
	isBlankPart,
	type JsonObject,
	jsonObject,
	type Part,
	type PartPicture,
} from '../studio/sessions/turns/part.ts';

const NO_BYTES = new Uint8Array();

const inlineData = z
	.object({ data: z.string(), mimeType: z.string().catch('application/octet-stream') })
	.catchall(z.json());

/**
 * The parts of an answer, such that `encodePart` restores each exactly. Leaves out thoughts, which the service doesn't
 * want back, as well as empty parts and anything but JSON objects, which no service sends.
 */
export const decodeParts = (parts: readonly unknown[]): Part[] =>
	parts
		.flatMap((part) => {
			const wire = jsonObject.safeParse(part);
			return wire.success && wire.data['thought'] !== true ? [decodePart(wire.data)] : [];
		})
		.filter((part) => !isBlankPart(part));

/** The part exactly as it was on the wire. */
export const encodePart = ({ text, picture, signature, other }: Part): WirePart => ({
	...(text === undefined ? {} : { text }),
	...(picture === undefined ? {} : { inlineData: encodePicture(picture) }),
	...(signature === undefined ? {} : { thoughtSignature: toBase64(signature) }),
	...other,
});

/** A field that would be encoded in another way than it came is also kept raw, and wins. */
function decodePart(wire: JsonObject): Part {
	const text = z.string().safeParse(wire['text']).data;
	const picture = decodePicture(wire['inlineData']);
	const signed = z.string().safeParse(wire['thoughtSignature']).data;
	const signature = signed === undefined ? undefined : Buffer.from(signed, 'base64');
	const restored = new Set<string>();
	if (text !== undefined) restored.add('text');
	if (picture !== undefined && isEncoded(picture, wire['inlineData'])) restored.add('inlineData');
	if (signature !== undefined && isBase64Of(signature, signed)) restored.add('thoughtSignature');
	const other = Object.entries(wire).filter(([name]) => !restored.has(name));
	return { text, picture, signature, other: other.length === 0 ? undefined : Object.fromEntries(other) };
}

function decodePicture(wire: unknown): PartPicture | undefined {
	const parsed = inlineData.safeParse(wire);
	if (!parsed.success) return undefined;
	const { data, mimeType, ...other } = parsed.data;
	const bytes = Buffer.from(data, 'base64');
	if (bytes.byteLength === 0) return undefined;
	return { bytes, mimeType, other: Object.keys(other).length === 0 ? undefined : other };
}

/** Whether encoding the picture gives what it was decoded from. */
function isEncoded({ bytes, ...picture }: PartPicture, wire: unknown): boolean {
	const { data, ...rest } = jsonObject.parse(wire);
	const { data: _, ...encoded } = encodePicture({ ...picture, bytes: NO_BYTES });
	return isBase64Of(bytes, data) && isDeepStrictEqual(encoded, rest);
}

/**
 * Whether encoding the bytes gives the text that they were decoded from, without encoding megabytes again: the decoder
 * skips foreign ASCII characters, which shows in the length or at the end, accepts the URL-safe alphabet, and takes any
 * other character for the one in its low byte.
 */
function isBase64Of(bytes: Uint8Array, text: unknown): boolean {
	if (typeof text !== 'string' || text.length !== Math.ceil(bytes.byteLength / 3) * 4) return false;
	const end = toBase64(bytes.subarray(-(bytes.byteLength % 3 || 3)));
	const isAscii = Buffer.byteLength(text) === text.length;
	return isAscii && text.endsWith(end) && !text.includes('-') && !text.includes('_');
}

const encodePicture = ({ bytes, mimeType, other }: PartPicture) => ({ data: toBase64(bytes), mimeType, ...other });

const toBase64 = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
	Buffer.from(buffer, byteOffset, byteLength).toString('base64');
