import { GoogleGenAI, type HttpOptions } from '@google/genai';
import type { Config } from '../config.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Model, Models } from '../studio/generation/models.ts';
import type { Outcome } from '../studio/generation/outcome.ts';
import { describeFailure } from './errors.ts';
import { isPreview, withGone } from './models.ts';

/** Google's own endpoint, given explicitly because the SDK would otherwise read one from the environment. */
const GEMINI_URL = 'https://generativelanguage.googleapis.com';

/** Sets every option explicitly, because the SDK would otherwise read them from the environment. */
export function createGeminiClient({ access, baseUrl }: Config['gemini']): GoogleGenAI {
	if (access.kind === 'key') {
		const httpOptions = { baseUrl: baseUrl ?? GEMINI_URL };
		return new GoogleGenAI({ apiKey: access.apiKey, vertexai: false, apiVersion: 'v1', httpOptions });
	}
	const { project, location } = access;
	const httpOptions = baseUrl === undefined ? {} : { baseUrl };
	return new GoogleGenAI({ vertexai: true, project, location, apiVersion: 'v1beta1', httpOptions });
}

/** The API version for a model, if it isn't the client's own; Vertex AI serves all models with one version. */
export const versionOf = (ai: GoogleGenAI, id: string): HttpOptions =>
	isPreview(id) && !ai.vertexai ? { apiVersion: 'v1beta' } : {};

/** How long Gemini may take to say whether a model exists, in milliseconds. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Asks Gemini for each configured model, marks the unavailable ones and logs what the operator should know.
 *
 * @throws StartError when the key is refused for every model, because then nothing will ever work.
 */
export async function probeModels(ai: GoogleGenAI, models: Models, log: Logger): Promise<Models> {
	const probed = await Promise.all(
		Object.values(models).map(async (model) => ({ model, met: await probeModel(ai, model) })),
	);
	if (probed.every(({ met }) => met?.kind === 'key-refused'))
		throw new StartError('Gemini refuses the credentials (GEMINI_API_KEY): check the key, its billing and its region.');
	const gone = probed.filter(({ met }) => met?.kind === 'model-gone' || met?.kind === 'key-refused');
	for (const { model, met } of gone)
		log.warn(
			{ model: model.id, serviceSays: met?.serviceSays },
			`Gemini doesn't have ${model.nickname}, so it isn't offered; set MODEL_${model.alias.toUpperCase()} to another id`,
		);
	const silent = probed.filter((probe) => probe.met !== undefined && !gone.includes(probe));
	if (silent.length > 0)
		log.error(
			{ models: silent.map(({ model }) => model.id), serviceSays: silent[0]?.met?.serviceSays },
			'Gemini cannot be reached; pictures will fail until it can',
		);
	const goneAliases = gone.map(({ model }) => model.alias);
	return withGone(models, goneAliases);
}

/** Why asking for the model failed; `undefined` when it exists. */
async function probeModel(ai: GoogleGenAI, { id }: Model): Promise<Outcome | undefined> {
	try {
		const httpOptions = { timeout: PROBE_TIMEOUT_MS, ...versionOf(ai, id) };
		await ai.models.get({ model: id, config: { httpOptions } });
		return undefined;
	} catch (error) {
		return describeFailure(error, undefined, false);
	}
}
