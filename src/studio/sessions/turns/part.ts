import { z } from 'zod';

export const jsonObject = z.record(z.string(), z.json());
export type JsonObject = z.infer<typeof jsonObject>;

/** The bytes of a picture as they came, with their declared type. */
export interface PartPicture {
	readonly bytes: Uint8Array;
	readonly mimeType: string;
	readonly other?: JsonObject | undefined;
}

/**
 * A piece of a turn with raw bytes; base64 exists only on the wire. `other` holds whatever else the service sent, so
 * that the part can be sent back exactly.
 */
export interface Part {
	readonly text?: string | undefined;
	readonly picture?: PartPicture | undefined;
	/** What the service expects back with this part, and with no other. */
	readonly signature?: Uint8Array | undefined;
	readonly other?: JsonObject | undefined;
}

/** What the user said and what the model answered, exactly as they were sent. */
export interface Exchange {
	readonly user: readonly Part[];
	readonly model: readonly Part[];
}

/** Whether it is empty. The service returns such parts, and refuses a request that sends one back. */
export const isBlankPart = ({ text = '', picture, signature, other = {} }: Part): boolean =>
	text === '' && picture === undefined && !signature?.byteLength && Object.keys(other).length === 0;

/** What JSON adds to a part besides its values, in bytes: field names, quotes, brackets and commas. */
const FRAME_BYTES = 80;

/** The most that parts take of a request body, in bytes: base64 for bytes, JSON for the rest. */
export const wireBytes = (parts: readonly Part[]): number =>
	parts
		.map(({ text, picture, signature, other }) => {
			const rest = JSON.stringify([text, picture?.mimeType, picture?.other, other]);
			return FRAME_BYTES + Buffer.byteLength(rest) + base64Length(picture?.bytes) + base64Length(signature);
		})
		.reduce((sum, bytes) => sum + bytes, 0);

const base64Length = (bytes: Uint8Array | undefined) => Math.ceil((bytes?.byteLength ?? 0) / 3) * 4;
