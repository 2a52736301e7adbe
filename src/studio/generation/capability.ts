import type { Settings } from '../requests/request.ts';
import type { Model, Models } from './models.ts';

/** Why the chosen model cannot do this, as one sentence that names what it can do; `undefined` when it can. */
export function describeMisfit(
	{ settings, references }: { settings: Settings; references: { readonly length: number } },
	models: Models,
): string | undefined {
	const model = models[settings.model];
	const { nickname, aspects, sizes } = model;
	const { aspect, size, search, thoughts } = settings;
	if (model.isGone) return describeGone(model, models);
	if (aspect !== 'auto' && !aspects.includes(aspect))
		return `${nickname} cannot draw ${aspect}; it can draw ${aspects.join(', ')}.`;
	if (size !== undefined && sizes.length === 0) return `${nickname} always draws about 1K, so leave the size out.`;
	if (size !== undefined && !sizes.includes(size))
		return `${nickname} cannot draw ${size}; it can draw ${sizes.join(', ')}.`;
	if (references.length > model.mostReferences)
		return `${nickname} takes at most ${model.mostReferences} pictures, and you gave ${references.length}.`;
	if (search && model.search === 'none')
		return `${nickname} cannot search; ${namesOf(models, (other) => other.search !== 'none')} can.`;
	if (thoughts && !model.canShowThoughts)
		return `${nickname} does not show thoughts; ${namesOf(models, (other) => other.canShowThoughts)} can.`;
	return undefined;
}

const describeGone = (gone: Model, models: Models) =>
	`${gone.nickname} is no longer offered by Gemini; ${namesOf(models, () => true)} can be used instead.`;

const namesOf = (models: Models, isMeant: (model: Model) => boolean) =>
	Object.values(models)
		.filter((model) => !model.isGone && isMeant(model))
		.map(({ nickname, alias }) => `${nickname} (${alias})`)
		.join(' or ') || 'no other model';
