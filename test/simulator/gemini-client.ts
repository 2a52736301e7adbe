import { ApiError, GoogleGenAI } from '@google/genai';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import { type GeminiOptions, type LocalGemini, startGemini } from './gemini/start.ts';

export interface Connected extends AsyncDisposable {
	readonly gemini: LocalGemini;
	readonly ai: GoogleGenAI;
}

/** A local Gemini with short signatures, and the real SDK connected to it. */
export async function connect(options: Partial<GeminiOptions> = {}): Promise<Connected> {
	const gemini = await startGemini({ clock: systemClock, signatureChars: 64, ...options });
	const ai = new GoogleGenAI({ apiKey: gemini.apiKey, httpOptions: { baseUrl: gemini.url } });
	return { gemini, ai, [Symbol.asyncDispose]: () => gemini[Symbol.asyncDispose]() };
}

const errorSchema = z.object({
	error: z.object({
		code: z.int(),
		message: z.string(),
		status: z.string(),
		details: z.array(z.looseObject({})).optional(),
	}),
});

/** The error body of a call that must be refused. Throws when the call succeeds or fails otherwise. */
export async function refusalOf(call: Promise<unknown>) {
	const error: unknown = await call.then(
		() => new Error('the call was not refused'),
		(reason: unknown) => reason,
	);
	if (!(error instanceof ApiError)) throw error;
	const { error: body } = errorSchema.parse(JSON.parse(error.message));
	if (body.code !== error.status) throw new Error(`HTTP ${error.status} carries code ${body.code}`);
	return body;
}
