import type { Settings } from '../requests/request.ts';
import { describeMisfit } from './capability.ts';
import { type Model, type ModelAlias, type Models, offeredModels } from './models.ts';
import type { Outcome } from './outcome.ts';
import type { ModelCall } from './ports.ts';
import { callWithRetries, type RetryDependencies } from './retry-policy.ts';

export type GenerateWithFallback = ReturnType<typeof createFallback>;

interface FallbackRequest {
	readonly settings: Settings;
	readonly references: { readonly length: number };
}

interface FallbackOptions {
	readonly mayFallBack: boolean;
	/** The models allowed as a fallback; all when empty. */
	readonly allowed: readonly ModelAlias[];
	readonly signal: AbortSignal;
	/** Makes one call, or says why it must not be made. */
	readonly send: (call: ModelCall) => Promise<Outcome>;
}

type Dependencies = RetryDependencies & { readonly models: Models };

export function createFallback({ models, log, ...deps }: Dependencies) {
	/**
	 * Generates one picture, with retries, and with a fallback model if `mayFallBack` and the requested one is overloaded.
	 * Returns the outcome and the model that it came from.
	 *
	 * @param buildCall builds the call for a model; the fallback may need another one.
	 */
	return async (
		buildCall: (model: Model) => Promise<ModelCall>,
		request: FallbackRequest,
		{ mayFallBack, allowed, signal, send }: FallbackOptions,
	) => {
		const generateWith = async (model: Model) => {
			const call = await buildCall(model);
			const outcome = await callWithRetries(model.id, () => send(call), signal, { ...deps, log });
			return { model, outcome };
		};
		const requested = models[request.settings.model];
		const generated = await generateWith(requested);
		if (!mayFallBack || generated.outcome.kind !== 'overloaded') return generated;
		const fallback = findFallback(request, allowed, models);
		if (fallback === undefined) return generated;
		log.info({ modelId: requested.id, fallback: fallback.id }, 'overloaded; falling back to another model');
		return generateWith(fallback);
	};
}

/** The first other model that supports the same settings. */
export const findFallback = (
	{ settings, references }: FallbackRequest,
	allowed: readonly ModelAlias[],
	models: Models,
) =>
	offeredModels(models).find(
		({ alias }) =>
			alias !== settings.model &&
			(allowed.length === 0 || allowed.includes(alias)) &&
			describeMisfit({ settings: { ...settings, model: alias }, references }, models) === undefined,
	);
