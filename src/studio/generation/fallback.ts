import type { Settings } from '../requests/request.ts';
import { describeMisfit } from './capability.ts';
import { CircuitBreakers } from './circuit-breaker.ts';
import { type Model, type ModelAlias, type Models, offeredModels } from './models.ts';
import type { Outcome } from './outcome.ts';
import type { ModelCall } from './ports.ts';
import { callWithRetries, type RetryDependencies } from './retry-policy.ts';

export interface Generated {
	/** The model that answered. */
	readonly model: Model;
	readonly outcome: Outcome;
}

/** Puts together what a model is to be sent; another model may need other things said. */
export type BuildCall = (model: Model) => Promise<ModelCall>;

/** Paints one picture, patiently; with another model when the one asked for is overloaded and `mayFallBack`. */
export type GenerateWithFallback = (
	prepare: BuildCall,
	wish: { readonly settings: Settings; readonly references: { readonly length: number } },
	options: {
		readonly mayFallBack: boolean;
		/** The models that may draw instead; all when empty. */
		readonly allowed: readonly ModelAlias[];
		readonly signal: AbortSignal;
		/** Makes one call, or says why it must not be made. */
		readonly paint: (call: ModelCall) => Promise<Outcome>;
	},
) => Promise<Generated>;

export function createFallback(
	deps: Omit<RetryDependencies, 'circuitBreakers'> & { readonly models: Models },
): GenerateWithFallback {
	const circuitBreakers = new CircuitBreakers(deps.clock);
	return async (prepare, wish, { mayFallBack, allowed, signal, paint }) => {
		const paintWith = async (model: Model): Promise<Generated> => {
			const call = await prepare(model);
			const outcome = await callWithRetries(model.id, () => paint(call), signal, { ...deps, circuitBreakers });
			return { model, outcome };
		};
		const chosen = deps.models[wish.settings.model];
		const painted = await paintWith(chosen);
		const isOverloaded = painted.outcome.kind === 'overloaded';
		const substitute = mayFallBack && isOverloaded ? findSubstitute(wish, allowed, deps.models) : undefined;
		if (substitute === undefined) return painted;
		deps.log.info({ modelId: chosen.id, substitute: substitute.id }, 'overloaded; another model draws');
		return paintWith(substitute);
	};
}

/** The first other model that can do the same. */
export const findSubstitute = (
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
