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

/** Checks the result by encoding it again: a field that comes out different is kept raw, and wins. */
function decodePart(wire: JsonObject): Part {
	const signature = z.string().safeParse(wire['thoughtSignature']).data;
	const decoded = {
		text: z.string().safeParse(wire['text']).data,
		picture: decodePicture(wire['inlineData']),
		signature: signature === undefined ? undefined : Buffer.from(signature, 'base64'),
	};
	const encoded = new Map<string, unknown>(Object.entries(encodePart(decoded)));
	const other = Object.entries(wire).filter(([name, value]) => !isDeepStrictEqual(encoded.get(name), value));
	return { ...decoded, other: other.length === 0 ? undefined : Object.fromEntries(other) };
}

function decodePicture(wire: unknown): PartPicture | undefined {
	const parsed = inlineData.safeParse(wire);
	if (!parsed.success) return undefined;
	const { data, mimeType, ...other } = parsed.data;
	const bytes = Buffer.from(data, 'base64');
	if (bytes.byteLength === 0) return undefined;
	return { bytes, mimeType, other: Object.keys(other).length === 0 ? undefined : other };
}

const encodePicture = ({ bytes, mimeType, other }: PartPicture) => ({ data: toBase64(bytes), mimeType, ...other });

const toBase64 = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
	Buffer.from(buffer, byteOffset, byteLength).toString('base64');
