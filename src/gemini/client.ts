import { GoogleGenAI } from '@google/genai';
import type { Config } from '../config.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Models } from '../studio/models.ts';
import { describeFailure } from './errors.ts';

/** The SDK's client with everything said explicitly, because it would otherwise ask the environment by itself. */
export function createGeminiClient({ apiKey, baseUrl }: Config['gemini']): GoogleGenAI {
	return new GoogleGenAI({
		apiKey,
		vertexai: false,
		apiVersion: 'v1',
		httpOptions: baseUrl === undefined ? {} : { baseUrl },
	});
}

/** How long one model may take to answer whether it is there, in milliseconds. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Asks Gemini for each configured model and logs what the operator should know: one line when Gemini cannot be
 * reached, one for each model that is gone.
 *
 * @throws StartError when the key is refused, because then nothing will ever work.
 */
export async function probeModels(ai: GoogleGenAI, models: Models, log: Logger): Promise<void> {
	const outcomes = await Promise.all(
		Object.values(models).map(async (model) => {
			try {
				await ai.models.get({ model: model.id, config: { httpOptions: { timeout: PROBE_TIMEOUT_MS } } });
				return { model, outcome: undefined };
			} catch (error) {
				return { model, outcome: describeFailure(error, undefined) };
			}
		}),
	);
	if (outcomes.some(({ outcome }) => outcome?.kind === 'key-refused'))
		throw new StartError('Gemini refuses the API key (GEMINI_API_KEY): check it, its billing and its region.');
	const unreachable = outcomes.find(({ outcome }) => outcome !== undefined && outcome.kind !== 'model-gone');
	if (unreachable !== undefined)
		log.error(
			{ serviceSays: unreachable.outcome?.serviceSays },
			'Gemini cannot be reached; pictures will fail until it can',
		);
	for (const { model, outcome } of outcomes)
		if (outcome?.kind === 'model-gone')
			log.warn(
				{ alias: model.alias, model: model.id },
				'Gemini does not know this model; set another id in the environment',
			);
}
