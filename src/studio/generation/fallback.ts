import type { Settings } from '../requests/request.ts';
import { describeMisfit } from './capability.ts';
import { CircuitBreakers } from './circuit-breaker.ts';
import { type Model, type ModelAlias, type Models, offeredModels } from './models.ts';
import type { Outcome } from './outcome.ts';
import type { ModelCall } from './ports.ts';
import { callWithRetries, type RetryDependencies } from './retry-policy.ts';

/** An outcome, and the model that it came from. */
export interface ModelOutcome {
	readonly model: Model;
	readonly outcome: Outcome;
}

/** Builds the call for a model; the fallback may need another one. */
export type BuildCall = (model: Model) => Promise<ModelCall>;

/** Generates one picture, with retries, and with a fallback model if `mayFallBack` and the requested one is overloaded. */
export type GenerateWithFallback = (
	buildCall: BuildCall,
	request: { readonly settings: Settings; readonly references: { readonly length: number } },
	options: {
		readonly mayFallBack: boolean;
		/** The models allowed as a fallback; all when empty. */
		readonly allowed: readonly ModelAlias[];
		readonly signal: AbortSignal;
		/** Makes one call, or says why it must not be made. */
		readonly send: (call: ModelCall) => Promise<Outcome>;
	},
) => Promise<ModelOutcome>;

export function createFallback(
	deps: Omit<RetryDependencies, 'circuitBreakers'> & { readonly models: Models },
): GenerateWithFallback {
	const circuitBreakers = new CircuitBreakers(deps.clock);
	return async (buildCall, request, { mayFallBack, allowed, signal, send }) => {
		const generateWith = async (model: Model): Promise<ModelOutcome> => {
			const call = await buildCall(model);
			const outcome = await callWithRetries(model.id, () => send(call), signal, { ...deps, circuitBreakers });
			return { model, outcome };
		};
		const requested = deps.models[request.settings.model];
		const generated = await generateWith(requested);
		const isOverloaded = generated.outcome.kind === 'overloaded';
		const fallback = mayFallBack && isOverloaded ? findFallback(request, allowed, deps.models) : undefined;
		if (fallback === undefined) return generated;
		deps.log.info({ modelId: requested.id, fallback: fallback.id }, 'overloaded; falling back to another model');
		return generateWith(fallback);
	};
}

/** The first other model that supports the same settings. */
export const findFallback = (
	{ settings, references }: Parameters<GenerateWithFallback>[1],
	allowed: readonly ModelAlias[],
	models: Models,
): Model | undefined =>
	offeredModels(models).find(
		({ alias }) =>
			alias !== settings.model &&
			(allowed.length === 0 || allowed.includes(alias)) &&
			describeMisfit({ settings: { ...settings, model: alias }, references }, models) === undefined,
	);
