import { describeMisfit } from './capability.ts';
import { Circuits } from './circuit.ts';
import { type Model, type Models, offeredModels } from './models.ts';
import type { Outcome } from './outcome.ts';
import { callPatiently, type PatienceDependencies } from './patience.ts';
import type { PaintCall, Painter } from './ports.ts';

export interface Painted {
	/** The model that answered. */
	readonly model: Model;
	readonly outcome: Outcome;
}

/** Paints one picture, patiently; with another model when the one asked for is overloaded and `mayFallBack`. */
export type Brush = (call: PaintCall, options: { mayFallBack: boolean; signal: AbortSignal }) => Promise<Painted>;

export function createBrush(
	deps: Omit<PatienceDependencies, 'circuits'> & { readonly painter: Painter; readonly models: Models },
): Brush {
	const circuits = new Circuits(deps.clock);
	return async (call, { mayFallBack, signal }) => {
		const paintWith = async (model: Model): Promise<Painted> => ({
			model,
			outcome: await callPatiently(model.id, () => deps.painter.paint({ ...call, model }, signal), signal, {
				...deps,
				circuits,
			}),
		});
		const painted = await paintWith(call.model);
		const substitute =
			mayFallBack && painted.outcome.kind === 'overloaded' ? findSubstitute(call, deps.models) : undefined;
		if (substitute === undefined) return painted;
		deps.log.info({ modelId: call.model.id, substitute: substitute.id }, 'overloaded; another model draws');
		return paintWith(substitute);
	};
}

/** The first other model that can do the same. */
const findSubstitute = ({ model, settings, references }: PaintCall, models: Models): Model | undefined =>
	offeredModels(models).find(
		({ alias }) =>
			alias !== model.alias &&
			describeMisfit({ settings: { ...settings, model: alias }, references }, models) === undefined,
	);
