import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { Refusal, unprocessableImage } from './refusal.ts';
import type { Blob, Content, GenerateRequest, Part } from './request.ts';

const INPUT_MIME_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif'];

/** Most pictures in the newest turn. Pictures of older turns are history and do not count. */
export const MAX_INPUT_IMAGES = 14;

/** The bytes of a base64 text in either alphabet, or `undefined` when a character of it is not base64. */
function decoded(data: string): Buffer | undefined {
	const bytes = Buffer.from(data, 'base64');
	const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
	const isWhole = bytes.length === Math.floor(((data.length - padding) * 3) / 4);
	return isWhole && (padding === 0 || data.length % 4 === 0) ? bytes : undefined;
}

/** HEIC is a kind of HEIF: either name is right for it. */
const family = (mimeType: string) => mimeType.replace('image/heic', 'image/heif');

async function checkPicture({ mimeType, data }: Blob, where: string): Promise<void> {
	if (!INPUT_MIME_TYPES.includes(mimeType)) throw new Refusal(400, `Unsupported MIME type: ${mimeType}`);
	const bytes = decoded(data);
	if (bytes === undefined || bytes.length === 0) {
		throw new Refusal(400, `Invalid value at '${where}.inline_data.data' (TYPE_BYTES), Base64 decoding failed`);
	}
	const sniffed = await fileTypeFromBuffer(bytes);
	if (sniffed === undefined || family(sniffed.mime) !== family(mimeType)) throw unprocessableImage();
	if (family(mimeType) === 'image/heif') return;
	await sharp(bytes)
		.metadata()
		.catch(() => {
			throw unprocessableImage();
		});
}

async function checkPart(part: Part, where: string): Promise<void> {
	const data = [part.text, part.inlineData, part.fileData].filter((field) => field !== undefined);
	if (data.length > 1)
		throw new Refusal(400, `Invalid value at '${where}' (oneof), oneof field 'data' is already set.`);
	// An empty text counts as none (reported). Only with a signature, as such a part may be answered, is it sent back.
	const isEmpty = data.length === 0 || part.text === '';
	if (isEmpty && part.thoughtSignature === undefined) {
		throw new Refusal(
			400,
			`* GenerateContentRequest.${where}.data: required oneof field 'data' must have one initialized field\n`,
		);
	}
	if (part.fileData !== undefined) {
		throw new Refusal(
			403,
			`You do not have permission to access the File ${part.fileData.fileUri} or it may not exist.`,
		);
	}
	if (part.inlineData !== undefined) await checkPicture(part.inlineData, where);
}

function checkOrder(contents: readonly Content[]): void {
	if (contents.length === 0) {
		throw new Refusal(400, '* GenerateContentRequest.contents: contents is not specified\n');
	}
	for (const { role = 'user' } of contents) {
		if (role !== 'user' && role !== 'model') throw new Refusal(400, 'Please use a valid role: user, model.');
	}
	if (contents[0]?.role === 'model') throw new Refusal(400, 'Please ensure that the first turn is a user turn.');
	if (contents.at(-1)?.role === 'model') throw new Refusal(400, 'Please ensure that the last turn is a user turn.');
}

async function checkParts({ parts = [] }: Content, where: string): Promise<void> {
	if (parts.length === 0) {
		throw new Refusal(400, `* GenerateContentRequest.${where}.parts: contents.parts must not be empty.\n`);
	}
	for (const [index, part] of parts.entries()) await checkPart(part, `${where}.parts[${index}]`);
}

/**
 * Rejects with a {@link Refusal} unless the turns are in order and every part holds exactly one readable thing.
 *
 * There is no files service here, so every `fileData` is a 403. Signatures are not looked at.
 */
export async function checkContents({ contents = [], systemInstruction }: GenerateRequest): Promise<void> {
	checkOrder(contents);
	for (const [index, content] of contents.entries()) await checkParts(content, `contents[${index}]`);
	if (systemInstruction !== undefined) await checkParts(systemInstruction, 'system_instruction');
	const images = (contents.at(-1)?.parts ?? []).filter((part) => part.inlineData !== undefined).length;
	if (images > MAX_INPUT_IMAGES) {
		throw new Refusal(400, `Too many input images: ${images}. The limit is ${MAX_INPUT_IMAGES}.`);
	}
}
