import type { GenerateContentConfig, GoogleGenAI } from '@google/genai';
import type { Clock } from '../clock.ts';
import { measureImage } from '../pixels/measure.ts';
import type { Models } from '../studio/models.ts';
import type { Outcome, Piece } from '../studio/outcome.ts';
import type { Painter } from '../studio/ports.ts';
import type { ImageRequest, Settings } from '../studio/request.ts';
import { describeFailure } from './errors.ts';
import { parseResponse } from './parse.ts';

/** How long one call may take, in milliseconds; a 4K picture has been seen to need more than 30 seconds. */
export const CALL_TIMEOUT_MS = 180_000;

/** Paints with Gemini: one unary call for one request. */
export function createPainter({ ai, models, clock }: { ai: GoogleGenAI; models: Models; clock: Clock }): Painter {
	return {
		async paint(request: ImageRequest, signal: AbortSignal): Promise<Outcome> {
			const deadline = new AbortController();
			const answered = new AbortController();
			clock.sleep(CALL_TIMEOUT_MS, answered.signal).then(
				() => deadline.abort(),
				() => {},
			);
			try {
				const response = await ai.models.generateContent({
					model: models[request.settings.model].id,
					contents: [{ role: 'user', parts: [{ text: request.prompt }] }],
					config: {
						...describeConfig(request.settings),
						// A signal of its own for each call: the SDK never takes its listener off again.
						abortSignal: AbortSignal.any([signal, deadline.signal]),
					},
				});
				return await measurePictures(parseResponse(response));
			} catch (error) {
				const aborted = signal.aborted ? 'cancelled' : deadline.signal.aborted ? 'timed-out' : undefined;
				return describeFailure(error, aborted);
			} finally {
				answered.abort();
			}
		},
	};
}

/** What the settings come to in Gemini's words. A new option of a request is put to use here. */
export function describeConfig({ aspect, size }: Settings): GenerateContentConfig {
	return {
		responseModalities: ['TEXT', 'IMAGE'],
		imageConfig: {
			...(aspect === undefined ? {} : { aspectRatio: aspect }),
			...(size === undefined ? {} : { imageSize: size }),
		},
		// One request is one call; the SDK would otherwise send more on its own.
		automaticContinuation: false,
	};
}

/** Sizes and ratios are not always obeyed, so what is shown is what the bytes say. */
async function measurePictures(outcome: Outcome): Promise<Outcome> {
	if (outcome.kind !== 'images') return outcome;
	const pieces = await Promise.all(
		outcome.pieces.map(async (piece): Promise<Piece> => {
			if (piece.kind === 'text') return piece;
			const measured = await measureImage(piece.picture.bytes);
			if (measured === undefined) return piece;
			const { mimeType, ...pixels } = measured;
			return { kind: 'picture', picture: { ...piece.picture, mimeType, pixels } };
		}),
	);
	return { ...outcome, pieces };
}
