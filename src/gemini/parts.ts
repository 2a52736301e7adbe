import type { Part as WirePart } from '@google/genai';
import { z } from 'zod';
import { type JsonObject, jsonObject, type Part, type PartPicture } from '../studio/turns/part.ts';

const inlineData = z.object({ data: z.string(), mimeType: z.string() }).catchall(z.json());

/**
 * The parts of an answer, each so that `encodePart` gives it back exactly. Thoughts are left out, because the service
 * does not want them back, and so is what is no JSON object, which no service sends.
 */
export const decodeParts = (parts: readonly unknown[]): Part[] =>
	parts.flatMap((part) => {
		const wire = jsonObject.safeParse(part);
		return wire.success && wire.data['thought'] !== true ? [decodePart(wire.data)] : [];
	});

/** The part as it was on the wire. */
export const encodePart = ({ text, picture, signature, other }: Part): WirePart => ({
	...(text === undefined ? {} : { text }),
	...(picture === undefined ? {} : { inlineData: encodePicture(picture) }),
	...(signature === undefined ? {} : { thoughtSignature: toBase64(signature) }),
	...other,
});

/** A field that is not what it should be stays among the others, as it came. */
function decodePart(wire: JsonObject): Part {
	const text = z.string().safeParse(wire['text']).data;
	const picture = decodePicture(wire['inlineData']);
	const signature = fromBase64(wire['thoughtSignature']);
	const decoded = new Map<string, unknown>(Object.entries({ text, inlineData: picture, thoughtSignature: signature }));
	const other = Object.entries(wire).filter(([name]) => decoded.get(name) === undefined);
	return { text, picture, signature, other: other.length === 0 ? undefined : Object.fromEntries(other) };
}

/** Bytes in unusual base64 are a picture nevertheless, and their text is kept beside them. */
function decodePicture(wire: unknown): PartPicture | undefined {
	const parsed = inlineData.safeParse(wire);
	if (!parsed.success) return undefined;
	const { data, mimeType, ...rest } = parsed.data;
	const bytes = Buffer.from(data, 'base64');
	if (bytes.byteLength === 0) return undefined;
	const other = toBase64(bytes) === data ? rest : { ...rest, data };
	return { bytes, mimeType, other: Object.keys(other).length === 0 ? undefined : other };
}

const encodePicture = ({ bytes, mimeType, other }: PartPicture) => ({ data: toBase64(bytes), mimeType, ...other });

/** The bytes, if exactly this text is what they encode to. */
function fromBase64(text: unknown): Uint8Array | undefined {
	if (typeof text !== 'string') return undefined;
	const bytes = Buffer.from(text, 'base64');
	return toBase64(bytes) === text ? bytes : undefined;
}

const toBase64 = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
	Buffer.from(buffer, byteOffset, byteLength).toString('base64');
