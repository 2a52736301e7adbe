import {
	type Content,
	type GenerateContentConfig,
	type GoogleGenAI,
	HarmBlockThreshold,
	HarmCategory,
	type SafetySetting,
} from '@google/genai';
import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';
import { measureImage } from '../pixels/measure.ts';
import type { Outcome, Piece } from '../studio/generation/outcome.ts';
import type { ImageModel, ModelCall } from '../studio/generation/ports.ts';
import { versionOf } from './client.ts';
import { describeFailure } from './errors.ts';
import { parseResponse } from './parse.ts';
import { encodePart } from './parts.ts';
import { createStaggeredFetch } from './staggered-fetch.ts';

/** How long one call may take, in milliseconds; 4K pictures have taken more than 30 seconds. */
const CALL_TIMEOUT_MS = 180_000;

interface ImageModelDependencies {
	readonly ai: GoogleGenAI;
	readonly clock: Clock;
	/** How strictly Gemini blocks; Gemini's own default when `undefined`. */
	readonly safety: keyof typeof HarmBlockThreshold | undefined;
}

/** Generates pictures with Gemini: one unary call for each. */
export function createImageModel({ ai, clock, safety }: ImageModelDependencies): ImageModel {
	const staggeredFetch = createStaggeredFetch(clock);
	return {
		async generate(call: ModelCall, signal: AbortSignal): Promise<Outcome> {
			let isSent = false;
			const fetch: typeof staggeredFetch = (input, init) => {
				isSent = init?.signal?.aborted !== true;
				return staggeredFetch(input, init);
			};
			// Each call gets its own signal, because the SDK never removes its listener.
			using deadline = startDeadline(clock, CALL_TIMEOUT_MS, signal);
			try {
				const response = await ai.models.generateContent({
					model: call.model.id,
					contents: describeContents(call),
					config: {
						...describeConfig(call),
						...describeSafety(call.safety ?? safety),
						httpOptions: { ...versionOf(ai, call.model.id), fetch },
						abortSignal: deadline.signal,
					},
				});
				return await measurePictures(parseResponse(response));
			} catch (error) {
				const aborted = signal.aborted ? 'cancelled' : deadline.signal.aborted ? 'timed-out' : undefined;
				return describeFailure(error, aborted, isSent);
			}
		},
	};
}

/** The history with every part as it came, then the new turn. */
const describeContents = ({ history, user }: ModelCall): Content[] => [
	...history.flatMap((exchange) => [
		{ role: 'user', parts: exchange.user.map(encodePart) },
		{ role: 'model', parts: exchange.model.map(encodePart) },
	]),
	{ role: 'user', parts: user.map(encodePart) },
];

/** Translates the settings for Gemini. Handle a new option of a request here. */
function describeConfig({ model, settings, systemInstruction }: ModelCall): GenerateContentConfig {
	const { aspect, size, search, thoughts } = settings;
	const searchTypes = model.search === 'web-and-images' ? { searchTypes: { webSearch: {}, imageSearch: {} } } : {};
	return {
		responseModalities: ['TEXT', 'IMAGE'],
		imageConfig: {
			...(aspect === 'auto' ? {} : { aspectRatio: aspect }),
			...(size === undefined ? {} : { imageSize: size }),
		},
		...(search ? { tools: [{ googleSearch: searchTypes }] } : {}),
		...(thoughts ? { thinkingConfig: { includeThoughts: true } } : {}),
		...(systemInstruction === undefined ? {} : { systemInstruction }),
		// One request is one call; the SDK would otherwise send more by itself.
		automaticContinuation: false,
	};
}

/** The categories that a caller can set. Source: Gemini API, safety settings. */
const CATEGORIES = [
	HarmCategory.HARM_CATEGORY_HARASSMENT,
	HarmCategory.HARM_CATEGORY_HATE_SPEECH,
	HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
	HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
];

function describeSafety(threshold: keyof typeof HarmBlockThreshold | undefined): { safetySettings?: SafetySetting[] } {
	if (threshold === undefined) return {};
	return { safetySettings: CATEGORIES.map((category) => ({ category, threshold: HarmBlockThreshold[threshold] })) };
}

/** Measures every picture, because Gemini doesn't always follow the requested size and ratio; drops unreadable ones. */
async function measurePictures(outcome: Outcome): Promise<Outcome> {
	if (outcome.kind !== 'images') return outcome;
	const pieces = await Promise.all(outcome.pieces.map(measurePiece));
	const readable = pieces.filter((piece) => piece !== undefined);
	if (readable.some(({ kind }) => kind === 'picture')) return { ...outcome, pieces: readable };
	const { usage } = outcome;
	return { kind: 'garbled', retry: 'never', serviceSays: 'pictures that cannot be read', usage };
}

async function measurePiece(piece: Piece): Promise<Piece | undefined> {
	if (piece.kind === 'text') return piece;
	const measured = await measureImage(piece.picture.bytes);
	if (measured === undefined) return undefined;
	const { mimeType, width, height } = measured;
	return { kind: 'picture', picture: { ...piece.picture, mimeType, pixels: { width, height } } };
}
