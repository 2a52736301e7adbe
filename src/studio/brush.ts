import { describeMisfit } from './capability.ts';
import { Circuits } from './circuit.ts';
import { type Model, type ModelAlias, type Models, offeredModels } from './models.ts';
import type { Outcome } from './outcome.ts';
import { callPatiently, type PatienceDependencies } from './patience.ts';
import type { PaintCall } from './ports.ts';
import type { Settings } from './request.ts';

export interface Painted {
	/** The model that answered. */
	readonly model: Model;
	readonly outcome: Outcome;
}

/** Puts together what a model is to be sent; another model may need other things said. */
export type Prepare = (model: Model) => Promise<PaintCall>;

/** Paints one picture, patiently; with another model when the one asked for is overloaded and `mayFallBack`. */
export type Brush = (
	prepare: Prepare,
	wish: { readonly settings: Settings; readonly references: { readonly length: number } },
	options: {
		readonly mayFallBack: boolean;
		/** The models that may draw instead; all when empty. */
		readonly allowed: readonly ModelAlias[];
		readonly signal: AbortSignal;
		/** Makes one call, or says why it must not be made. */
		readonly paint: (call: PaintCall) => Promise<Outcome>;
	},
) => Promise<Painted>;

export function createBrush(deps: Omit<PatienceDependencies, 'circuits'> & { readonly models: Models }): Brush {
	const circuits = new Circuits(deps.clock);
	return async (prepare, wish, { mayFallBack, allowed, signal, paint }) => {
		const paintWith = async (model: Model): Promise<Painted> => {
			const call = await prepare(model);
			const outcome = await callPatiently(model.id, () => paint(call), signal, { ...deps, circuits });
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
	{ settings, references }: Parameters<Brush>[1],
	allowed: readonly ModelAlias[],
	models: Models,
): Model | undefined =>
	offeredModels(models).find(
		({ alias }) =>
			alias !== settings.model &&
			(allowed.length === 0 || allowed.includes(alias)) &&
			describeMisfit({ settings: { ...settings, model: alias }, references }, models) === undefined,
	);
