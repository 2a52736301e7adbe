import { GoogleGenAI } from '@google/genai';
import type { Config } from '../config.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Model, Models } from '../studio/models.ts';
import type { Outcome } from '../studio/outcome.ts';
import { describeFailure } from './errors.ts';
import { isPreview } from './models.ts';

/** The SDK's client with everything said explicitly, because it would otherwise ask the environment by itself. */
export function createGeminiClient({ access, baseUrl }: Config['gemini']): GoogleGenAI {
	const httpOptions = baseUrl === undefined ? {} : { baseUrl };
	return access.kind === 'key'
		? new GoogleGenAI({ apiKey: access.apiKey, vertexai: false, apiVersion: 'v1', httpOptions })
		: new GoogleGenAI({ vertexai: true, project: access.project, location: access.location, httpOptions });
}

/** How long one model may take to answer whether it is there, in milliseconds. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Asks Gemini for each configured model, marks the ones that are gone, and logs what the operator should know.
 *
 * @throws StartError when the key is refused, because then nothing will ever work.
 */
export async function probeModels(ai: GoogleGenAI, models: Models, log: Logger): Promise<Models> {
	const probe = async (model: Model): Promise<Model> => {
		const met = await probeModel(ai, model);
		if (met === undefined) return model;
		const about = { alias: model.alias, model: model.id, serviceSays: met.serviceSays };
		switch (met.kind) {
			case 'key-refused':
				throw new StartError('Gemini refuses the API key (GEMINI_API_KEY): check it, its billing and its region.');
			case 'model-gone':
				log.warn(about, `model is gone and not offered; set MODEL_${model.alias.toUpperCase()} to another id`);
				return { ...model, isGone: true };
			default:
				log.error(about, 'Gemini cannot be reached for this model; pictures will fail until it can');
				return model;
		}
	};
	const [flash, pro, lite, classic] = await Promise.all([
		probe(models.flash),
		probe(models.pro),
		probe(models.lite),
		probe(models.classic),
	]);
	return { flash, pro, lite, classic };
}

/** What asking for the model failed with; `undefined` when it is there. */
async function probeModel(ai: GoogleGenAI, { id }: Model): Promise<Outcome | undefined> {
	try {
		const version = isPreview(id) ? { apiVersion: 'v1beta' } : {};
		await ai.models.get({ model: id, config: { httpOptions: { timeout: PROBE_TIMEOUT_MS, ...version } } });
		return undefined;
	} catch (error) {
		return describeFailure(error, undefined);
	}
}
